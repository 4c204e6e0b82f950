package io.headscope.view.canvas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.drawing.Box;
import io.headscope.drawing.Drawing;
import io.headscope.drawing.Mark;
import io.headscope.drawing.Mark.Anchor;
import io.headscope.drawing.Palette;
import io.headscope.drawing.Role;
import io.headscope.drawing.Sheet;
import io.headscope.shell.FxThread;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javafx.scene.Group;
import javafx.scene.Scene;
import javafx.scene.canvas.Canvas;
import javafx.scene.image.WritableImage;
import javafx.scene.shape.ArcType;
import org.junit.jupiter.api.Test;

/// Two canvases look like one, and what is there is not painted again.
class LayeredCanvasTest {

    private static final int SIDE = 160;
    private static final Box SEEN = new Box(0, 0, SIDE, SIDE);
    private static final List<Mark> UNDER = new Sheet()
            .add(new Mark.Area(new Box(10, 10, 100, 90), Role.SERIES_1))
            .text("under", 60, 60, 12, Anchor.MIDDLE, Role.TEXT)
            .marks();
    private static final List<Mark> OVER = new Sheet()
            .add(new Mark.Area(new Box(40, 30, 60, 50), Role.SURFACE, 1, 6))
            .add(new Mark.Frame(new Box(40, 30, 60, 50), Role.FRAME, 1, 6))
            .rule(20, 70, 120, 70, Role.HOVERED, 2)
            .text("over", 70, 50, 12, Anchor.MIDDLE, Role.TEXT)
            .marks();

    private final LayeredCanvas layers = FxThread.call(LayeredCanvas::new);
    private final Group node = FxThread.call(() -> {
        Group group = new Group(layers.nodes());
        new Scene(group);
        return group;
    });

    @Test
    void looksAsIfBothWerePaintedOnOne() {
        int[] once = FxThread.call(() -> {
            Canvas one = new Canvas(SIDE, SIDE);
            List<Mark> marks = Stream.concat(UNDER.stream(), OVER.stream()).toList();
            new CanvasPainter(one.getGraphicsContext2D()).paint(new Drawing(SIDE, SIDE, marks), Palette.LIGHT, SEEN, 1);
            return pixels(one.snapshot(null, null));
        });
        int[] layered = painted(new Drawing(SIDE, SIDE, UNDER), new Drawing(SIDE, SIDE, OVER));
        // Edges are mixed with what lies behind them in another order, and rounded then.
        assertTrue(IntStream.range(0, once.length).allMatch(i -> close(once[i], layered[i])));
    }

    @Test
    void whatLayOverTheDrawingLeavesNothingBehind() {
        Drawing under = new Drawing(SIDE, SIDE, UNDER);
        int[] bare = painted(under, Drawing.EMPTY);
        assertTrue(differs(bare, painted(under, new Drawing(SIDE, SIDE, OVER))));
        assertTrue(differs(bare, painted(under, new Drawing(SIDE, SIDE, OVER.subList(0, 1)))));
        org.junit.jupiter.api.Assertions.assertArrayEquals(bare, painted(under, Drawing.EMPTY));
    }

    /// What was painted over the lower canvas by hand stays, as long as nothing but the upper one changes.
    @Test
    void theDrawingIsNotPaintedAgainWhereOnlyWhatLiesOverItChanges() {
        Drawing under = new Drawing(SIDE, SIDE, UNDER);
        painted(under, Drawing.EMPTY);
        FxThread.run(() -> ((Canvas) layers.nodes().getFirst()).getGraphicsContext2D().fillArc(120, 120, 30, 30, 0, 360, ArcType.CHORD));
        int[] touched = painted(under, Drawing.EMPTY);
        int[] covered = painted(under, new Drawing(SIDE, SIDE, OVER));
        assertEquals(touched[135 * SIDE + 135], covered[135 * SIDE + 135]);
        int[] anew = painted(new Drawing(SIDE, SIDE, UNDER), Drawing.EMPTY);
        assertTrue(touched[135 * SIDE + 135] != anew[135 * SIDE + 135]);
    }

    private int[] painted(Drawing drawing, Drawing overlay) {
        return FxThread.call(() -> {
            layers.paint(drawing, overlay, Palette.LIGHT, SEEN, 1);
            return pixels(node.snapshot(null, null));
        });
    }

    private static int[] pixels(WritableImage image) {
        int[] pixels = new int[SIDE * SIDE];
        image.getPixelReader().getPixels(0, 0, SIDE, SIDE, javafx.scene.image.PixelFormat.getIntArgbInstance(), pixels, 0, SIDE);
        return pixels;
    }

    private static boolean close(int one, int other) {
        return IntStream.of(0, 8, 16, 24).allMatch(shift -> Math.abs((one >>> shift & 255) - (other >>> shift & 255)) <= 3);
    }

    private static boolean differs(int[] one, int[] other) {
        return !java.util.Arrays.equals(one, other);
    }
}

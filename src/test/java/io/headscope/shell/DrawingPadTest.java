package io.headscope.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.analysis.Candidate;
import io.headscope.attention.Trace;
import io.headscope.input.Medium;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import javafx.geometry.Point2D;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.StackPane;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Digits drawn by hand, told by the sample model.
class DrawingPadTest {

    private final Workbenches bench = Workbenches.openInEarnest(1000, 1000);

    @AfterEach
    void close() {
        FxThread.run(bench::close);
    }

    @Test
    void digitsThatAreDrawnAreRecognisedWhileTheyAreDrawn() {
        open();
        draw(List.of(new double[] {40, 40}, new double[] {150, 40}, new double[] {80, 170}));
        assertEquals(7, told());
        FxThread.run(() -> bench.find("#drawing-clear", Button.class).fire());
        assertNull(bench.session.runs().medium().get());
        draw(List.of(new double[] {100, 30}, new double[] {100, 170}));
        assertEquals(1, told());
        FxThread.run(() -> bench.find("#drawing-clear", Button.class).fire());
        draw(circle());
        bench.photograph("drawing-pad");
        assertEquals(0, told());
    }

    @Test
    void thePenIsMovedByKeysToo() {
        open();
        Node sheet = bench.find("#drawing-sheet", StackPane.class);
        FxThread.run(() -> {
            sheet.requestFocus();
            for (int i = 0; i < 9; i++) {
                press(sheet, KeyCode.UP);
            }
            press(sheet, KeyCode.SPACE);
            for (int i = 0; i < 18; i++) {
                press(sheet, KeyCode.DOWN);
            }
            press(sheet, KeyCode.SPACE);
        });
        assertEquals(1, told());
        FxThread.run(() -> press(sheet, KeyCode.DELETE));
        assertNull(bench.session.runs().medium().get());
    }

    @Test
    void theSheetStaysUnderThePointerWhileWhatIsToldAboveItChanges() {
        open();
        Node sheet = bench.find("#drawing-sheet", StackPane.class);
        Node canvas = bench.find("#drawing-sheet", StackPane.class).getChildren().getFirst();
        assertTrue(bench.find("#example-note", Node.class).isVisible());
        double before = sheet.localToScene(0, 0).getY();
        FxThread.run(() -> {
            mouse(canvas, MouseEvent.MOUSE_PRESSED, new double[] {40, 40});
            mouse(canvas, MouseEvent.MOUSE_DRAGGED, new double[] {150, 40});
        });
        FxThread.frames(bench.window.scene());
        assertFalse(bench.find("#example-note", Node.class).isVisible());
        assertEquals(before, sheet.localToScene(0, 0).getY(), 0.5);
        FxThread.run(() -> mouse(canvas, MouseEvent.MOUSE_RELEASED, new double[] {150, 40}));
        FxThread.frames(bench.window.scene());
        assertNotEquals(before, sheet.localToScene(0, 0).getY(), 0.5);
    }

    @Test
    void thereIsNothingToDrawForModelsOfText() {
        FxThread.run(() -> bench.session.open(Path.of("sample-models", "babi-qa")));
        assertFalse(bench.find("#drawing-pad", Node.class).isVisible());
    }

    private void open() {
        FxThread.run(() -> bench.session.open(Path.of("sample-models", "digits-vit")));
        FxThread.frames(bench.window.scene());
        assertTrue(bench.find("#drawing-pad", Node.class).isVisible());
        assertNotNull(bench.session.runs().medium().get());
    }

    /// The likeliest digit.
    private int told() {
        Trace trace = Objects.requireNonNull(bench.session.runs().trace().get());
        Medium.Picture picture = (Medium.Picture) Objects.requireNonNull(bench.session.runs().medium().get());
        assertEquals(28, picture.image().width());
        return Candidate.likeliest(trace.tensor("logits"), 0, 1).getFirst().index();
    }

    private static List<double[]> circle() {
        return java.util.stream.IntStream.rangeClosed(0, 24)
                .mapToObj(i -> new double[] {98 + 45 * Math.sin(Math.PI * i / 12), 98 - 65 * Math.cos(Math.PI * i / 12)})
                .toList();
    }

    private void draw(List<double[]> places) {
        Node canvas = bench.find("#drawing-sheet", StackPane.class).getChildren().getFirst();
        FxThread.run(() -> {
            mouse(canvas, MouseEvent.MOUSE_PRESSED, places.getFirst());
            places.forEach(place -> mouse(canvas, MouseEvent.MOUSE_DRAGGED, place));
            mouse(canvas, MouseEvent.MOUSE_RELEASED, places.getLast());
        });
    }

    private static void mouse(Node node, javafx.event.EventType<MouseEvent> type, double[] at) {
        Point2D place = node.localToScene(at[0], at[1]);
        node.fireEvent(new MouseEvent(
                type, place.getX(), place.getY(), place.getX(), place.getY(), MouseButton.PRIMARY, 1, false, false, false, false, true, false, false, false, false, true, null));
    }

    private static void press(Node node, KeyCode code) {
        node.fireEvent(new KeyEvent(KeyEvent.KEY_PRESSED, "", "", code, false, false, false, false));
    }
}

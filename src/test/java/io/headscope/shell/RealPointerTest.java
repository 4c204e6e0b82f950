package io.headscope.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.attention.HeadAddress;
import io.headscope.session.Selection;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import javafx.geometry.Point2D;
import javafx.scene.Node;
import javafx.scene.input.MouseButton;
import javafx.scene.robot.Robot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The window on a real screen, with the pointer of the system.
@Tag("x11")
final class RealPointerTest {

    /// Far more frames than an event takes from the system to the window.
    private static final int PATIENCE = 60;

    private Workbenches bench;
    private Robot robot;

    @BeforeEach
    void openTheSample() {
        bench = Workbenches.openInEarnest(1000, 900);
        robot = FxThread.call(Robot::new);
        FxThread.run(() -> {
            bench.session.runs().text().set("To be, or not to be");
            bench.session.open(Path.of("sample-models/shakespeare-gpt"));
        });
        FxThread.frames(bench.window.scene());
    }

    @AfterEach
    void close() {
        FxThread.run(bench::close);
    }

    @Test
    void headUnderThePointerIsFocusedAndAClickPinsIt() {
        Selection selection = bench.session.selection();
        Point2D first = firstHead();
        HeadAddress hovered = Objects.requireNonNull(FxThread.call(() -> selection.hoveredHead().get()));
        assertEquals(hovered, FxThread.call(() -> selection.focusedHead().getValue()));
        FxThread.run(() -> robot.mouseClick(MouseButton.PRIMARY));
        assertTrue(soon(() -> hovered.equals(selection.lockedHead().get())), "pinned by the click");
        FxThread.run(() -> robot.mouseMove(new Point2D(first.getX(), 20)));
        assertTrue(soon(() -> selection.hoveredHead().get() == null), "let go when the pointer leaves");
        assertEquals(hovered, FxThread.call(() -> selection.focusedHead().getValue()));
        FxThread.run(selection::release);
        assertNull(FxThread.call(() -> selection.focusedHead().getValue()));
    }

    /// Moves the pointer down the view of all heads, aslant so that it does not run down between two columns, until it is
    /// on one.
    private Point2D firstHead() {
        Node canvas = bench.find(".heads-view .drawing-canvas", Node.class);
        for (double down = 0.05; down < 1; down += 0.05) {
            double width = 0.25 + 0.2 * down;
            double height = down;
            Point2D place = FxThread.call(() -> canvas.localToScreen(
                    canvas.getLayoutBounds().getWidth() * width, canvas.getLayoutBounds().getHeight() * height));
            FxThread.run(() -> robot.mouseMove(place));
            if (soon(() -> bench.session.selection().hoveredHead().get() != null)) {
                return place;
            }
        }
        throw new AssertionError("no head under the pointer, wherever it goes");
    }

    private boolean soon(BooleanSupplier holds) {
        for (int frame = 0; frame < PATIENCE; frame++) {
            if (FxThread.call(holds::getAsBoolean)) {
                return true;
            }
            FxThread.frames(bench.window.scene());
        }
        return false;
    }
}

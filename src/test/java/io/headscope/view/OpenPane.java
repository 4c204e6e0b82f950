package io.headscope.view;

import io.headscope.attention.Trace;
import io.headscope.drawing.Box;
import io.headscope.drawing.Drawing;
import io.headscope.message.Messages;
import io.headscope.model.Network;
import io.headscope.session.EvaluationBench;
import io.headscope.session.HeadSwitches;
import io.headscope.session.LabBench;
import io.headscope.session.Replay;
import io.headscope.session.Selection;
import io.headscope.session.StepWatching;
import io.headscope.session.Theme;
import io.headscope.session.TrainingBench;
import io.headscope.session.ViewContext;
import io.headscope.session.Writing;
import io.headscope.shell.FxThread;
import io.headscope.task.Cancellation;
import io.headscope.view.canvas.DrawingCanvas;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.IntFunction;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.event.Event;
import javafx.event.EventType;
import javafx.geometry.Point2D;
import javafx.scene.Group;
import javafx.scene.Scene;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Slider;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.PickResult;
import javafx.scene.input.ScrollEvent;
import org.controlsfx.control.ToggleSwitch;
import org.jspecify.annotations.Nullable;

/// Panes for tests, in a scene of their own that no window shows, and someone to point, click and type there.
public final class OpenPane implements AutoCloseable {

    /// What a context is made of, to be changed by tests.
    public static final class Desk {

        public final ObjectProperty<@Nullable Trace> trace = new SimpleObjectProperty<>();
        public final ObjectProperty<@Nullable Network> network = new SimpleObjectProperty<>();
        public final ObjectProperty<@Nullable IntFunction<String>> vocabulary = new SimpleObjectProperty<>();
        public final ObjectProperty<@Nullable Writing> writing = new SimpleObjectProperty<>();
        public final ObjectProperty<Theme> theme = new SimpleObjectProperty<>(Theme.LIGHT);
        public final ObjectProperty<Messages> messages = new SimpleObjectProperty<>(Messages.ENGLISH);
        public final Selection selection = new Selection();
        public final HeadSwitches switches = new HeadSwitches();
        public final ViewContext context =
                new ViewContext(trace, network, vocabulary, writing, selection, switches, theme, messages, Runnable::run, new LabBench(), new StepWatching(), EvaluationBench.idle(), new TrainingBench(), Replay.ofNothing());

        public Desk(@Nullable Trace trace) {
            this.trace.set(trace);
        }
    }

    private final ViewPane pane;
    private final Scene scene;

    private OpenPane(ViewPane pane, Scene scene) {
        this.pane = pane;
        this.scene = scene;
    }

    /// Opens a view at 800×600. On the window's thread.
    public static OpenPane open(Visualization view, Desk desk) {
        return of(view.createPane(desk.context));
    }

    /// Opens a pane at 800×600. On the window's thread.
    public static OpenPane of(ViewPane pane) {
        OpenPane open = new OpenPane(pane, new Scene(pane.node(), 800, 600));
        open.layOut();
        return open;
    }

    /// Takes the view out of its scene, as another view that comes to lie on top does.
    public void takeOut() {
        scene.setRoot(new Group());
    }

    public void putBack() {
        scene.setRoot(pane.node());
        layOut();
    }

    /// Lays out and paints, as a frame would.
    public void layOut() {
        pane.node().resize(800, 600);
        pane.node().applyCss();
        // The first pass tells the canvas its size, the second paints what was laid out for it.
        pane.node().layout();
        pane.node().layout();
    }

    /// Switches on every switch, moves every slider and takes the last of every list.
    public void turnAllControls() {
        pane.node().lookupAll(".toggle-switch").forEach(found -> ((ToggleSwitch) found).setSelected(true));
        pane.node().lookupAll(".slider").forEach(found -> ((Slider) found).setValue(0.2));
        pane.node().lookupAll(".combo-box").forEach(found -> ((ComboBox<?>) found).getSelectionModel().selectLast());
        pane.node().lookupAll(".toggle-button").forEach(found -> ((ToggleButton) found).fire());
        layOut();
    }

    /// Takes the last of the first list.
    public void chooseLast() {
        ((ComboBox<?>) pane.node().lookup(".combo-box")).getSelectionModel().selectLast();
        layOut();
    }

    /// What would be saved now.
    public Function<Cancellation, Drawing> figure() {
        return Objects.requireNonNull(pane.figure());
    }

    public DrawingCanvas canvas() {
        return (DrawingCanvas) pane.node().lookup(".drawing-canvas");
    }

    /// Moves the pointer to the middle of a box of the drawing.
    public void point(Box box) {
        mouse(MouseEvent.MOUSE_MOVED, box.centerX(), box.centerY(), 0, false);
    }

    public void leave() {
        mouse(MouseEvent.MOUSE_EXITED, -1, -1, 0, false);
    }

    public void click(Box box) {
        click(box, false);
    }

    public void clickWithShift(Box box) {
        click(box, true);
    }

    private void click(Box box, boolean shift) {
        point(box);
        mouse(MouseEvent.MOUSE_CLICKED, box.centerX(), box.centerY(), 1, shift);
    }

    /// Presses at one point and drags to another.
    public void drag(double fromX, double fromY, double toX, double toY) {
        mouse(MouseEvent.MOUSE_PRESSED, fromX, fromY, 1, false);
        Event.fireEvent(canvas(), mouseEvent(MouseEvent.MOUSE_DRAGGED, toX, toY, 1, false, false));
        layOut();
    }

    /// Turns the wheel, away from oneself where `delta` is above 0.
    public void wheel(double x, double y, double delta) {
        Point2D at = canvas().localToScene(x, y);
        Event.fireEvent(
                canvas(),
                new ScrollEvent(
                        ScrollEvent.SCROLL, at.getX(), at.getY(), at.getX(), at.getY(), false, false, false, false, false, false,
                        0, delta, 0, delta, ScrollEvent.HorizontalTextScrollUnits.NONE, 0,
                        ScrollEvent.VerticalTextScrollUnits.NONE, 0, 0, new PickResult(canvas(), at.getX(), at.getY())));
        layOut();
    }

    public void type(KeyCode... codes) {
        for (KeyCode code : codes) {
            Event.fireEvent(canvas(), new KeyEvent(KeyEvent.KEY_PRESSED, "", "", code, false, false, false, false));
            layOut();
        }
    }

    private void mouse(EventType<MouseEvent> type, double x, double y, int clicks, boolean shift) {
        Event.fireEvent(canvas(), mouseEvent(type, x, y, clicks, shift, true));
        layOut();
    }

    private MouseEvent mouseEvent(
            EventType<MouseEvent> type, double x, double y, int clicks, boolean shift, boolean still) {
        Point2D at = canvas().localToScene(x, y);
        return new MouseEvent(
                type, at.getX(), at.getY(), at.getX(), at.getY(), MouseButton.PRIMARY, clicks, shift, false, false, false,
                clicks > 0, false, false, false, false, still, new PickResult(canvas(), at.getX(), at.getY()));
    }

    @Override
    public void close() {
        scene.setRoot(new Group());
        pane.close();
    }

    /// Runs a test on the window's thread.
    public static void onWindowThread(FxThread.Action test) {
        FxThread.run(test);
    }
}

package io.headscope.app.bench;

import com.sun.management.OperatingSystemMXBean;
import io.headscope.app.Catalog;
import io.headscope.attention.Trace;
import io.headscope.drawing.Box;
import io.headscope.drawing.Drawing;
import io.headscope.drawing.Mark;
import io.headscope.message.ProblemException;
import io.headscope.session.ErrorLog;
import io.headscope.session.HeadPortraits;
import io.headscope.session.Notice;
import io.headscope.session.Notices;
import io.headscope.session.OpenModel;
import io.headscope.session.Preferences;
import io.headscope.session.RecentModels;
import io.headscope.session.Settings;
import io.headscope.session.WorkbenchSession;
import io.headscope.shell.Chooser;
import io.headscope.shell.Fittings;
import io.headscope.shell.WorkbenchWindow;
import io.headscope.task.Tasks;
import io.headscope.view.canvas.DrawingCanvas;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javafx.application.Platform;
import javafx.event.Event;
import javafx.geometry.Point2D;
import javafx.geometry.Rectangle2D;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.ComboBox;
import javafx.scene.control.SplitPane;
import javafx.scene.control.TextArea;
import javafx.scene.image.WritableImage;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.PickResult;
import javafx.scene.input.ScrollEvent;
import javafx.stage.Screen;
import javafx.stage.Stage;
import javafx.stage.Window;
import org.jspecify.annotations.Nullable;

/// The window that people have, on the screen, with someone in it who types, points and drags without rest.
final class DrivenWindow implements AutoCloseable {

    private static final double WIDTH = 1440;
    private static final double HEIGHT = 900;
    private static final double NANOS_A_MILLI = 1e6;

    /// What one thing took.
    ///
    /// @param ms       from the event to the end of the painting
    /// @param renderMs the painting's own part: from what was laid out to pixels
    /// @param cpuMs    what all threads together have computed meanwhile
    record Took(double ms, double renderMs, double cpuMs) {}

    /// A moment, by the clock and by the work that the process has done until then.
    private record Moment(long nanos, long cpuNanos) {

        private static final OperatingSystemMXBean SYSTEM = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

        static Moment now() {
            return new Moment(System.nanoTime(), SYSTEM.getProcessCpuTime());
        }
    }

    private final Tasks threads = Tasks.threaded(Platform::runLater);
    private final CountedWork background = new CountedWork(threads.background());
    private final WorkbenchSession session;
    private final WorkbenchWindow window;
    private final Stage stage = new Stage();
    private @Nullable Throwable failure;
    private @Nullable DrawingCanvas heads;
    private @Nullable WritableImage picture;

    private static final HeadPortraits NO_PORTRAITS = (folder, _) -> folder;

    /// Opens one around a model, on the window's thread.
    DrivenWindow(OpenModel model) {
        session = new WorkbenchSession(
                (_, _, _, _) -> model,
                new Tasks(background, Platform::runLater),
                new Preferences(Settings.inMemory(), Locale.ENGLISH),
                new RecentModels(Settings.inMemory()),
                new Notices(this::keep));
        window = new WorkbenchWindow(session, new Fittings(
                Catalog.visualizations(), Catalog.panels(), List.of(), NO_PORTRAITS, Catalog.exporters(), new Nobody(), () -> 0, "", () -> {}));
        Rectangle2D screen = Screen.getPrimary().getVisualBounds();
        stage.setScene(window.scene());
        stage.setX(0);
        stage.setY(0);
        stage.setWidth(Math.min(WIDTH, screen.getWidth()));
        stage.setHeight(Math.min(HEIGHT, screen.getHeight()));
        stage.show();
        session.open(model.folder());
    }

    private ErrorLog.Entry keep(Throwable failed) {
        failure = failed;
        return new ErrorLog.Entry("bench", Path.of("bench"));
    }

    /// Nobody is asked for anything.
    static final class Nobody implements Chooser {
        @Override
        public Optional<Path> existing(Window owner, String title, List<String> extensions) {
            return Optional.empty();
        }

        @Override
        public Optional<Path> folder(Window owner, String title) {
            return Optional.empty();
        }

        @Override
        public Optional<Path> file(Window owner, String title, String suggestion, List<String> extensions) {
            return Optional.empty();
        }
    }

    /// Enters a text and waits until all of it is shown.
    void enter(String text) {
        Foreground.run(() -> {
            session.selection().clear();
            session.runs().text().set(text);
            // Once more, for the same text may be entered twice.
            session.runs().run();
        });
        rest();
        Foreground.run(this::requireShown);
    }

    private void requireShown() {
        if (session.runs().problem().get() instanceof ProblemException problem) {
            throw problem;
        }
        for (Notice notice : session.notices().unread()) {
            throw notice instanceof Notice.Foreseen(ProblemException problem) ? problem : new IllegalStateException(failure);
        }
    }

    /// Waits until nothing is left to do and all of it is on the screen.
    void rest() {
        // A picture that has come may change the room that is left for others, which asks for new ones.
        for (int i = 0; i < 3; i++) {
            settle();
            Foreground.run(this::layOut);
        }
        settle();
        nextFrame();
        nextFrame();
    }

    private void settle() {
        do {
            background.awaitIdle();
            Foreground.run(() -> {});
        } while (!background.isIdle());
    }

    private void nextFrame() {
        CompletableFuture<Boolean> laidOut = new CompletableFuture<>();
        Runnable listener = () -> laidOut.complete(true);
        Foreground.run(() -> {
            scene().addPostLayoutPulseListener(listener);
            Platform.requestNextPulse();
        });
        Foreground.await(laidOut);
        Foreground.run(() -> scene().removePostLayoutPulseListener(listener));
    }

    /// Types a letter into the text: seen when the frame that has the new heads in it has been laid out and painted.
    ///
    /// @param at   the place of the letter in the text
    /// @param over whether it takes the place of the letter that was there
    Took type(char letter, int at, boolean over) {
        CompletableFuture<Took> seen = new CompletableFuture<>();
        Runnable listener = Foreground.call(() -> {
            TextArea area = (TextArea) find(".input-pane .text-area");
            Drawing before = heads().drawing();
            Moment start = Moment.now();
            Runnable watch = () -> {
                if (heads().drawing() != before && !seen.isDone()) {
                    seen.complete(painted(start, scene().getRoot()));
                }
            };
            scene().addPostLayoutPulseListener(watch);
            area.replaceText(at, over ? at + 1 : at, String.valueOf(letter));
            return watch;
        });
        Took took = Foreground.await(seen);
        Foreground.run(() -> scene().removePostLayoutPulseListener(listener));
        settle();
        nextFrame();
        return took;
    }

    /// Does something on the window's thread, and waits until what follows from it is laid out and `canvas` is painted. All
    /// of that is work: the wait for the screen's next frame is left out.
    Took time(DrawingCanvas canvas, Runnable action) {
        Moment start = Foreground.call(() -> {
            Moment now = Moment.now();
            action.run();
            return now;
        });
        settle();
        return Foreground.call(() -> {
            // Styles that have changed are seen to with the picture; to see to all of them would be work that no frame does.
            scene().getRoot().layout();
            return painted(start, canvas);
        });
    }

    /// A picture taken is painted now, by the same renderer as the screen's.
    private Took painted(Moment start, Node node) {
        long laidOut = System.nanoTime();
        WritableImage image = node.snapshot(null, fits(node) ? picture : null);
        Moment end = Moment.now();
        picture = image;
        return image.getWidth() > 0
                ? new Took(
                        (end.nanos - start.nanos) / NANOS_A_MILLI,
                        (end.nanos - laidOut) / NANOS_A_MILLI,
                        (end.cpuNanos - start.cpuNanos) / NANOS_A_MILLI)
                : new Took(0, 0, 0);
    }

    /// Whether the picture taken last can be taken again, as a screen is painted again and again.
    private boolean fits(Node node) {
        return picture != null
                && picture.getWidth() == Math.ceil(node.getBoundsInParent().getWidth())
                && picture.getHeight() == Math.ceil(node.getBoundsInParent().getHeight());
    }

    private void layOut() {
        scene().getRoot().applyCss();
        scene().getRoot().layout();
    }

    /// Leaves nearly all the room to the view of one head.
    void giveRoomToTheHead() {
        Foreground.run(() -> {
            window.toggleInput();
            window.togglePanels();
            layOut();
            ((SplitPane) find(".desk")).setDividerPosition(0, 0.02);
        });
        rest();
    }

    /// Looked for once: looking takes as long as a frame.
    DrawingCanvas heads() {
        DrawingCanvas known = heads;
        if (known == null) {
            known = (DrawingCanvas) find(".heads-view .drawing-canvas");
            heads = known;
        }
        return known;
    }

    DrawingCanvas head() {
        return (DrawingCanvas) find(".head-view .drawing-canvas");
    }

    /// Colours all heads anew.
    void recolor(int round) {
        ComboBox<?> colors = (ComboBox<?>) find(".heads-view .combo-box");
        colors.getSelectionModel().select(round % colors.getItems().size());
    }

    /// Points at a head.
    void point(int row, int column) {
        Trace trace = Objects.requireNonNull(session.runs().trace().get());
        int columns = trace.sites().getFirst().heads();
        Box grid = raster(heads().drawing().marks());
        double x = grid.x() + grid.width() * (column % columns + 0.5) / columns;
        double y = grid.y() + grid.height() * (row % trace.sites().size() + 0.5) / trace.sites().size();
        mouse(heads(), MouseEvent.MOUSE_MOVED, x, y);
    }

    static Box raster(List<Mark> marks) {
        return marks.stream()
                .flatMap(mark -> mark instanceof Mark.Clipped(Box _, List<Mark> within) ? within.stream() : java.util.stream.Stream.of(mark))
                .filter(Mark.Raster.class::isInstance)
                .map(mark -> ((Mark.Raster) mark).box())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("nothing is drawn"));
    }

    static void mouse(DrawingCanvas canvas, javafx.event.EventType<MouseEvent> type, double x, double y) {
        Point2D at = canvas.localToScene(x, y);
        boolean down = type != MouseEvent.MOUSE_MOVED;
        Event.fireEvent(canvas, new MouseEvent(
                type, at.getX(), at.getY(), at.getX(), at.getY(), MouseButton.PRIMARY, 0, false, false, false, false,
                down, false, false, false, false, false, new PickResult(canvas, at.getX(), at.getY())));
    }

    /// Turns the wheel over the middle of a canvas, away from oneself where `delta` is above 0.
    static void wheel(DrawingCanvas canvas, double delta) {
        Point2D at = canvas.localToScene(canvas.getWidth() / 2, canvas.getHeight() / 2);
        Event.fireEvent(canvas, new ScrollEvent(
                ScrollEvent.SCROLL, at.getX(), at.getY(), at.getX(), at.getY(), false, false, false, false, false, false,
                0, delta, 0, delta, ScrollEvent.HorizontalTextScrollUnits.NONE, 0,
                ScrollEvent.VerticalTextScrollUnits.NONE, 0, 0, new PickResult(canvas, at.getX(), at.getY())));
    }

    /// `1440×900`.
    String size() {
        return Foreground.call(() -> Math.round(stage.getWidth()) + "×" + Math.round(stage.getHeight()));
    }

    private Node find(String selector) {
        return Objects.requireNonNull(scene().getRoot().lookup(selector), selector);
    }

    private Scene scene() {
        return window.scene();
    }

    /// Not on the window's thread, which it waits for.
    @Override
    public void close() {
        Foreground.run(() -> {
            window.close();
            stage.close();
            session.close();
        });
        background.awaitIdle();
        Foreground.run(() -> {});
        threads.close();
    }
}

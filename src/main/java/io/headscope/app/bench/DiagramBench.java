package io.headscope.app.bench;

import com.sun.management.OperatingSystemMXBean;
import io.headscope.app.Catalog;
import io.headscope.diagram.Diagram;
import io.headscope.diagram.layout.DiagramLayout;
import io.headscope.diagram.layout.DiagramPicture;
import io.headscope.diagram.layout.Placed;
import io.headscope.diagram.mermaid.MermaidReader;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.session.ErrorLog;
import io.headscope.session.HeadPortraits;
import io.headscope.session.Notices;
import io.headscope.session.Preferences;
import io.headscope.session.RecentModels;
import io.headscope.session.Settings;
import io.headscope.session.WorkbenchSession;
import io.headscope.shell.Fittings;
import io.headscope.shell.WorkbenchWindow;
import io.headscope.task.Cancellation;
import io.headscope.task.Tasks;
import io.headscope.view.canvas.ZoomCanvas;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import javafx.animation.AnimationTimer;
import javafx.application.Platform;
import javafx.geometry.Rectangle2D;
import javafx.scene.Node;
import javafx.scene.control.Labeled;
import javafx.stage.Screen;
import javafx.stage.Stage;
import org.fxmisc.richtext.CodeArea;

/// Times diagrams in the window that people have, on the screen: a Mermaid text is opened in its editor, and what counts is
/// when its drawing has been painted, and how long the window did not answer meanwhile.
public final class DiagramBench {

    private static final double WIDTH = 1440;
    private static final double HEIGHT = 900;
    private static final int TURNS = 12;
    private static final double NANOS_A_MILLI = 1e6;
    private static final long REST_NANOS = 2_000_000_000L;
    private static final OperatingSystemMXBean SYSTEM = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final int rounds;

    /// @param rounds how often each is done, after one to warm up
    public DiagramBench(int rounds) {
        this.rounds = rounds;
    }

    /// What was measured.
    ///
    /// @param window    its size in pixels
    /// @param restGapMs the longest between two pulses of the window's thread while nothing was done: what is not the
    ///                  program's doing
    public record Result(String window, int rounds, double restGapMs, List<Figure> figures) {}

    /// One text; medians of all rounds, and of gaps the longest of any.
    ///
    /// @param name     what is in it
    /// @param readMs   from text to diagram, by itself
    /// @param layoutMs to places, by itself; 0 where it is refused
    /// @param drawingMs to marks, by itself
    /// @param shownMs  from opening the file in the window to what is painted of it: two frames after it is laid out
    /// @param cpuMs    what all threads together have computed until then
    /// @param gapMs    the longest that the window's thread did not come to its next pulse until then
    /// @param busyMs   the most that it has itself computed between two pulses: on a machine that is shared, this stays what it
    ///                 is while the gap grows
    /// @param zoomGapMs the gap while it is zoomed and moved; 0 where there is no drawing
    /// @param zoomBusyMs what it computed between two pulses then
    /// @param keyGapMs  the gap while a letter is typed into the text, until it is painted
    /// @param keyBusyMs what it computed between two pulses then
    /// @param said     what stands below the text; empty where it is drawn
    public record Figure(
            String name, int nodes, int links, double readMs, double layoutMs, double drawingMs, double shownMs, double cpuMs,
            double gapMs, double busyMs, double zoomGapMs, double zoomBusyMs, double keyGapMs, double keyBusyMs,
            String said) {}

    /// A text to open.
    private record Text(String name, int nodes, int links, String text) {}

    private static List<Text> texts() {
        return List.of(
                random(400), random(2_000), random(10_000),
                new Text("1 MB in one line", 1, 0, "flowchart TD\na[\"" + "word ".repeat(210_000) + "\"]\n"),
                new Text("1 MB of one long line of links", 2, 0, "flowchart TD\n" + "a --> b; ".repeat(116_000) + "\n"),
                new Text("1 MB of comments", 2, 1, "flowchart TD\na --> b\n" + "%% a line that nobody draws\n".repeat(38_000)));
    }

    /// @param stage told what is measured next
    /// @throws ProblemException if there is no display
    public Result run(Consumer<String> stage) {
        Foreground.start();
        Tasks threads = Tasks.threaded(Platform::runLater);
        List<Figure> figures = new ArrayList<>();
        try {
            Path folder = Files.createTempDirectory("headscope-bench");
            DiagramWindow window = Foreground.call(() -> new DiagramWindow(threads));
            for (Text text : texts()) {
                stage.accept("Measuring " + (text.name.isEmpty() ? text.nodes + " nodes" : text.name));
                figures.add(measure(window, text, folder.resolve("bench.mmd")));
            }
            // At the end: the first frames of a window take longer than all others.
            double rest = window.pulses(REST_NANOS);
            String size = window.size();
            Files.deleteIfExists(folder.resolve("bench.mmd"));
            Files.deleteIfExists(folder);
            Foreground.run(window::close);
            return new Result(size, rounds, rest, figures);
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        } finally {
            threads.close();
        }
    }

    private Figure measure(DiagramWindow window, Text text, Path file) throws IOException {
        double[][] spent = new double[5][rounds];
        double gap = 0;
        double busy = 0;
        double zoomGap = 0;
        double zoomBusy = 0;
        double keyGap = 0;
        double keyBusy = 0;
        String said = "";
        for (int round = -1; round < rounds; round++) {
            double[] apart = apart(text.text);
            // Another text every time: what is shown already is not drawn again.
            Files.writeString(file, text.text + "round" + (round + 1) + "\n");
            Shown shown = window.open(file);
            Shown zoomed = shown.said.isEmpty() ? window.zoom() : new Shown(0, 0, 0, 0, "");
            Shown typed = window.type();
            said = shown.said;
            if (round >= 0) {
                for (int i = 0; i < apart.length; i++) {
                    spent[i][round] = apart[i];
                }
                spent[3][round] = shown.millis;
                spent[4][round] = shown.cpuMs;
                gap = Math.max(gap, shown.gapMs);
                busy = Math.max(busy, shown.busyMs);
                zoomGap = Math.max(zoomGap, zoomed.gapMs);
                zoomBusy = Math.max(zoomBusy, zoomed.busyMs);
                keyGap = Math.max(keyGap, typed.gapMs);
                keyBusy = Math.max(keyBusy, typed.busyMs);
            }
        }
        return new Figure(
                text.name, text.nodes, text.links, median(spent[0]), median(spent[1]), median(spent[2]), median(spent[3]), median(spent[4]),
                gap, busy, zoomGap, zoomBusy, keyGap, keyBusy, said);
    }

    /// What doing something in the window came to.
    private record Shown(double millis, double cpuMs, double gapMs, double busyMs, String said) {}

    /// Reading, layout and drawing by themselves, in ms.
    private static double[] apart(String text) {
        long start = System.nanoTime();
        Diagram diagram = MermaidReader.read(text).orThrow("bench");
        long read = System.nanoTime();
        try {
            Placed placed = DiagramLayout.place(diagram, Cancellation.never());
            long laid = System.nanoTime();
            DiagramPicture.draw(placed);
            return new double[] {
                (read - start) / NANOS_A_MILLI, (laid - read) / NANOS_A_MILLI, (System.nanoTime() - laid) / NANOS_A_MILLI
            };
        } catch (ProblemException tooLarge) {
            return new double[] {(read - start) / NANOS_A_MILLI, 0, 0};
        }
    }

    /// The window, without a model, its editor of Mermaid texts open.
    private static final class DiagramWindow {

        private final WorkbenchSession session;
        private final WorkbenchWindow window;
        private final Stage stage = new Stage();

        DiagramWindow(Tasks threads) {
            session = new WorkbenchSession(
                    (folder, _, _, _) -> {
                        throw new ProblemException(Problem.FILE_UNREADABLE, folder);
                    },
                    threads,
                    new Preferences(Settings.inMemory(), Locale.ENGLISH),
                    new RecentModels(Settings.inMemory()),
                    new Notices(_ -> new ErrorLog.Entry("bench", Path.of("bench"))));
            HeadPortraits none = (folder, _) -> folder;
            window = new WorkbenchWindow(session, new Fittings(
                    Catalog.visualizations(), Catalog.panels(), List.of(), none, Catalog.exporters(), new DrivenWindow.Nobody(), () -> 0, "", () -> {}));
            Rectangle2D screen = Screen.getPrimary().getVisualBounds();
            stage.setScene(window.scene());
            stage.setX(0);
            stage.setY(0);
            stage.setWidth(Math.min(WIDTH, screen.getWidth()));
            stage.setHeight(Math.min(HEIGHT, screen.getHeight()));
            stage.show();
            window.beginIn("mermaid");
        }

        String size() {
            return Foreground.call(() -> Math.round(stage.getWidth()) + "×" + Math.round(stage.getHeight()));
        }

        /// The longest between two pulses while nothing is done.
        double pulses(long nanos) {
            long end = System.nanoTime() + nanos;
            return watch(() -> {}, () -> System.nanoTime() > end).gapMs;
        }

        Shown open(Path file) {
            Object before = Foreground.call(() -> canvas().drawing());
            Foreground.run(() -> fault().setText(""));
            return watch(
                    () -> window.handleFiles(List.of(file.toFile())),
                    () -> canvas().drawing() != before || !fault().getText().isEmpty());
        }

        /// Types a letter at the end of the first node's line.
        Shown type() {
            CodeArea area = (CodeArea) find(".mermaid-view .mermaid-text");
            return watch(() -> area.insertText("flowchart TD\n".length() + 1, "x"), () -> true);
        }

        /// Turns the wheel in, moves about and turns it out again, one step a pulse.
        Shown zoom() {
            int[] step = {0};
            return watch(() -> {}, () -> {
                int at = step[0]++;
                if (at < TURNS) {
                    canvas().zoomIn();
                } else if (at < 2 * TURNS) {
                    canvas().pan(at % 2 == 0 ? 120 : -80, at % 3 == 0 ? -90 : 60);
                } else {
                    canvas().zoomOut();
                }
                return at >= 3 * TURNS;
            });
        }

        /// Does something, and counts pulses until it is done and two more frames have been painted: the second of them
        /// waits for the painting of the first.
        private Shown watch(Runnable action, BooleanSupplier done) {
            CompletableFuture<Shown> result = new CompletableFuture<>();
            Foreground.run(() -> {
                long start = System.nanoTime();
                AnimationTimer timer = new AnimationTimer() {
                    private final long work = SYSTEM.getProcessCpuTime();
                    private long last = start;
                    private long own = THREADS.getCurrentThreadCpuTime();
                    private double gap;
                    private double busy;
                    private int frames;

                    @Override
                    public void handle(long now) {
                        long time = System.nanoTime();
                        gap = Math.max(gap, (time - last) / NANOS_A_MILLI);
                        last = time;
                        long computed = THREADS.getCurrentThreadCpuTime();
                        busy = Math.max(busy, (computed - own) / NANOS_A_MILLI);
                        own = computed;
                        if (frames > 0 || done.getAsBoolean()) {
                            frames++;
                            stage.getScene().getRoot().requestLayout();
                        }
                        if (frames == 4) {
                            stop();
                            result.complete(new Shown(
                                    (time - start) / NANOS_A_MILLI, (SYSTEM.getProcessCpuTime() - work) / NANOS_A_MILLI, gap, busy, fault().getText()));
                        }
                    }
                };
                timer.start();
                action.run();
            });
            return Foreground.await(result);
        }

        private ZoomCanvas canvas() {
            return (ZoomCanvas) find(".mermaid-view .drawing-canvas");
        }

        private Labeled fault() {
            return (Labeled) find(".mermaid-view .mermaid-fault");
        }

        private Node find(String selector) {
            return Objects.requireNonNull(stage.getScene().getRoot().lookup(selector), selector);
        }

        void close() {
            window.close();
            stage.close();
            session.close();
        }
    }

    private static double median(double[] numbers) {
        double[] sorted = numbers.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /// Links lead some nodes on, as in drawings of programs and networks.
    private static Text random(int nodes) {
        int links = nodes * 3 / 2;
        Random random = new Random(7);
        StringBuilder text = new StringBuilder("flowchart TD\n");
        for (int i = 0; i < nodes; i++) {
            text.append('n').append(i).append("[node number ").append(i).append("]\n");
        }
        for (int i = 0; i < links; i++) {
            int from = random.nextInt(nodes - 1);
            text.append('n').append(from).append(" --> n").append(Math.min(nodes - 1, from + 1 + random.nextInt(8))).append('\n');
        }
        return new Text("", nodes, links, text.toString());
    }
}

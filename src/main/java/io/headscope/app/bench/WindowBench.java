package io.headscope.app.bench;

import io.headscope.app.Catalog;
import io.headscope.app.FailureLog;
import io.headscope.app.FolderModel;
import io.headscope.attention.AttentionSite;
import io.headscope.attention.HeadAddress;
import io.headscope.engine.onnx.OnnxEngine;
import io.headscope.session.Notices;
import io.headscope.session.Preferences;
import io.headscope.session.RecentModels;
import io.headscope.session.Settings;
import io.headscope.session.WorkbenchSession;
import io.headscope.shell.Fittings;
import io.headscope.shell.NativeChooser;
import io.headscope.shell.WorkbenchWindow;
import io.headscope.task.Progress;
import io.headscope.task.Tasks;
import io.headscope.view.canvas.DrawingCanvas;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javafx.application.Platform;
import javafx.stage.Stage;

/// Times the window: from a key to all heads painted anew, from pointing at a head to its being lit. It is the same
/// window, drawn in memory, so that it can be measured where there is no display. Every time includes the wait for the
/// next frame, up to 17 ms, in which pictures are painted.
public final class WindowBench {

    private static final int SIZE = 1000;
    private static final int WARM_UP = 10;
    private static final int LONG_TEXT = 128;
    private static final int LARGE_HEAD = 1024;

    /// What was measured.
    ///
    /// @param model    the preset or the folder's name
    /// @param tokens   the length of the text that is typed
    /// @param heads    painted at every key
    /// @param key      from a key to all heads painted
    /// @param pointing from pointing at a head to its being lit
    /// @param longText from a key to all heads painted, at 128 tokens
    /// @param zoom     from a turn of the wheel over one head of 1,024 tokens, or as many as the model takes, to its being painted
    public record Result(String model, int tokens, int heads, Times key, Times pointing, Times longText, Times zoom) {}

    /// @param medianMs half are faster
    /// @param p95Ms    one in twenty is slower
    public record Times(double medianMs, double p95Ms) {

        static Times of(double[] millis) {
            double[] sorted = millis.clone();
            Arrays.sort(sorted);
            return new Times(sorted[sorted.length / 2], sorted[(int) Math.min(sorted.length - 1, Math.ceil(sorted.length * 0.95) - 1)]);
        }
    }

    private final int threads;
    private final int rounds;

    /// @param threads that compute
    /// @param rounds  of everything, after some to warm up
    public WindowBench(int threads, int rounds) {
        this.threads = threads;
        this.rounds = rounds;
    }

    /// Measures the model in a folder, with or without a tokenizer.
    ///
    /// @param tokens the length of the text that is typed
    public Result run(String name, Path folder, int tokens, Progress progress) {
        Frames frames = Frames.start();
        WorkbenchSession session = frames.call(() -> createSession());
        WorkbenchWindow window = frames.call(() -> show(session));
        try {
            type(session, tokens, 0);
            frames.until(window.scene(), () -> session.open(folder), () -> session.runs().trace().get() != null);
            return measure(name, tokens, frames, session, window, progress);
        } finally {
            frames.call(() -> {
                window.close();
                session.close();
                window.scene().getWindow().hide();
                return true;
            });
        }
    }

    private Result measure(
            String name, int tokens, Frames frames, WorkbenchSession session, WorkbenchWindow window, Progress progress) {
        DrawingCanvas heads = canvas(window, "heads");
        DrawingCanvas head = canvas(window, "head");
        List<AttentionSite> sites = session.model().get().network().program().sites();
        int positions = session.model().get().network().positions();
        progress.report(0, 4);
        Times key = repeat(rounds, i -> type(session, tokens, i), frames, window, heads::drawing);
        progress.report(1, 4);
        Times pointing = repeat(rounds, i -> point(session, sites, i), frames, window, heads::overlay);
        frames.call(() -> {
            session.selection().clear();
            return true;
        });
        progress.report(2, 4);
        Times longText = repeat(rounds, i -> type(session, Math.min(LONG_TEXT, positions), i), frames, window, heads::drawing);
        progress.report(3, 4);
        frames.until(window.scene(), () -> type(session, Math.min(LARGE_HEAD, positions), 0), new Change(head::drawing)::seen);
        Times zoom = repeat(rounds, i -> Wheel.turn(head, i % 2 == 0), frames, window, head::drawing);
        progress.report(4, 4);
        return new Result(name, tokens, sites.stream().mapToInt(AttentionSite::heads).sum(), key, pointing, longText, zoom);
    }

    private static Times repeat(int rounds, IntConsumer action, Frames frames, WorkbenchWindow window, Supplier<Object> painted) {
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < WARM_UP + rounds; i++) {
            int round = i + 1;
            Change change = new Change(painted);
            millis.add(frames.until(window.scene(), () -> action.accept(round), change::seen));
        }
        return Times.of(millis.stream().skip(WARM_UP).mapToDouble(one -> one).toArray());
    }

    private WorkbenchSession createSession() {
        Settings settings = Settings.inMemory();
        return new WorkbenchSession(
                (folder, _, _) -> new WordsToTokens(FolderModel.open(folder, new OnnxEngine(threads))),
                Tasks.threaded(Platform::runLater),
                new Preferences(settings, Locale.ENGLISH),
                new RecentModels(settings),
                new Notices(new FailureLog()));
    }

    private static WorkbenchWindow show(WorkbenchSession session) {
        WorkbenchWindow window = new WorkbenchWindow(session, new Fittings(
                Catalog.visualizations(), Catalog.panels(), List.of(), Catalog.exporters(), new NativeChooser(), () -> 0, "", () -> {}));
        Stage stage = new Stage();
        stage.setScene(window.scene());
        stage.setWidth(SIZE);
        stage.setHeight(SIZE);
        stage.show();
        return window;
    }

    /// The last word is another one every time.
    private static void type(WorkbenchSession session, int tokens, int round) {
        session.runs().text().set(IntStream.range(0, tokens)
                .mapToObj(i -> "w" + (i == tokens - 1 ? 1000 + round : i))
                .collect(Collectors.joining(" ")));
    }

    private static void point(WorkbenchSession session, List<AttentionSite> sites, int round) {
        AttentionSite site = sites.get(round % sites.size());
        HeadAddress head = site.head(round % site.heads());
        session.selection().hoveredHead().set(head);
    }

    private static DrawingCanvas canvas(WorkbenchWindow window, String view) {
        return (DrawingCanvas) window.scene().lookup("." + view + "-view .drawing-canvas");
    }

    /// Whether something is another than it was.
    private static final class Change {
        private final Supplier<Object> value;
        private final Object before;

        Change(Supplier<Object> value) {
            this.value = value;
            this.before = value.get();
        }

        boolean seen() {
            return value.get() != before;
        }
    }
}

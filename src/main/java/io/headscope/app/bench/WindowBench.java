package io.headscope.app.bench;

import io.headscope.app.FolderModel;
import io.headscope.engine.onnx.OnnxEngine;
import io.headscope.engine.onnx.ProductRate;
import io.headscope.model.RunRequest;
import io.headscope.model.RunRequest.Keeping;
import io.headscope.session.Entered;
import io.headscope.task.Cancellation;
import io.headscope.view.canvas.DrawingCanvas;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import javafx.scene.input.MouseEvent;

/// Times the window: from a keystroke, a movement of the pointer or a turn of the wheel to what is seen of it.
public final class WindowBench {

    private static final int TYPED = 32;
    private static final int OVERVIEW = 128;
    private static final int LONG = 1024;
    private static final int LONGEST = 4096;
    private static final int PRODUCT_ROUNDS = 8;
    /// Until what runs again and again is compiled; no more than twice as often as it is measured.
    private static final int WARM_UP = 50;
    private static final double WHEEL = 40;
    private static final int TURNS = 12;

    /// What was measured.
    ///
    /// @param model   the preset or the folder
    /// @param threads that ran the network
    /// @param productGflops the best 2,048³ product just before: what the machine had to give, shared as it may be
    /// @param window  its size in pixels
    /// @param rounds  how often each thing was done, after some to warm up
    /// @param figures one for each thing done
    /// @param launch  of the packaged program; empty where it is not packaged
    public record Result(
            String model, int threads, double productGflops, String window, int rounds, List<Figure> figures, LaunchBench.Result launch) {}

    /// One thing done many times.
    ///
    /// @param name     what
    /// @param tokens   the length of the text
    /// @param bestMs   the least that it took, from the event to the end of the painting
    /// @param medianMs the same: half of them took no longer
    /// @param p95Ms    the same: nineteen of twenty took no longer
    /// @param aimMs    what `p95Ms` is to stay below
    /// @param renderMs the part of the median that painting took, once everything was laid out
    /// @param cpuMs    what all threads together computed for it, on the average: on a machine that is shared, this stays what
    ///                 it is while all else grows
    /// @param besideMs something that has to be done anyhow, measured in the same run: for a keystroke, the bare run of the
    ///                 network; for all else, painting what has not changed
    /// @param ratio    of the median to that
    public record Figure(
            String name,
            int tokens,
            double bestMs,
            double medianMs,
            double p95Ms,
            double aimMs,
            double renderMs,
            double cpuMs,
            double besideMs,
            double ratio) {}

    private final int threads;
    private final int rounds;
    private final List<Figure> figures = new ArrayList<>();

    public WindowBench(int threads, int rounds) {
        this.threads = threads;
        this.rounds = rounds;
    }

    /// Measures with the model in a folder. Where it takes fewer tokens than are wanted, texts are as long as it takes.
    ///
    /// @param longest a model of 4,096 positions, for heads of that size
    /// @param stage   told what is measured next
    /// @throws io.headscope.message.ProblemException if there is no display, or a folder cannot be used
    public Result run(String name, Path folder, Path longest, Consumer<String> stage) {
        Foreground.start();
        figures.clear();
        // The window closes the model with itself.
        LetterModel model = new LetterModel(FolderModel.open(folder, new OnnxEngine(threads)));
        int positions = model.network().positions();
        stage.accept("Measuring what the machine can do");
        double product = ProductRate.measure(threads, PRODUCT_ROUNDS);
        String size;
        try (DrivenWindow window = Foreground.call(() -> new DrivenWindow(model))) {
            size = window.size();
            stage.accept("Measuring keystrokes");
            keystrokes(window, model, Math.min(TYPED, positions));
            stage.accept("Measuring the overview");
            overview(window, Math.min(OVERVIEW, positions));
            window.giveRoomToTheHead();
            for (Keeping keeping : List.of(Keeping.KEPT, Keeping.RECOMPUTED)) {
                stage.accept("Measuring one head, " + word(keeping));
                model.keep(keeping);
                oneHead(window, word(keeping), Math.min(LONG, positions));
            }
        }
        if (positions >= LONG) {
            stage.accept("Measuring one head of " + LONGEST + " tokens");
            longest(longest);
        }
        stage.accept("Measuring starts");
        return new Result(name, threads, product / 1e9, size, rounds, List.copyOf(figures), LaunchBench.run());
    }

    private void keystrokes(DrivenWindow window, LetterModel model, int tokens) {
        String text = text(tokens);
        window.enter(text);
        double bare = Spread.of(repeat(round -> bareRun(model, text.substring(0, tokens - 1) + letter(round)))).medianMs();
        typing("keystroke", window, text, bare, (letter, length) -> window.type(letter, length, false));
        typing("keystroke-middle", window, text, bare, (letter, length) -> window.type(letter, length / 2, false));
        window.enter(text);
        add("keystroke-first", tokens, 120, bare, repeat(round -> window.type(letter(round), 0, true)));
    }

    /// Types, and begins anew before the text is much longer than it is meant to be.
    ///
    /// @param once types a letter into a text of so many
    private void typing(String name, DrivenWindow window, String text, double bare, BiFunction<Character, Integer, DrivenWindow.Took> once) {
        int stretch = Math.max(1, text.length() / 2);
        int shortest = text.length() - (stretch + 1) / 2;
        add(name, text.length(), 120, bare, repeat(round -> {
            if (round % stretch == 0) {
                window.enter(text.substring(0, shortest));
            }
            return once.apply(letter(round), shortest + round % stretch);
        }));
    }

    private static double bareRun(LetterModel model, String text) {
        long start = System.nanoTime();
        model.run(model.encode(Entered.of(text)), RunRequest.of("logits"), Cancellation.never()).close();
        return (System.nanoTime() - start) / 1e6;
    }

    private void overview(DrivenWindow window, int tokens) {
        window.enter(text(tokens));
        DrawingCanvas heads = Foreground.call(window::heads);
        double still = still(window, heads);
        add("hover", tokens, 16, still, repeat(round -> window.time(heads, () -> window.point(round / 5, round * 7))));
        add("heads", tokens, 50, still, repeat(round -> window.time(heads, () -> window.recolor(round))));
    }

    private void oneHead(DrivenWindow window, String keeping, int tokens) {
        window.enter(text(tokens));
        DrawingCanvas head = Foreground.call(window::head);
        double still = still(window, head);
        // There and back again, so that it never ends at an edge, where nothing would change.
        add("zoom-" + keeping, tokens, 16, still,
                repeat(round -> window.time(head, () -> DrivenWindow.wheel(head, round / TURNS % 2 == 0 ? WHEEL : -WHEEL))));
        Foreground.run(() -> DrivenWindow.wheel(head, -2 * TURNS * WHEEL));
        window.rest();
        Foreground.run(() -> DrivenWindow.wheel(head, 3 * WHEEL));
        window.rest();
        double middle = Foreground.call(() -> head.getWidth() / 2);
        Foreground.run(() -> DrivenWindow.mouse(head, MouseEvent.MOUSE_PRESSED, middle, middle));
        add("pan-" + keeping, tokens, 16, still, repeat(round -> window.time(head, () -> {
            double way = 100 * Math.sin(round * 0.2);
            DrivenWindow.mouse(head, MouseEvent.MOUSE_DRAGGED, middle + way, middle + way / 2);
        })));
    }

    private void longest(Path folder) {
        LetterModel model = new LetterModel(FolderModel.open(folder, new OnnxEngine(threads)));
        try (DrivenWindow window = Foreground.call(() -> new DrivenWindow(model))) {
            window.giveRoomToTheHead();
            oneHead(window, "longest", LONGEST);
        }
    }

    /// Painting what has not changed.
    private double still(DrivenWindow window, DrawingCanvas canvas) {
        List<DrivenWindow.Took> still = repeat(_ -> window.time(canvas, () -> {}));
        return Spread.of(still.stream().map(DrivenWindow.Took::ms).toList()).medianMs();
    }

    private void add(String name, int tokens, double aim, double beside, List<DrivenWindow.Took> took) {
        Spread all = Spread.of(took.stream().map(DrivenWindow.Took::ms).toList());
        Spread render = Spread.of(took.stream().map(DrivenWindow.Took::renderMs).toList());
        double cpu = took.stream().mapToDouble(DrivenWindow.Took::cpuMs).average().orElse(0);
        figures.add(new Figure(
                name,
                tokens,
                all.bestMs(),
                all.medianMs(),
                all.p95Ms(),
                aim,
                render.medianMs(),
                cpu,
                beside,
                all.medianMs() / beside));
    }

    /// What the last `rounds` of all gave.
    private <T> List<T> repeat(IntFunction<T> once) {
        int warmUp = Math.min(WARM_UP, 2 * rounds);
        return IntStream.range(0, warmUp + rounds).mapToObj(once).skip(warmUp).toList();
    }

    private static String word(Keeping keeping) {
        return keeping.name().toLowerCase(java.util.Locale.ROOT);
    }

    private static char letter(int round) {
        return (char) ('a' + round % 26);
    }

    private static String text(int letters) {
        return new Random(letters)
                .ints(letters, 0, 32)
                .map(i -> i < 26 ? 'a' + i : ' ')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}

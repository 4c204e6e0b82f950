package io.headscope.app;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.GsonBuilder;
import io.headscope.app.bench.DiagramBench;
import io.headscope.app.bench.EngineBench;
import io.headscope.app.bench.LaunchBench;
import io.headscope.app.bench.Preset;
import io.headscope.app.bench.WindowBench;
import io.headscope.checkpoint.Checkpoint;
import io.headscope.engine.onnx.OnnxEngine.Holding;
import io.headscope.file.WholeFile;
import io.headscope.task.Cancellation;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Measures how fast models run here.
@Command(
        name = "bench",
        description = "Measures how fast a model runs on this machine with all attention captured, beside the machine's own "
                + "matrix-multiply rate (the best 2,048³ product in the same engine).",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = {"  headscope bench --preset gpt2-small --lengths 128,512 --threads 2", "  headscope bench --window", "  headscope bench --diagrams"})
@SuppressWarnings("NullAway.Init")
final class BenchCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--window",
            description = "Measures the window instead: from a keystroke, a movement of the pointer or a turn of the wheel to what "
                    + "is seen of it, and, where Headscope is packaged, from its start to the first picture.")
    private boolean window;

    @Option(names = "--watched",
            description = "Measures instead what it costs to tell what passes every step, as the diagram view does: of a preset or a model’s folder or file.")
    private boolean watched;

    @Option(names = "--diagrams",
            description = "Measures diagrams instead: random ones of up to 10,000 nodes, and texts of 1 MB, opened in the window.")
    private boolean diagrams;

    @Option(names = "--graphs",
            description = "Measures other people's graphs instead: a 500 MB ONNX file written operator by operator, and three with operators "
                    + "that do all of attention; or the .onnx file that --preset names, which takes token ids. How long reading, searching and "
                    + "opening take, and a run with and without its attention let out.")
    private boolean graphs;

    @Option(names = "--preset", paramLabel = "P",
            description = "bert-base, gpt2-small, gpt2-long (one layer over 4,096 positions) or llama-1b (BF16), with random weights, or the folder of a model. Default: bert-base; of the "
                    + "window, gpt2-small.")
    private @Nullable String preset;

    @Option(names = "--by-layer", description = "Keep one layer at a time in memory, as is done where all do not fit.")
    private boolean byLayer;

    @Option(names = "--lengths", paramLabel = "N", split = ",", defaultValue = "32,128,512",
            description = "Lengths in tokens. Default: ${DEFAULT-VALUE}.")
    private List<Integer> lengths;

    @Option(names = "--threads", paramLabel = "N", defaultValue = "2", description = "Threads that compute. Default: ${DEFAULT-VALUE}.")
    private int threads;

    @Option(names = "--rounds", paramLabel = "N", description = "Runs at each length, after two to warm up. Default: 15. Of the window, how often each thing is done. Default: 100.")
    private @Nullable Integer rounds;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Override
    public Integer call() {
        if (threads < 1 || rounds() < 1 || lengths.stream().anyMatch(length -> length < 1)) {
            throw new ParameterException(spec.commandLine(), "Threads, rounds and lengths are numbers from 1 up");
        }
        try (Stages stages = Stages.on(spec.commandLine().getErr())) {
            if (diagrams) {
                printDiagrams(new DiagramBench(rounds()).run(stages::enter));
            } else if (watched) {
                printWatched(preset != null && Models.isForeign(Path.of(preset))
                        ? new WatchBench(rounds()).run(Path.of(preset), lengths)
                        : withModel(stages, model(), folder -> new WatchBench(rounds()).run(folder, lengths)));
            } else if (graphs) {
                ForeignBench bench = new ForeignBench(threads, rounds(), stages::enter);
                printGraphs(preset == null ? bench.run(lengths) : List.of(bench.measure(preset, Path.of(preset), lengths)));
            } else if (window) {
                printWindow(withModel(stages, model(), folder -> withModel(stages, Preset.GPT2_LONG.id(), longest ->
                        new WindowBench(threads, rounds()).run(model(), folder, longest, stages::enter))));
            } else {
                printEngine(withModel(stages, model(), folder -> measure(folder, stages)));
            }
        }
        return CommandLine.DONE;
    }

    private String model() {
        return preset != null ? preset : window ? Preset.GPT2_SMALL.id() : Preset.BERT_BASE.id();
    }

    private int rounds() {
        return rounds != null ? rounds : window ? 100 : diagrams ? 5 : 15;
    }

    /// Measures with the folder that was asked for, or with one that is there for so long only.
    private static <R> R withModel(Stages stages, String model, Function<Path, R> measurement) {
        Optional<Preset> random = Preset.named(model);
        if (random.isEmpty()) {
            return measurement.apply(Path.of(model));
        }
        stages.enter("Writing random weights of " + random.get().id());
        Path folder = null;
        try {
            folder = Files.createTempDirectory("headscope-bench");
            for (Path left : List.of(folder, folder.resolve("config.json"), folder.resolve("model.safetensors"))) {
                left.toFile().deleteOnExit();
            }
            random.get().write(folder);
            return measurement.apply(folder);
        } catch (IOException failure) {
            throw WholeFile.notWritten(folder == null ? Path.of(System.getProperty("java.io.tmpdir")) : folder, failure);
        }
    }

    private EngineBench.Result measure(Path folder, Stages stages) {
        // Before anything is measured: the first thing that is takes seconds.
        Checkpoint.open(folder).close();
        stages.enter("Measuring length 1 of " + lengths.size());
        return new EngineBench(threads, rounds(), byLayer ? Holding.BY_BLOCK : Holding.BY_SIZE).run(
                model(),
                folder,
                lengths,
                (done, total) -> stages.enter(done < total ? "Measuring length " + (done + 1) + " of " + total : ""),
                Cancellation.never());
    }

    private void printJson(Object result) {
        spec.commandLine().getOut().println(new GsonBuilder()
                .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
                .setPrettyPrinting()
                .create()
                .toJson(result));
    }

    private void printEngine(EngineBench.Result result) {
        if (json) {
            printJson(result);
            return;
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(line("%s, %d threads, weights %.0f MB", result.model(), result.threads(), result.weightBytes() / 1e6));
        out.println(line("first trace after %.0f ms; %s of memory besides mapped files", result.openMs(),
                result.anonymousMb() < 0 ? "an unknown amount" : line("%.0f MB", result.anonymousMb())));
        out.println(line("%s; at most %.0f MB of the process's own", result.byLayer() ? "one layer at a time in memory" : "all weights in memory", result.peakMb()));
        out.println(line("2048³ product %.0f GFLOP/s", result.productGflops()));
        out.println("tokens   heads   median ms     best ms   GFLOP/s   of product");
        for (EngineBench.AtLength at : result.lengths()) {
            out.println(line("%6d %7d %11.1f %11.1f %9.0f %11.0f%%", at.tokens(), at.heads(), at.medianMs(), at.bestMs(), at.gflops(), 100 * at.ratio()));
        }
    }

    private void printGraphs(List<ForeignBench.Figures> graphs) {
        if (json) {
            printJson(graphs);
            return;
        }
        PrintWriter out = spec.commandLine().getOut();
        for (ForeignBench.Figures figures : graphs) {
            out.println(line("%s, %.0f MB, %d sites, %s: read once in %.0f ms, searched in %.0f ms, opened and checked in %.0f ms", figures.form(),
                    figures.bytes() / 1e6, figures.sites(), figures.proved() ? "proved" : "not proved", figures.readMs(), figures.searchMs(), figures.openMs()));
            for (ForeignBench.Run run : figures.runs()) {
                out.println(line("%6d tokens %9.1f ms, with attention %9.1f ms: %+5.1f%%; of all processors %+5.1f%%; then every head read in %.0f ms",
                        run.tokens(), run.plainMs(), run.tappedMs(), 100 * run.cost(), 100 * (run.tappedCpuMs() / run.plainCpuMs() - 1), run.headsMs()));
            }
        }
    }

    private void printWindow(WindowBench.Result result) {
        if (json) {
            printJson(result);
            return;
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(line("%s, %d threads, window of %s, %d times each; 2048³ product %.0f GFLOP/s",
                result.model(), result.threads(), result.window(), result.rounds(), result.productGflops()));
        out.println("                 tokens  best ms  median ms   p95 ms  aim ms  painting   all cpu   beside  ratio");
        for (WindowBench.Figure figure : result.figures()) {
            out.println(line("%-16s %6d %8.1f %10.1f %8.1f %7.0f %9.1f %9.1f %8.1f %6.1f",
                    figure.name(), figure.tokens(), figure.bestMs(), figure.medianMs(), figure.p95Ms(), figure.aimMs(), figure.renderMs(),
                    figure.cpuMs(), figure.besideMs(), figure.ratio()));
        }
        out.println(line(result.launch()));
    }

    private void printWatched(List<WatchBench.AtLength> figures) {
        if (json) {
            printJson(figures);
            return;
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println("tokens   told of   without ms   with ms   ratio   of all cpu");
        figures.forEach(at -> out.println(line("%6d %9d %12.1f %9.1f %7.2f %12.2f", at.tokens(), at.told(), at.plainMs(), at.watchedMs(), at.ratio(), at.cpuRatio())));
    }

    private void printDiagrams(DiagramBench.Result result) {
        if (json) {
            printJson(result);
            return;
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(line("window of %s, %d times each; at rest the longest between two pulses of its thread is %.0f ms", result.window(), result.rounds(), result.restGapMs()));
        out.println("  nodes   links  read ms  layout ms  drawing ms  shown ms  all cpu   gap ms  busy ms  zooming: gap ms  busy ms  typing: gap ms  busy ms");
        for (DiagramBench.Figure figure : result.figures()) {
            out.println(line("%7d %7d %8.1f %10.1f %11.1f %9.1f %8.1f %8.1f %8.1f %16.1f %8.1f %15.1f %8.1f  %s",
                    figure.nodes(), figure.links(), figure.readMs(), figure.layoutMs(), figure.drawingMs(), figure.shownMs(), figure.cpuMs(),
                    figure.gapMs(), figure.busyMs(), figure.zoomGapMs(), figure.zoomBusyMs(), figure.keyGapMs(), figure.keyBusyMs(), (figure.name() + " " + figure.said().lines().findFirst().orElse("")).strip()));
        }
    }

    private static String line(LaunchBench.Result launch) {
        if (launch.headsMs().isEmpty()) {
            return "launch: not measured, for this Headscope is not packaged together with its sample models";
        }
        String times = launch.headsMs().stream().map(ms -> line("%.0f", ms)).collect(Collectors.joining(", "));
        return line("launch: heads after %s ms, aim %.0f ms; %.0f ms to say its version", times, launch.aimMs(), launch.versionMs());
    }

    private static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}

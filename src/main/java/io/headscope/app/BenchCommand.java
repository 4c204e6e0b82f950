package io.headscope.app;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.GsonBuilder;
import io.headscope.app.bench.EngineBench;
import io.headscope.app.bench.Preset;
import io.headscope.app.bench.WindowBench;
import io.headscope.checkpoint.Checkpoint;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.task.Cancellation;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
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
        footer = "  headscope bench --preset gpt2-small --lengths 128,512 --threads 2")
@SuppressWarnings("NullAway.Init")
final class BenchCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--preset", paramLabel = "P", defaultValue = "bert-base",
            description = "bert-base or gpt2-small, with random weights, or the folder of a model. Default: ${DEFAULT-VALUE}.")
    private String preset;

    @Option(names = "--lengths", paramLabel = "N", split = ",", defaultValue = "32,128,512",
            description = "Lengths in tokens. Default: ${DEFAULT-VALUE}.")
    private List<Integer> lengths;

    @Option(names = "--threads", paramLabel = "N", defaultValue = "2", description = "Threads that compute. Default: ${DEFAULT-VALUE}.")
    private int threads;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "15", description = "Runs at each length, after two to warm up. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(names = "--window",
            description = "Measure the window instead, at the first of the lengths: from a key to all heads painted, from pointing at a "
                    + "head to its being lit, and the like.")
    private boolean window;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Override
    public Integer call() {
        if (threads < 1 || rounds < 1 || lengths.stream().anyMatch(length -> length < 1)) {
            throw new ParameterException(spec.commandLine(), "Threads, rounds and lengths are numbers from 1 up");
        }
        try (Stages stages = Stages.on(spec.commandLine().getErr())) {
            Optional<Preset> random = Preset.named(preset);
            Path folder = random.isPresent() ? writeRandom(random.get(), stages) : Path.of(preset);
            // Before anything is measured: the first thing that is takes seconds.
            Checkpoint.open(folder).close();
            if (window) {
                print(measureWindow(folder, stages));
            } else {
                print(measure(folder, stages));
            }
        }
        return CommandLine.DONE;
    }

    private static Path writeRandom(Preset size, Stages stages) {
        stages.enter("Writing random weights of " + size.id());
        Path folder = null;
        try {
            folder = Files.createTempDirectory("headscope-bench");
            for (Path left : List.of(folder, folder.resolve("config.json"), folder.resolve("model.safetensors"))) {
                left.toFile().deleteOnExit();
            }
            size.write(folder);
            return folder;
        } catch (IOException failure) {
            throw new ProblemException(failure, Problem.FILE_NOT_WRITTEN, String.valueOf(folder), String.valueOf(failure.getMessage()));
        }
    }

    private EngineBench.Result measure(Path folder, Stages stages) {
        stages.enter("Measuring length 1 of " + lengths.size());
        return new EngineBench(threads, rounds).run(
                preset,
                folder,
                lengths,
                (done, total) -> stages.enter(done < total ? "Measuring length " + (done + 1) + " of " + total : ""),
                Cancellation.never());
    }

    private WindowBench.Result measureWindow(Path folder, Stages stages) {
        stages.enter("Opening the window");
        return new WindowBench(threads, rounds).run(preset, folder, lengths.getFirst(),
                (done, total) -> stages.enter(done < total ? "Measuring the window, " + (done + 1) + " of " + total : ""));
    }

    private void print(WindowBench.Result result) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            printJson(result);
            return;
        }
        out.println(line("%s, %d threads, %d heads, waiting for the next frame included", result.model(), threads, result.heads()));
        out.println("                                   median ms      p95 ms");
        out.println(line("key to heads painted, %4d tokens %11.1f %11.1f", result.tokens(), result.key().medianMs(), result.key().p95Ms()));
        out.println(line("key to heads painted,  128 tokens %11.1f %11.1f", result.longText().medianMs(), result.longText().p95Ms()));
        out.println(line("pointing at a head                %11.1f %11.1f", result.pointing().medianMs(), result.pointing().p95Ms()));
        out.println(line("zooming one large head            %11.1f %11.1f", result.zoom().medianMs(), result.zoom().p95Ms()));
    }

    private void printJson(Object result) {
        spec.commandLine().getOut().println(new GsonBuilder()
                .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
                .setPrettyPrinting()
                .create()
                .toJson(result));
    }

    private void print(EngineBench.Result result) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            printJson(result);
            return;
        }
        out.println(line("%s, %d threads, weights %.0f MB", result.model(), result.threads(), result.weightBytes() / 1e6));
        out.println(line("first trace after %.0f ms; %s of memory besides mapped files", result.openMs(),
                result.anonymousMb() < 0 ? "an unknown amount" : line("%.0f MB", result.anonymousMb())));
        out.println(line("2048³ product %.0f GFLOP/s", result.productGflops()));
        out.println("tokens   heads   median ms     best ms   GFLOP/s   of product");
        for (EngineBench.AtLength at : result.lengths()) {
            out.println(line("%6d %7d %11.1f %11.1f %9.0f %11.0f%%", at.tokens(), at.heads(), at.medianMs(), at.bestMs(), at.gflops(), 100 * at.ratio()));
        }
    }

    private static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}

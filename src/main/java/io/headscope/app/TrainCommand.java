package io.headscope.app;

import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.task.Cancellation;
import io.headscope.task.Progress;
import io.headscope.training.ShakespeareGpt;
import io.headscope.training.TrainingDiverged;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Trains a sample model again.
@Command(
        name = "train",
        description = "Trains a sample model again. The model is written whenever its loss on the validation text has fallen, "
                + "so that a training that is stopped leaves the best one so far.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  headscope train shakespeare-gpt --data tiny-shakespeare --out my-shakespeare-gpt")
@SuppressWarnings("NullAway.Init")
final class TrainCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SAMPLE", description = "Which sample: ${COMPLETION-CANDIDATES}.")
    private Sample sample;

    @Option(names = "--data", required = true, paramLabel = "FOLDER", description = "The folder with input.txt.")
    private Path data;

    @Option(names = "--out", required = true, paramLabel = "FOLDER", description = "Where the model goes.")
    private Path out;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1",
            description = "The same seed gives the same model on the same machine. Default: ${DEFAULT-VALUE}.")
    private int seed;

    @Option(names = "--steps", paramLabel = "N", defaultValue = "" + ShakespeareGpt.STEPS,
            description = "Steps of training. Default: ${DEFAULT-VALUE}.")
    private int steps;

    @Option(names = "--from", paramLabel = "FOLDER", description = "A model trained before on the same text, to go on from.")
    private @Nullable Path from;

    /// What can be trained.
    enum Sample {
        SHAKESPEARE_GPT;

        @Override
        public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    @Override
    public Integer call() {
        if (steps < 1) {
            throw new ParameterException(spec.commandLine(), "Steps are a number from 1 up");
        }
        PrintWriter log = spec.commandLine().getErr();
        try {
            ShakespeareGpt.Validation best = switch (sample) {
                case SHAKESPEARE_GPT -> new ShakespeareGpt(out, steps, seed, log::println)
                        .train(data, from, Cancellation.never(), Progress.NONE);
            };
            spec.commandLine().getOut().printf(
                    "%s: %.4f nats a character on the validation text, after step %d%n", out, best.character(), best.step());
            return CommandLine.DONE;
        } catch (TrainingDiverged diverged) {
            throw new ProblemException(diverged, Problem.TRAINING_DIVERGED, diverged.step(), out);
        }
    }
}

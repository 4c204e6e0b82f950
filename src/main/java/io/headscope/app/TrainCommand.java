package io.headscope.app;

import io.headscope.engine.djl.DjlTrainer;
import io.headscope.task.Interruption;
import io.headscope.task.Progress;
import io.headscope.training.Course;
import io.headscope.training.History;
import io.headscope.training.Score;
import io.headscope.training.Training;
import io.headscope.training.TrainingOrder;
import io.headscope.training.TrainingRun;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Trains a sample model again.
@Command(
        name = "train",
        description = "Trains a sample model again. The model is written whenever it does better than before on the part of the data "
                + "that the best is chosen by, so that a training that is stopped leaves the best one so far; the same command takes it "
                + "up again. At the end, the best is asked once what was kept aside.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  headscope train shakespeare-gpt --data tiny-shakespeare --out my-shakespeare-gpt")
@SuppressWarnings("NullAway.Init")
final class TrainCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SAMPLE", completionCandidates = Names.class, description = "Which sample: ${COMPLETION-CANDIDATES}.")
    private String sample;

    @Option(names = "--data", required = true, paramLabel = "FOLDER", description = "The folder with the data.")
    private Path data;

    @Option(names = "--out", paramLabel = "FOLDER", description = "Where the model goes. Default: a folder of the sample's name here.")
    private @Nullable Path out;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1",
            description = "The same seed gives the same model on the same machine. Default: ${DEFAULT-VALUE}.")
    private int seed;

    @Option(names = "--steps", paramLabel = "N", description = "Steps of training. Default: as many as the sample was trained for.")
    private @Nullable Integer steps;

    @Option(names = "--epochs", paramLabel = "N", description = "The same, told in rounds through all of the data.")
    private @Nullable Integer epochs;

    @Option(names = "--from", paramLabel = "FOLDER", description = "A model of the same kind, trained before on the same data, to start from.")
    private @Nullable Path from;

    @Option(names = "--heads", negatable = true, defaultValue = "true", fallbackValue = "true",
            description = "Keep what every head does before the first step, after 1, 2, 4, 8, … steps and at the end, for the window "
                    + "to show how heads come about. --no-heads keeps nothing.")
    private boolean keepsHeads;

    /// The samples' names.
    static final class Names implements Iterable<String> {
        @Override
        public java.util.Iterator<String> iterator() {
            return Catalog.courses().keySet().iterator();
        }
    }

    @Override
    public Integer call() {
        if ((steps != null && steps < 1) || (epochs != null && epochs < 1)) {
            throw new ParameterException(spec.commandLine(), "Steps and epochs are numbers from 1 up");
        }
        if (steps != null && epochs != null) {
            throw new ParameterException(spec.commandLine(), "Steps and epochs both say how long to train: give one of them");
        }
        Function<Path, Course> opener = Catalog.courses().get(sample);
        if (opener == null) {
            throw new ParameterException(
                    spec.commandLine(), "There is no sample " + sample + ", only " + String.join(", ", Catalog.courses().keySet()));
        }
        Course course = opener.apply(data);
        Path folder = out == null ? Path.of(course.name()) : out;
        return train(new Training(course, new TrainingOrder(folder, seed, steps, epochs, from, keepsHeads), DjlTrainer::new));
    }

    private int train(Training training) {
        PrintWriter log = spec.commandLine().getErr();
        int planned = training.recipe().steps();
        log.printf(Locale.ROOT, "%,d parameters, %,d steps%n", training.course().network().program().parameters(), planned);
        History history;
        try (Interruption interruption = Interruption.awaited()) {
            history = training.run(interruption.cancellation(), Progress.NONE, new Log(planned, log));
        } catch (CancellationException _) {
            log.println("stopped; the same command goes on from here");
            log.flush();
            return CommandLine.INTERRUPTED;
        }
        History.Look best = Objects.requireNonNull(history.best());
        Course.Baseline baseline = training.course().baseline();
        Score aside = Objects.requireNonNull(history.aside());
        spec.commandLine().getOut().printf(
                Locale.ROOT,
                "%s: %s on the data kept aside; %s %.4f; chosen after step %d, at %s %.4f%n",
                training.folder(),
                told(aside),
                baseline.name(),
                baseline.value(),
                best.steps(),
                best.score().measure(),
                best.score().value());
        return CommandLine.DONE;
    }

    /// A line for every look at the data that the best is chosen by.
    private static final class Log implements TrainingRun.Listener {

        private final int steps;
        private final PrintWriter out;
        private final Instant start = Instant.now();
        private int before;

        Log(int steps, PrintWriter out) {
            this.steps = steps;
            this.out = out;
        }

        @Override
        public void resumed(History taken) {
            before = taken.steps();
            out.printf(Locale.ROOT, "goes on after step %d%n", before);
            out.flush();
        }

        @Override
        public void looked(History.Look look, boolean best) {
            double spent = Duration.between(start, Instant.now()).toMillis() / 1000.0;
            double left = spent / (look.steps() - before) * (steps - look.steps());
            out.printf(
                    Locale.ROOT,
                    "step %d, %.0f s, at most %.0f s left: %s%s%n",
                    look.steps(),
                    spent,
                    left,
                    told(look.score()),
                    best ? ", the best so far" : "");
            out.flush();
        }
    }

    private static String told(Score score) {
        return String.format(Locale.ROOT, "%s %.4f (loss %.4f)", score.measure(), score.value(), score.loss());
    }
}

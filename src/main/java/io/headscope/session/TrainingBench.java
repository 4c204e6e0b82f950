package io.headscope.session;

import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.task.Cancellation;
import io.headscope.task.Lane;
import io.headscope.task.Progress;
import io.headscope.task.Task;
import io.headscope.training.Course;
import io.headscope.training.HeadScores;
import io.headscope.training.History;
import io.headscope.training.KeptHeads;
import io.headscope.training.Score;
import io.headscope.training.Training;
import io.headscope.training.TrainingOrder;
import io.headscope.training.TrainingRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;

/// Training in one window: what is to be learned and how, how far it is, and what can be done with it. Used from the
/// foreground only; the training itself runs in the background.
public final class TrainingBench {

    /// What is going on.
    public enum Phase {
        /// Nothing has been begun.
        IDLE,
        TRAINING,
        /// It was asked to stop, and ends after the step it is at.
        STOPPING,
        /// It lies on the disk, to be taken up again.
        PAUSED,
        /// It came to its end, or was ended.
        ENDED,
        /// [#problem] says why.
        FAILED
    }

    /// Curves that change oftener are not seen to.
    private static final Duration APART = Duration.ofMillis(250);

    private final Trainable trainable;
    private final Lane lane;
    private final Notices notices;
    private final Consumer<Path> opener;
    private final StringProperty course;
    private final StringProperty data;
    private final StringProperty out;
    private final StringProperty seed;
    private final StringProperty steps;
    private final StringProperty epochs;
    private final StringProperty from;
    private final BooleanProperty keepsHeads = new SimpleBooleanProperty(true);
    private final ReadOnlyObjectWrapper<Phase> phase = new ReadOnlyObjectWrapper<>(Phase.IDLE);
    private final ReadOnlyObjectWrapper<@Nullable TrainingState> now = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable ProblemException> problem = new ReadOnlyObjectWrapper<>();
    private @Nullable TrainingTask running;

    /// One where nothing can be trained.
    public TrainingBench() {
        this(Trainable.nothing(), io.headscope.task.Tasks.inline().lane(), new Notices(_ -> new ErrorLog.Entry("", Path.of(""))),
                (_, otherwise) -> new SimpleStringProperty(otherwise), _ -> {});
    }

    /// What was entered last, as it is remembered.
    @FunctionalInterface
    interface Memory {
        StringProperty text(String key, String otherwise);
    }

    /// @param opener opens a model
    TrainingBench(Trainable trainable, Lane lane, Notices notices, Memory memory, Consumer<Path> opener) {
        this.trainable = trainable;
        this.lane = lane;
        this.notices = notices;
        this.opener = opener;
        this.course = memory.text("training.course", courses().isEmpty() ? "" : courses().getFirst());
        this.data = memory.text("training.data", "");
        this.out = memory.text("training.out", "");
        this.seed = memory.text("training.seed", "1");
        this.steps = memory.text("training.steps", "");
        this.epochs = memory.text("training.epochs", "");
        this.from = memory.text("training.from", "");
        if (!courses().contains(course.get()) && !courses().isEmpty()) {
            course.set(courses().getFirst());
        }
    }

    /// The names of what can be learned.
    public List<String> courses() {
        return List.copyOf(trainable.courses().sequencedKeySet());
    }

    /// The name of what is to be learned.
    public StringProperty course() {
        return course;
    }

    /// The folder of the data.
    public StringProperty data() {
        return data;
    }

    /// Where the model goes.
    public StringProperty out() {
        return out;
    }

    /// The same seed gives the same model.
    public StringProperty seed() {
        return seed;
    }

    /// Steps of training; as many as usual where nothing is entered.
    public StringProperty steps() {
        return steps;
    }

    /// The same, told in rounds through all of the data; where both are entered, nothing begins.
    public StringProperty epochs() {
        return epochs;
    }

    /// A model to start from; none where nothing is entered.
    public StringProperty from() {
        return from;
    }

    /// Whether what the heads do meanwhile is kept.
    public BooleanProperty keepsHeads() {
        return keepsHeads;
    }

    public ReadOnlyObjectProperty<Phase> phase() {
        return phase.getReadOnlyProperty();
    }

    /// How far it is; nothing before the first.
    public ReadOnlyObjectProperty<@Nullable TrainingState> now() {
        return now.getReadOnlyProperty();
    }

    /// Why it could not begin or go on; nothing once it does.
    public ReadOnlyObjectProperty<@Nullable ProblemException> problem() {
        return problem.getReadOnlyProperty();
    }

    /// Whether something is being trained.
    public boolean isBusy() {
        return phase.get() == Phase.TRAINING || phase.get() == Phase.STOPPING;
    }

    /// Begins, or takes up what lies unfinished in the folder for the model.
    public void start() {
        if (isBusy()) {
            return;
        }
        try {
            TrainingOrder order = order();
            Function<Path, Course> courseOpener = trainable.courses().get(course.get());
            if (courseOpener == null || data.get().isBlank()) {
                throw new ProblemException(Problem.TRAINING_NO_DATA);
            }
            TrainingTask task = new TrainingTask(course.get(), courseOpener, Path.of(data.get().strip()), order);
            problem.set(null);
            phase.set(Phase.TRAINING);
            running = task;
            lane.submit(task);
        } catch (ProblemException refused) {
            problem.set(refused);
        }
    }

    private TrainingOrder order() {
        if (out.get().isBlank()) {
            throw new ProblemException(Problem.TRAINING_NO_FOLDER);
        }
        Path start = from.get().isBlank() ? null : Path.of(from.get().strip());
        Integer wanted = steps.get().isBlank() ? null : number(steps.get(), 1);
        Integer rounds = epochs.get().isBlank() ? null : number(epochs.get(), 1);
        if (wanted != null && rounds != null) {
            throw new ProblemException(Problem.TRAINING_STEPS_AND_EPOCHS);
        }
        return new TrainingOrder(Path.of(out.get().strip()), number(seed.get(), 0), wanted, rounds, start, keepsHeads.get());
    }

    private static int number(String text, int least) {
        try {
            int number = Integer.parseInt(text.strip());
            if (number >= least) {
                return number;
            }
        } catch (NumberFormatException none) {
            // Told of below, as a number that is too small is.
        }
        throw new ProblemException(Problem.TRAINING_NUMBER, text.strip(), least);
    }

    /// Puts it down after the step it is at, to be taken up again.
    public void pause() {
        TrainingTask task = running;
        if (phase.get() == Phase.TRAINING && task != null) {
            task.putDown.cancel();
        }
    }

    /// Ends it after the step it is at; the best model so far stays.
    public void stop() {
        TrainingTask task = running;
        if (phase.get() == Phase.TRAINING && task != null) {
            phase.set(Phase.STOPPING);
            task.stop();
        }
    }

    /// Opens the best model so far in the window.
    public void openModel() {
        TrainingState state = now.get();
        if (state != null && state.hasModel()) {
            opener.accept(state.folder());
        }
    }

    /// What came in between, seen on the foreground.
    void progressed() {
        TrainingTask task = running;
        TrainingState latest = task == null ? null : task.latest;
        if (latest != null && latest != now.get()) {
            now.set(latest);
        }
    }

    private void ended(Phase how) {
        progressed();
        running = null;
        phase.set(how);
    }

    private final class TrainingTask implements Task<History>, TrainingRun.Listener {

        private final String name;
        private final Function<Path, Course> opening;
        private final Path from;
        private final TrainingOrder order;
        private final Cancellation putDown = new Cancellation();
        private final SortedMap<Integer, HeadScores> scores = new TreeMap<>();
        private History history = new History();
        private long parameters;
        private Course.@Nullable Baseline baseline;
        private int before;
        private long begun;
        private long told;
        private volatile boolean stopped;
        private volatile @Nullable Training training;
        private volatile @Nullable TrainingState latest;
        private volatile @Nullable ProblemException notPutDown;

        TrainingTask(String name, Function<Path, Course> opening, Path from, TrainingOrder order) {
            this.name = name;
            this.opening = opening;
            this.from = from;
            this.order = order;
        }

        @Override
        public String name() {
            return "session.training";
        }

        @Override
        public String subject() {
            return name;
        }

        void stop() {
            stopped = true;
            Training begunAlready = training;
            if (begunAlready != null) {
                begunAlready.stop();
            }
        }

        @Override
        public History run(Cancellation cancellation, Progress progress) {
            Course read = opening.apply(from);
            Training ours = new Training(read, order, trainable.trainers());
            training = ours;
            if (stopped) {
                ours.stop();
            }
            baseline = read.baseline();
            parameters = read.network().program().parameters();
            begun = System.nanoTime();
            tell();
            try (var _ = cancellation.onCancel(putDown::cancel)) {
                return ours.run(putDown, progress, this);
            } catch (ProblemException failure) {
                // Whoever pauses must hear that it could not be put down.
                notPutDown = failure;
                throw failure;
            } finally {
                tell();
            }
        }

        @Override
        public void resumed(History taken) {
            history = taken.copy();
            before = taken.steps();
            KeptHeads.of(order.folder(), course().network()).ifPresent(heads -> heads.steps().stream()
                    .filter(steps -> steps <= before)
                    .forEach(steps -> scores.put(steps, heads.scores(steps))));
            tell();
        }

        private Course course() {
            return java.util.Objects.requireNonNull(training).course();
        }

        @Override
        public void stepped(int steps, double loss) {
            history.losses().add(loss);
            if (System.nanoTime() - told > APART.toNanos()) {
                tell();
            }
        }

        @Override
        public void looked(History.Look look, boolean best) {
            history.looks().add(look);
            tell();
        }

        @Override
        public void judged(Score aside) {
            history = new History(history.losses(), history.looks(), aside);
            tell();
        }

        @Override
        public void kept(int steps) {
            KeptHeads.of(order.folder(), course().network()).ifPresent(heads -> scores.put(steps, heads.scores(steps)));
            tell();
        }

        private void tell() {
            Training ours = training;
            if (ours != null) {
                told = System.nanoTime();
                double seconds = (told - begun) / 1e9;
                int taken = history.steps() - before;
                double left = taken == 0 ? -1 : seconds / taken * (ours.recipe().steps() - history.steps());
                latest = new TrainingState(
                        name, order.folder(), ours.recipe(), parameters, history.copy(), baseline, seconds, left, scores);
            }
        }

        @Override
        public void succeeded(History all) {
            ended(Phase.ENDED);
        }

        @Override
        public void failed(Throwable failure) {
            ended(Phase.FAILED);
            if (failure instanceof ProblemException foreseen) {
                problem.set(foreseen);
            } else {
                notices.report(failure);
            }
        }

        @Override
        public void cancelled() {
            ProblemException failure = notPutDown;
            ended(failure == null ? Phase.PAUSED : Phase.FAILED);
            problem.set(failure);
        }

        @Override
        public void discarded(History all) {
            ended(Phase.ENDED);
        }
    }
}

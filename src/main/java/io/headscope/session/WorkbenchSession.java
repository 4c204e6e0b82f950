package io.headscope.session;

import io.headscope.input.Medium;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.Network;
import io.headscope.task.Job;
import io.headscope.task.JobListener;
import io.headscope.task.Lane;
import io.headscope.task.Task;
import io.headscope.task.Tasks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.IntFunction;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;

/// What is open in one window: a model, what is entered, and its trace. Long work is done in the background; if a model
/// cannot be opened, the one that was open stays.
public final class WorkbenchSession implements AutoCloseable {

    private final ModelOpener opener;
    private final Tasks tasks;
    private final Lane opening;
    private final Lane reading;
    private final Preferences preferences;
    private final RecentModels recent;
    private final Notices notices;
    private final TextRuns runs;
    private final JobStatus status = new JobStatus();
    private final Selection selection = new Selection();
    private final ReadOnlyObjectWrapper<@Nullable LargePicture> asked = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable LargeModel> askedModel = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable OpeningQuestion> question = new ReadOnlyObjectWrapper<>();
    private final LabBench lab = new LabBench();
    private final StepWatching steps = new StepWatching();
    private final TrainingBench training;
    private final Replay replay;
    private final ReadOnlyObjectWrapper<@Nullable OpenModel> model = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable Network> network = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable IntFunction<String>> vocabulary = new ReadOnlyObjectWrapper<>();
    private final EvaluationBench evaluation;
    private final ViewContext context;

    /// One where nothing can be trained.
    public WorkbenchSession(
            ModelOpener opener, Tasks tasks, Preferences preferences, RecentModels recent, Notices notices) {
        this(opener, Trainable.nothing(), tasks, preferences, recent, notices);
    }

    /// @param trainable what can be trained
    public WorkbenchSession(
            ModelOpener opener,
            Trainable trainable,
            Tasks tasks,
            Preferences preferences,
            RecentModels recent,
            Notices notices) {
        this.opener = opener;
        this.tasks = tasks;
        this.preferences = preferences;
        this.recent = recent;
        this.notices = notices;
        this.opening = tasks.lane();
        this.reading = tasks.lane();
        this.runs = new TextRuns(tasks.lane(), notices, preferences.live(), steps.watched());
        this.evaluation = new EvaluationBench(opener, tasks, entered -> runs.enter(new Example(entered, Map.of())), notices::report);
        this.training = new TrainingBench(trainable, tasks.lane(), notices, preferences::text, this::open);
        this.replay = new Replay(tasks.lane(), tasks.lane(), runs, notices);
        this.context = new ViewContext(
                runs.trace(),
                network.getReadOnlyProperty(),
                vocabulary.getReadOnlyProperty(),
                runs.writing(),
                selection,
                runs.switches(),
                preferences.theme(),
                preferences.messages(),
                tasks.background(),
                lab,
                steps,
                evaluation,
                training,
                replay);
        tasks.watch(status);
        tasks.watch(new Following(training));
        training.phase().subscribe(_ -> {
            TrainingState state = training.now().get();
            if (!training.isBusy() && state != null && replay.isOf(state.folder())) {
                replay.lookAgain();
            }
        });
    }

    /// Opens the model in `folder`, in the file `folder` where it is a model by itself, or else in the folder that holds the
    /// file, and runs what is entered. A model that does not fit in memory is [asked][#askedModel] about first.
    public void open(Path folder) {
        Path holder = Files.isRegularFile(folder) && !isModel(folder) && folder.toAbsolutePath().getParent() instanceof Path parent
                ? parent
                : folder;
        open(holder, ModelOpener.ALL_LAYERS, false);
    }

    /// Opens what was asked about.
    ///
    /// @param layers the first so many of every stack alone, or [ModelOpener#ALL_LAYERS]
    public void openLarge(LargeModel large, int layers) {
        open(large.folder(), layers, true);
    }

    private void open(Path folder, int layers, boolean evenLarge) {
        askedModel.set(null);
        question.set(null);
        opening.submit(new OpenTask(
                opener, folder, layers, evenLarge, runs.entered(), this::opened, askedModel::set, this::notOpened));
    }

    private void notOpened(Throwable failure) {
        if (failure instanceof OpeningQuestion.Asked asking) {
            question.set(asking.question());
        } else {
            notices.report(failure);
        }
    }

    /// What has to be said before the model that was to be opened can be.
    public ReadOnlyObjectProperty<@Nullable OpeningQuestion> question() {
        return question.getReadOnlyProperty();
    }

    /// The model that is to be opened only if the person says so, and how much of it.
    public ReadOnlyObjectProperty<@Nullable LargeModel> askedModel() {
        return askedModel.getReadOnlyProperty();
    }

    private static boolean isModel(Path file) {
        String name = file.toString().toLowerCase(java.util.Locale.ROOT);
        return java.util.stream.Stream.of(".onnx", ".pt", ".pth", ".ts").anyMatch(name::endsWith);
    }

    private void opened(OpenTask.Opened opened) {
        replace(opened.model());
        recent.opened(opened.model().folder());
        runs.begin(opened);
    }

    /// Reads a picture or a sound and runs it. A picture that takes much memory is [asked][#asked] about first.
    public void bring(Path file) {
        bring(file, false);
    }

    /// Reads what was asked about.
    public void bringLarge(LargePicture picture) {
        bring(picture.file(), true);
    }

    private void bring(Path file, boolean evenLarge) {
        asked.set(null);
        reading.submit(new MediumTask(file, evenLarge, this::brought, asked::set, notices::report));
    }

    /// What the open model has no use for is kept for the next; that it is not shown is said.
    private void brought(Medium medium) {
        Network open = network.get();
        if (open != null) {
            switch (medium) {
                case Medium.Picture _ when !open.takesPicture() -> notices.report(new ProblemException(Problem.IMAGE_NOT_TAKEN));
                case Medium.Sound _ when !open.takesSound() -> notices.report(new ProblemException(Problem.SOUND_NOT_TAKEN));
                case Medium.Picture _ -> {}
                case Medium.Sound _ -> {}
            }
        }
        runs.medium().set(medium);
    }

    /// The picture that is to be read only if the person says so.
    public ReadOnlyObjectProperty<@Nullable LargePicture> asked() {
        return asked.getReadOnlyProperty();
    }

    /// Closes the model; the text stays.
    public void closeModel() {
        opening.cancel();
        replace(null);
    }

    private void replace(@Nullable OpenModel next) {
        OpenModel old = model.get();
        // No view may see the trace of one model beside the network of another, or a head that there is no more.
        selection.clear();
        runs.turnTo(next, () -> {
            if (old != null) {
                old.close();
            }
        });
        network.set(next == null ? null : next.network());
        vocabulary.set(next == null ? null : next.vocabulary());
        model.set(next);
        evaluation.turnTo(next == null ? null : next.folder());
        replay.turnTo(next);
    }

    /// Lets the bench see how far its training is.
    private record Following(TrainingBench training) implements JobListener {
        @Override
        public void started(Job job) {}

        @Override
        public void progressed(Job job) {
            training.progressed();
        }

        @Override
        public void ended(Job job) {}
    }

    /// Does something beside, shown in [#status] as all long work is.
    public void start(Task<?> task) {
        tasks.start(task);
    }

    public ReadOnlyObjectProperty<@Nullable OpenModel> model() {
        return model.getReadOnlyProperty();
    }

    public TextRuns runs() {
        return runs;
    }

    public Preferences preferences() {
        return preferences;
    }

    public RecentModels recent() {
        return recent;
    }

    public Notices notices() {
        return notices;
    }

    public JobStatus status() {
        return status;
    }

    /// The mechanism lab, which needs no model.
    public LabBench lab() {
        return lab;
    }

    /// How well the open model does on a data set.
    public EvaluationBench evaluation() {
        return evaluation;
    }

    /// What is trained.
    public TrainingBench training() {
        return training;
    }

    /// How the heads of the open model came about.
    public Replay replay() {
        return replay;
    }

    public Selection selection() {
        return selection;
    }

    /// What the views are given.
    public ViewContext context() {
        return context;
    }

    @Override
    public void close() {
        closeModel();
        tasks.close();
    }
}

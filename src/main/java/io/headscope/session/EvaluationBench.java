package io.headscope.session;

import io.headscope.evaluation.Answered;
import io.headscope.evaluation.Evaluation;
import io.headscope.evaluation.Part;
import io.headscope.evaluation.Report;
import io.headscope.message.ProblemException;
import io.headscope.task.Cancellation;
import io.headscope.task.Job;
import io.headscope.task.JobListener;
import io.headscope.task.Lane;
import io.headscope.task.Progress;
import io.headscope.task.Task;
import io.headscope.task.Tasks;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import org.jspecify.annotations.Nullable;

/// How well the open model does on a data set: one evaluation of one window, what came of it, and which of its answers are
/// looked at. The model is opened once more for it, so that what is entered goes on running beside.
public final class EvaluationBench {

    /// A cell of the confusion matrix.
    public record Cell(int right, int given) {}

    private final ModelOpener opener;
    private final Lane lane;
    private final Lane reading;
    private final Consumer<Entered> enter;
    private final ObjectProperty<Part> part = new SimpleObjectProperty<>(Part.VALIDATION);
    private final ReadOnlyObjectWrapper<@Nullable Path> model = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable Path> data = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable Report> report = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable ProblemException> problem = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyBooleanWrapper running = new ReadOnlyBooleanWrapper();
    private final ReadOnlyDoubleWrapper progress = new ReadOnlyDoubleWrapper();
    private final ObjectProperty<@Nullable Cell> chosen = new SimpleObjectProperty<>();
    private final Consumer<Throwable> faults;
    private @Nullable Asking newest;

    /// @param enter  shows a model what a person has entered
    /// @param faults is told of what was not foreseen
    EvaluationBench(ModelOpener opener, Tasks tasks, Consumer<Entered> enter, Consumer<Throwable> faults) {
        this.opener = opener;
        this.lane = tasks.lane();
        this.reading = tasks.lane();
        this.enter = enter;
        this.faults = faults;
        tasks.watch(new JobListener() {
            @Override
            public void started(Job job) {}

            @Override
            public void progressed(Job job) {
                if (job.name().equals(Asking.NAME)) {
                    progress.set(job.progress());
                }
            }

            @Override
            public void ended(Job job) {}
        });
    }

    /// Of no model: there is nothing to evaluate.
    public static EvaluationBench idle() {
        return new EvaluationBench(
                (folder, _, _, _) -> {
                    throw new IllegalStateException("no model to open in " + folder);
                },
                Tasks.inline(),
                _ -> {},
                _ -> {});
    }

    /// Which part of the data is asked.
    public ObjectProperty<Part> part() {
        return part;
    }

    /// Where the model is that would be asked; nothing while none is open.
    public ReadOnlyObjectProperty<@Nullable Path> model() {
        return model.getReadOnlyProperty();
    }

    /// The data that was asked for last.
    public ReadOnlyObjectProperty<@Nullable Path> data() {
        return data.getReadOnlyProperty();
    }

    /// What came of it; nothing before anything was asked, and of another model.
    public ReadOnlyObjectProperty<@Nullable Report> report() {
        return report.getReadOnlyProperty();
    }

    /// Why nothing came of it.
    public ReadOnlyObjectProperty<@Nullable ProblemException> problem() {
        return problem.getReadOnlyProperty();
    }

    public ReadOnlyBooleanProperty running() {
        return running.getReadOnlyProperty();
    }

    /// From 0 to 1; -1 while unknown.
    public ReadOnlyDoubleProperty progress() {
        return progress.getReadOnlyProperty();
    }

    /// The cell of the confusion matrix whose examples are looked at.
    public ObjectProperty<@Nullable Cell> chosen() {
        return chosen;
    }

    /// The answers that are looked at: those of the chosen cell; else all, the worst first.
    public List<Answered> answers() {
        Report all = report.get();
        Cell cell = chosen.get();
        if (all == null) {
            return List.of();
        }
        return cell == null || all.confusion() == null
                ? all.answers().stream().sorted(Comparator.comparingDouble(Answered::score)).toList()
                : all.of(cell.right, cell.given);
    }

    /// Asks the open model all that the data in a folder asks.
    public void start(Path folder) {
        Path open = model.get();
        if (open != null) {
            data.set(folder);
            problem.set(null);
            running.set(true);
            progress.set(-1);
            newest = new Asking(open, folder, part.get());
            lane.submit(newest);
        }
    }

    /// Asks once more, as after the part was changed.
    public void startAgain() {
        Path folder = data.get();
        if (folder != null) {
            start(folder);
        }
    }

    public void cancel() {
        lane.cancel();
    }

    /// Enters what was asked, so that its attention is seen.
    public void open(Answered answered) {
        reading.submit(new Reading(answered));
    }

    /// Another model is open, or none. What was found out is of the one before.
    void turnTo(@Nullable Path folder) {
        lane.cancel();
        model.set(folder);
        chosen.set(null);
        report.set(null);
        problem.set(null);
    }

    private void show(Report found) {
        running.set(false);
        chosen.set(null);
        report.set(found);
    }

    private void fail(Throwable failure) {
        running.set(false);
        if (failure instanceof ProblemException foreseen) {
            problem.set(foreseen);
        } else {
            faults.accept(failure);
        }
    }

    private final class Asking implements Task<Report> {
        private static final String NAME = "session.evaluating";

        private final Path folder;
        private final Path asked;
        private final Part some;

        Asking(Path folder, Path asked, Part some) {
            this.folder = folder;
            this.asked = asked;
            this.some = some;
        }

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public String subject() {
            return String.valueOf(asked.getFileName());
        }

        @Override
        public Report run(Cancellation cancellation, Progress whole) {
            try (OpenModel own = opener.open(folder, ModelOpener.ALL_LAYERS, Progress.NONE, cancellation)) {
                return Evaluation.run(new Examined(own), asked, some, whole, cancellation);
            }
        }

        @Override
        public void succeeded(Report found) {
            show(found);
        }

        @Override
        public void failed(Throwable failure) {
            fail(failure);
        }

        /// One that was outrun leaves the newer one running.
        @Override
        public void cancelled() {
            if (newest == this) {
                running.set(false);
            }
        }
    }

    private final class Reading implements Task<Entered> {
        private final Answered answered;

        Reading(Answered answered) {
            this.answered = answered;
        }

        @Override
        public String name() {
            return "session.reading";
        }

        @Override
        public String subject() {
            return answered.question().name();
        }

        @Override
        public Entered run(Cancellation cancellation, Progress whole) {
            return Examined.entered(answered.question());
        }

        @Override
        public void succeeded(Entered entered) {
            enter.accept(entered);
        }

        @Override
        public void failed(Throwable failure) {
            fail(failure);
        }
    }
}

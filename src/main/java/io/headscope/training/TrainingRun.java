package io.headscope.training;

import io.headscope.attention.FloatTensor;
import io.headscope.model.Trainer;
import io.headscope.task.Cancellation;
import io.headscope.task.Progress;
import io.headscope.training.History.Look;
import java.nio.file.Path;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// One training from its first step, or from where it was put down, to its end. The best model so far always lies in the
/// folder, and beside it, in `training`, what is needed to go on.
public final class TrainingRun {

    /// Told how it goes. On the thread that trains.
    public interface Listener {

        /// A training that was put down goes on.
        ///
        /// @param taken what it had come through
        default void resumed(History taken) {}

        /// After every step.
        ///
        /// @param steps taken so far
        /// @param loss  of the step's batch before it, in nats a target
        default void stepped(int steps, double loss) {}

        /// After every look at the data that the best weights are chosen by.
        ///
        /// @param best whether none before was better; then the model has been written
        default void looked(Look look, boolean best) {}

        /// At the end.
        ///
        /// @param aside how well the best weights do on the data kept aside
        default void judged(Score aside) {}

        /// What the heads do has been kept ([KeptHeads]).
        ///
        /// @param steps taken so far
        default void kept(int steps) {}
    }

    private final Course course;
    private final Path folder;
    private final Recipe recipe;
    private final Saved saved;
    private final boolean keepsHeads;
    private volatile boolean stopped;

    /// One that keeps what the heads do.
    ///
    /// @param folder where the model goes
    public TrainingRun(Course course, Recipe recipe, Path folder) {
        this(course, recipe, folder, true);
    }

    /// @param folder     where the model goes
    /// @param keepsHeads whether what the heads do with what the course watches is kept
    public TrainingRun(Course course, Recipe recipe, Path folder, boolean keepsHeads) {
        this.course = course;
        this.folder = folder;
        this.recipe = recipe;
        this.saved = new Saved(course, recipe, folder);
        this.keepsHeads = keepsHeads && !course.watched().isEmpty();
    }

    /// Ends it after the step it is at, as if that had been the last. Safe from any thread.
    public void stop() {
        stopped = true;
    }

    /// Trains to the end, to where nothing gets better, or until it is cancelled: then it can be taken up again.
    ///
    /// @param trainer of the course's network, as it starts
    /// @return what it has come through
    /// @throws TrainingDiverged                          if the loss becomes NaN; the best model so far stays
    /// @throws io.headscope.message.ProblemException if files cannot be read or written
    public History run(Trainer trainer, Cancellation cancellation, Progress progress, Listener listener) {
        History history = saved.find().map(found -> resume(found, trainer, listener)).orElseGet(History::new);
        HeadKeeping heads = keepsHeads ? HeadKeeping.of(course, course.network(), folder, history.steps()) : null;
        try {
            if (history.steps() == 0) {
                keep(heads, history, trainer, listener);
            }
            while (goesOn(history)) {
                cancellation.check();
                step(trainer, history, listener);
                progress.report(history.steps(), recipe.steps());
                if (history.steps() % recipe.evaluateEvery() == 0 || history.steps() == recipe.steps()) {
                    look(trainer, history, listener);
                }
                if (HeadKeeping.isDue(history.steps()) || !goesOn(history)) {
                    keep(heads, history, trainer, listener);
                }
            }
            if (!isLookedAt(history)) {
                look(trainer, history, listener);
            }
        } catch (CancellationException cancelled) {
            saved.write(history, trainer);
            throw cancelled;
        }
        History ended = judged(history, trainer, listener);
        saved.end(ended);
        return ended;
    }

    /// Asks the best weights, as they lie in the folder, what was kept aside.
    private History judged(History history, Trainer trainer, Listener listener) {
        if (history.looks().isEmpty()) {
            return history;
        }
        SequencedMap<String, FloatTensor> best = trainer.state();
        best.putAll(Starts.of(folder, course.network()));
        trainer.restore(best, history.steps());
        Score aside = course.validate(trainer);
        listener.judged(aside);
        return history.withAside(aside);
    }

    private boolean goesOn(History history) {
        return !stopped && history.steps() < recipe.steps() && history.looksSinceBest() < recipe.patience();
    }

    private static boolean isLookedAt(History history) {
        return history.steps() == 0 || (!history.looks().isEmpty() && history.looks().getLast().steps() == history.steps());
    }

    private static void keep(@Nullable HeadKeeping heads, History history, Trainer trainer, Listener listener) {
        if (heads != null) {
            heads.keep(history.steps(), trainer);
            listener.kept(history.steps());
        }
    }

    private History resume(Saved.Found found, Trainer trainer, Listener listener) {
        saved.restore(found, trainer);
        listener.resumed(found.history());
        return found.history();
    }

    private void step(Trainer trainer, History history, Listener listener) {
        int step = history.steps();
        double loss = trainer.step(course.batch(step, recipe), recipe.learningRateAt(step));
        if (!Double.isFinite(loss)) {
            throw new TrainingDiverged(step);
        }
        history.losses().add(loss);
        listener.stepped(step + 1, loss);
    }

    private void look(Trainer trainer, History history, Listener listener) {
        Look look = new Look(history.steps(), course.look(trainer));
        // What a batch does not touch shows only here.
        if (!Double.isFinite(look.score().loss())) {
            throw new TrainingDiverged(history.steps());
        }
        history.looks().add(look);
        boolean best = Objects.equals(history.best(), look);
        if (best) {
            ModelFiles.write(folder, course, trainer.weights());
        }
        saved.write(history, trainer);
        listener.looked(look, best);
    }
}

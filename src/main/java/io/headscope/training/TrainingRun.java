package io.headscope.training;

import io.headscope.model.Trainer;
import io.headscope.task.Cancellation;
import io.headscope.task.Progress;
import io.headscope.training.History.Look;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CancellationException;

/// One training from its first step, or from where it was put down, to its end. The best model so far always lies in the
/// folder, and beside it, in `training`, what is needed to go on.
public final class TrainingRun {

    /// Told how it goes. On the thread that trains.
    public interface Listener {

        /// A training that was put down goes on.
        ///
        /// @param steps taken before
        default void resumed(int steps) {}

        /// After every step.
        ///
        /// @param steps taken so far
        /// @param loss  of the step's batch before it, in nats a target
        default void stepped(int steps, double loss) {}

        /// After every look at the data kept aside.
        ///
        /// @param best whether none before was better; then the model has been written
        default void looked(Look look, boolean best) {}
    }

    private final Course course;
    private final Path folder;
    private final Recipe recipe;
    private final Saved saved;

    /// @param folder where the model goes
    public TrainingRun(Course course, Recipe recipe, Path folder) {
        this.course = course;
        this.folder = folder;
        this.recipe = recipe;
        this.saved = new Saved(course, recipe, folder);
    }

    /// Trains to the end, to where nothing gets better, or until it is cancelled: then it can be taken up again.
    ///
    /// @param trainer of the course's network, as it starts
    /// @return what it has come through
    /// @throws TrainingDiverged                          if the loss becomes NaN; the best model so far stays
    /// @throws io.headscope.message.ProblemException if files cannot be read or written
    public History run(Trainer trainer, Cancellation cancellation, Progress progress, Listener listener) {
        History history = saved.find().map(found -> resume(found, trainer, listener)).orElseGet(History::new);
        try {
            while (history.steps() < recipe.steps() && history.looksSinceBest() < recipe.patience()) {
                cancellation.check();
                step(trainer, history, listener);
                progress.report(history.steps(), recipe.steps());
                if (history.steps() % recipe.evaluateEvery() == 0 || history.steps() == recipe.steps()) {
                    look(trainer, history, listener);
                }
            }
        } catch (CancellationException cancelled) {
            saved.write(history, trainer);
            throw cancelled;
        }
        saved.end(history);
        return history;
    }

    private History resume(Saved.Found found, Trainer trainer, Listener listener) {
        saved.restore(found, trainer);
        listener.resumed(found.history().steps());
        return found.history();
    }

    private void step(Trainer trainer, History history, Listener listener) {
        int step = history.steps();
        double loss = trainer.step(course.batch(step, recipe), recipe.learningRateAt(step));
        if (Double.isNaN(loss)) {
            throw new TrainingDiverged(step);
        }
        history.losses().add(loss);
        listener.stepped(step + 1, loss);
    }

    private void look(Trainer trainer, History history, Listener listener) {
        Look look = new Look(history.steps(), course.validate(trainer));
        history.looks().add(look);
        boolean best = Objects.equals(history.best(), look);
        if (best) {
            ModelFiles.write(folder, course, trainer.weights());
        }
        saved.write(history, trainer);
        listener.looked(look, best);
    }
}

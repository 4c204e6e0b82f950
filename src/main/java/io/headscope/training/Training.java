package io.headscope.training;

import io.headscope.attention.FloatTensor;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.Network;
import io.headscope.model.Trainer;
import io.headscope.task.Cancellation;
import io.headscope.task.Progress;
import io.headscope.training.TrainingRun.Listener;
import java.nio.file.Path;
import java.util.Map;

/// A course, how it is to be learned, and who learns it: what the command line and the window both start.
public final class Training {

    /// Makes trainers. The port that the application wires to an engine.
    @FunctionalInterface
    public interface Trainers {

        /// @param starts weights that start otherwise than the network says, by name
        Trainer open(Network network, Trainer.Settings settings, Map<String, FloatTensor> starts);
    }

    private final Course course;
    private final TrainingOrder order;
    private final Recipe recipe;
    private final Trainers trainers;
    private final TrainingRun run;

    public Training(Course course, TrainingOrder order, Trainers trainers) {
        this.course = course;
        this.order = order;
        this.recipe = order.recipe(course);
        this.trainers = trainers;
        this.run = new TrainingRun(course, recipe, order.folder(), order.keepsHeads());
    }

    public Course course() {
        return course;
    }

    public Recipe recipe() {
        return recipe;
    }

    /// Where the model goes.
    public Path folder() {
        return order.folder();
    }

    /// Trains as [TrainingRun#run] does.
    ///
    /// @throws ProblemException if files cannot be read or written, or the loss becomes no number
    public History run(Cancellation cancellation, Progress progress, Listener listener) {
        Network network = course.network();
        Path from = order.from();
        Map<String, FloatTensor> starts = from == null ? course.starts() : Starts.of(from, network);
        Trainer.Settings settings = new Trainer.Settings(recipe.seed(), recipe.weightDecay(), recipe.smoothing(), course.loss());
        try (Trainer trainer = trainers.open(network, settings, starts)) {
            return run.run(trainer, cancellation, progress, listener);
        } catch (TrainingDiverged diverged) {
            throw new ProblemException(diverged, Problem.TRAINING_DIVERGED, diverged.step(), order.folder());
        }
    }

    /// Ends it after the step it is at; the best model stays. Safe from any thread.
    public void stop() {
        run.stop();
    }
}

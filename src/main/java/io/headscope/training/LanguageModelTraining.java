package io.headscope.training;

import io.headscope.model.InputTensor;
import io.headscope.model.Trainer;
import io.headscope.model.Trainer.Batch;
import io.headscope.task.Cancellation;
import io.headscope.task.Progress;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/// Teaches a decoder to predict the next token of a text.
public final class LanguageModelTraining {

    /// How to train. The windows grow: near neighbours, the easiest to learn from, come first and cost least.
    ///
    /// @param steps        in all
    /// @param tokens       a step, shared out over as many windows as they fill
    /// @param window       tokens of the longest windows, the one that begins a text among them
    /// @param begin        the token that begins a text
    /// @param learningRate the highest; reached after `warmup` steps, then falling to a tenth along a cosine
    /// @param seed         of the windows' places
    public record Recipe(int steps, int tokens, int window, int begin, double learningRate, int warmup, int seed) {

        /// A quarter of the longest for the first half, half of it for the next quarter, then all of it.
        int windowAt(int step) {
            if (step < steps / 2) {
                return Math.max(1, window / 4);
            }
            return step < steps - steps / 4 ? Math.max(1, window / 2) : window;
        }

        double learningRateAt(int step) {
            if (step < warmup) {
                return learningRate * (step + 1) / warmup;
            }
            double progress = (step - warmup) / (double) Math.max(1, steps - warmup);
            return learningRate * (0.1 + 0.9 * 0.5 * (1 + Math.cos(Math.PI * progress)));
        }
    }

    /// Told after every step.
    @FunctionalInterface
    public interface AfterStep {

        /// @param steps done so far
        /// @param loss  of the step's batch before it, in nats a token
        void done(int steps, double loss);
    }

    private final Trainer trainer;
    private final int[] tokens;
    private final Recipe recipe;

    /// @param tokens the training text
    public LanguageModelTraining(Trainer trainer, int[] tokens, Recipe recipe) {
        if (tokens.length <= recipe.window + 1) {
            throw new IllegalArgumentException(tokens.length + " tokens for windows of " + recipe.window);
        }
        this.trainer = trainer;
        this.tokens = tokens.clone();
        this.recipe = recipe;
    }

    /// Trains to the end.
    ///
    /// @throws TrainingDiverged if the loss becomes NaN
    public void run(Cancellation cancellation, Progress progress, AfterStep afterStep) {
        Random places = new Random(recipe.seed);
        for (int step = 0; step < recipe.steps; step++) {
            cancellation.check();
            int window = recipe.windowAt(step);
            int[] starts = places.ints(recipe.tokens / window, 0, tokens.length - window + 1).toArray();
            double loss = trainer.step(batch(starts, window), recipe.learningRateAt(step));
            if (Double.isNaN(loss)) {
                throw new TrainingDiverged(step);
            }
            progress.report(step + 1L, recipe.steps);
            afterStep.done(step + 1, loss);
        }
    }

    /// The loss of the weights as they are on a text they have not seen, in nats, summed over all its tokens. The text is
    /// cut into windows, each token predicted from those before it in its window only.
    public double totalLoss(int[] text) {
        LanguageModelTraining other = new LanguageModelTraining(trainer, text, recipe);
        double total = 0;
        for (int start = 0; start < text.length; start += recipe.window) {
            int length = Math.min(recipe.window, text.length - start);
            total += length * trainer.loss(other.batch(new int[] {start}, length));
        }
        return total;
    }

    /// Windows of the text: as inputs the beginning and all tokens but the last, as targets the tokens themselves.
    private Batch batch(int[] starts, int window) {
        int rows = starts.length;
        long[] inputs = new long[rows * window];
        long[] targets = new long[rows * window];
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < window; i++) {
                inputs[row * window + i] = i == 0 ? recipe.begin : tokens[starts[row] + i - 1];
                targets[row * window + i] = tokens[starts[row] + i];
            }
        }
        long[] positions = IntStream.range(0, rows * window).mapToLong(i -> i % window).toArray();
        long[] ones = IntStream.range(0, rows * window).mapToLong(_ -> 1).toArray();
        return new Batch(
                Map.of(
                        "input_ids", InputTensor.of(inputs, rows, window),
                        "attention_mask", InputTensor.of(ones, rows, window),
                        "position_ids", InputTensor.of(positions, rows, window)),
                InputTensor.of(targets, rows, window));
    }
}

package io.headscope.training.course;

import io.headscope.model.InputTensor;
import io.headscope.model.Trainer;
import io.headscope.model.Trainer.Batch;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/// Stretches of a long text, from which a decoder learns to predict the next token. The windows grow with the training:
/// near neighbours, the easiest to learn from, come first and cost least.
final class TextWindows {

    private final int[] tokens;
    private final int begin;
    private final int window;
    private final int perStep;

    /// @param tokens  the text
    /// @param begin   the token that begins a text
    /// @param window  tokens of the longest windows, the one that begins a text among them
    /// @param perStep tokens a step, shared out over as many windows as they fill
    TextWindows(int[] tokens, int begin, int window, int perStep) {
        if (tokens.length <= window + 1) {
            throw new IllegalArgumentException(tokens.length + " tokens for windows of " + window);
        }
        this.tokens = tokens.clone();
        this.begin = begin;
        this.window = window;
        this.perStep = perStep;
    }

    /// What to learn from at a step of so many.
    Batch at(int step, int steps, long seed) {
        int length = windowAt(step, steps);
        return batch(new Random(seed * 7919 + step).ints(perStep / length, 0, tokens.length - length + 1).toArray(), length);
    }

    /// A quarter of the longest for the first half, half of it for the next quarter, then all of it.
    int windowAt(int step, int steps) {
        if (step < steps / 2) {
            return Math.max(1, window / 4);
        }
        return step < steps - steps / 4 ? Math.max(1, window / 2) : window;
    }

    /// The loss of the weights as they are on the whole text, in nats, summed over all its tokens. The text is cut into
    /// windows, each token predicted from those before it in its window only.
    double totalLoss(Trainer trainer) {
        double total = 0;
        for (int start = 0; start < tokens.length; start += window) {
            int length = Math.min(window, tokens.length - start);
            total += length * trainer.loss(batch(new int[] {start}, length));
        }
        return total;
    }

    int length() {
        return tokens.length;
    }

    /// Windows of the text: as inputs the beginning and all tokens but the last, as targets the tokens themselves.
    private Batch batch(int[] starts, int length) {
        List<int[]> targets = IntStream.of(starts).mapToObj(start -> java.util.Arrays.copyOfRange(tokens, start, start + length)).toList();
        List<int[]> inputs = targets.stream().map(row -> {
            int[] shifted = new int[length];
            shifted[0] = begin;
            System.arraycopy(row, 0, shifted, 1, length - 1);
            return shifted;
        }).toList();
        return new Batch(Padded.decoder(inputs, 0), Padded.fill(targets, length, Trainer.IGNORED));
    }
}

package io.headscope.training;

/// How long and how fast to train.
///
/// @param steps         in all
/// @param learningRate  the highest; reached after `warmup` steps, then falling to a tenth along a cosine (Loshchilov &
///                      Hutter, 2017, <https://arxiv.org/abs/1608.03983>)
/// @param warmup        steps over which the learning rate rises
/// @param evaluateEvery steps between two looks at the data that the best weights are chosen by
/// @param patience      looks in a row that may bring nothing better before the training stops early
/// @param weightDecay   how much matrices shrink by themselves, as a share of the learning rate
/// @param smoothing     the share of every target that is given to all classes alike
/// @param seed          of the first weights, the order of the data, and what is dropped
public record Recipe(
        int steps,
        double learningRate,
        int warmup,
        int evaluateEvery,
        int patience,
        double weightDecay,
        double smoothing,
        int seed) {

    /// @param step from 0
    public double learningRateAt(int step) {
        if (step < warmup) {
            return learningRate * (step + 1) / warmup;
        }
        double progress = (step - warmup) / (double) Math.max(1, steps - warmup);
        return learningRate * (0.1 + 0.9 * 0.5 * (1 + Math.cos(Math.PI * progress)));
    }

    public Recipe withSeed(int other) {
        return new Recipe(steps, learningRate, warmup, evaluateEvery, patience, weightDecay, smoothing, other);
    }

    /// The same with another number of steps, the looks at the data in proportion.
    public Recipe withSteps(int other) {
        int every = (int) Math.max(1, (long) evaluateEvery * other / steps);
        int warm = (int) Math.max(1, (long) warmup * other / steps);
        return new Recipe(other, learningRate, warm, every, patience, weightDecay, smoothing, seed);
    }
}

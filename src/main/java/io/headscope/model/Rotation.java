package io.headscope.model;

import java.util.List;
import java.util.function.IntToDoubleFunction;

/// Positions as turns (RoPE, Su et al., 2021, section 3.2.2, <https://arxiv.org/abs/2104.09864>): pair i of a query or key
/// at position p is turned by p · f(i), f(i) = base^(-2i / size).
///
/// @param base    θ: the slowest pair needs 2π · base positions for one turn
/// @param size    the dimensions that are turned, two a pair
/// @param scaling what stretches the positions beyond those the network was first trained on
public record Rotation(double base, int size, Scaling scaling) {

    /// How frequencies are changed for texts longer than those of the first training.
    public sealed interface Scaling {

        Scaling NONE = new None();

        record None() implements Scaling {}

        /// Every position counts less, by `factor` (Chen et al., 2023, <https://arxiv.org/abs/2306.15595>).
        record Linear(double factor) implements Scaling {}

        /// The base grows with the text once it is longer than `positions` (NTK-aware, as in Peng et al., 2023, section 3.3,
        /// <https://arxiv.org/abs/2309.00071>).
        record Dynamic(double factor, int positions) implements Scaling {}

        /// Slow pairs count less, fast ones do not, with a passage between (Llama 3.1, 2024, as published with the model).
        ///
        /// @param low       turns within `positions` below which a pair is slow
        /// @param high      turns within `positions` above which a pair is fast
        /// @param positions the length of the first training
        record Llama3(double factor, double low, double high, int positions) implements Scaling {}

        /// The same with a passage that is linear in the pair, and larger scores (YaRN: Peng et al., 2023, section 3,
        /// <https://arxiv.org/abs/2309.00071>).
        ///
        /// @param fast      turns within `positions` above which a pair stays as it is
        /// @param slow      turns within `positions` below which a pair is slowed by `factor`
        /// @param positions the length of the first training
        /// @param magnitude what cosines and sines are multiplied with
        record Yarn(double factor, double fast, double slow, int positions, double magnitude) implements Scaling {}

        /// A factor found for every pair, one set for texts within `positions` and one beyond (LongRoPE: Ding et al., 2024,
        /// <https://arxiv.org/abs/2402.13753>).
        ///
        /// @param magnitude what cosines and sines are multiplied with
        record PerPair(List<Double> within, List<Double> beyond, int positions, double magnitude) implements Scaling {
            public PerPair {
                within = List.copyOf(within);
                beyond = List.copyOf(beyond);
            }
        }
    }

    /// How far each pair is turned from one position to the next, in radians.
    ///
    /// @param length of the text, in tokens
    /// @return       [size / 2]
    public float[] frequencies(long length) {
        return switch (scaling) {
            case Scaling.None() -> pairs(pair -> frequency(base, pair));
            case Scaling.Linear(double factor) -> pairs(pair -> frequency(base, pair) / factor);
            case Scaling.Dynamic dynamic -> {
                double grown = grownBase(dynamic, length);
                yield pairs(pair -> frequency(grown, pair));
            }
            case Scaling.Llama3 llama -> pairs(pair -> slowed(llama, frequency(base, pair)));
            case Scaling.Yarn yarn -> pairs(pair -> slowed(yarn, pair));
            case Scaling.PerPair found -> {
                List<Double> factors = length > found.positions() ? found.beyond() : found.within();
                yield pairs(pair -> frequency(base, pair) / factors.get(pair));
            }
        };
    }

    /// What cosines and sines are multiplied with.
    public double magnitude() {
        return switch (scaling) {
            case Scaling.None _, Scaling.Linear _, Scaling.Dynamic _, Scaling.Llama3 _ -> 1;
            case Scaling.Yarn yarn -> yarn.magnitude();
            case Scaling.PerPair found -> found.magnitude();
        };
    }

    private float[] pairs(IntToDoubleFunction frequency) {
        float[] frequencies = new float[size / 2];
        for (int pair = 0; pair < frequencies.length; pair++) {
            frequencies[pair] = (float) frequency.applyAsDouble(pair);
        }
        return frequencies;
    }

    private double frequency(double of, int pair) {
        return Math.pow(of, -2.0 * pair / size);
    }

    private double grownBase(Scaling.Dynamic dynamic, long length) {
        double longer = Math.max(1, (double) length / dynamic.positions());
        return base * Math.pow(dynamic.factor() * longer - (dynamic.factor() - 1), size / (size - 2.0));
    }

    private static double slowed(Scaling.Llama3 llama, double frequency) {
        double turns = llama.positions() * frequency / (2 * Math.PI);
        if (turns > llama.high()) {
            return frequency;
        }
        if (turns < llama.low()) {
            return frequency / llama.factor();
        }
        double share = (turns - llama.low()) / (llama.high() - llama.low());
        return frequency * (share + (1 - share) / llama.factor());
    }

    private double slowed(Scaling.Yarn yarn, int pair) {
        double first = Math.max(0, Math.floor(pairOf(yarn.fast(), yarn.positions())));
        double last = Math.min(size - 1, Math.ceil(pairOf(yarn.slow(), yarn.positions())));
        double slow = Math.clamp((pair - first) / Math.max(last - first, 0.001), 0, 1);
        return frequency(base, pair) * (1 - slow + slow / yarn.factor());
    }

    /// The pair, as a fraction, that makes so many turns within `positions`.
    private double pairOf(double turns, int positions) {
        return size * Math.log(positions / (turns * 2 * Math.PI)) / (2 * Math.log(base));
    }
}

package io.headscope.generation;

import io.headscope.analysis.Candidate;
import java.util.List;
import java.util.random.RandomGenerator;

/// How the next token is chosen among the candidates.
public sealed interface Choice {

    Choice GREEDY = new Greedy();

    /// The likeliest, always.
    record Greedy() implements Choice {}

    /// One of the `top` likeliest, by chance, after their scores were divided by `temperature`: below 1 the likeliest
    /// gain, above 1 the others do (Fan et al., 2018, section 5.1, <https://arxiv.org/abs/1805.04833>).
    ///
    /// @param seed the same seed makes the same choices
    record Sample(double temperature, int top, long seed) implements Choice {
        public Sample {
            if (!(temperature > 0) || top < 1) {
                throw new IllegalArgumentException("temperature " + temperature + " of the " + top + " likeliest");
            }
        }
    }

    /// One of some candidates, best first.
    default int of(List<Candidate> candidates, RandomGenerator random) {
        return switch (this) {
            case Greedy() -> candidates.getFirst().index();
            case Sample(double temperature, int top, long _) -> sampled(candidates.subList(0, Math.min(top, candidates.size())), temperature, random);
        };
    }

    private static int sampled(List<Candidate> candidates, double temperature, RandomGenerator random) {
        double best = candidates.getFirst().probability();
        // softmax(logit / temperature): the probabilities to the power of 1 / temperature, up to a factor.
        double[] shares = candidates.stream().mapToDouble(one -> Math.pow(one.probability() / best, 1 / temperature)).toArray();
        double left = random.nextDouble() * java.util.Arrays.stream(shares).sum();
        for (int i = 0; i < shares.length; i++) {
            left -= shares[i];
            if (left < 0) {
                return candidates.get(i).index();
            }
        }
        return candidates.getLast().index();
    }
}

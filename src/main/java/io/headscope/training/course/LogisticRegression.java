package io.headscope.training.course;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;

/// Logistic regression over sparse features, kept small by the squares of its weights. Fitted by coordinate descent in the
/// dual (Yu, Huang & Lin, 2011, algorithm 5, <https://doi.org/10.1007/s10994-010-5221-8>): example by example, the share α
/// that it has in the weights is set to what is best while all others stay.
final class LogisticRegression {

    private static final int ROUNDS = 12;
    private static final int NEWTON_STEPS = 6;
    /// No example's share may reach 0 or the most, where the logarithms end: it begins at this part of the most, and a step
    /// that would pass an end goes nine tenths of the way.
    private static final double FIRST_SHARE = 1e-3;
    private static final double LEFT = 0.1;
    private static final double CLOSE_ENOUGH = 1e-6;

    private final double[] weights;

    /// What an example has, everything else being 0.
    ///
    /// @param ids    of the features, no two alike
    /// @param values as many
    record Features(int[] ids, double[] values) {

        static Features of(SortedMap<Integer, Double> values) {
            return new Features(
                    values.keySet().stream().mapToInt(i -> i).toArray(),
                    values.values().stream().mapToDouble(value -> value).toArray());
        }

        double square() {
            return Arrays.stream(values).map(value -> value * value).sum();
        }
    }

    private LogisticRegression(int features) {
        this.weights = new double[features];
    }

    /// @param labels   0 or 1, as many as examples
    /// @param features how many there are
    /// @param most     an example's share in the weights can be: the smaller, the smaller the weights
    static LogisticRegression fit(List<Features> examples, int[] labels, int features, double most) {
        LogisticRegression regression = new LogisticRegression(features);
        double[] shares = new double[examples.size()];
        int[] order = new int[examples.size()];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = FIRST_SHARE * most;
            order[i] = i;
            regression.add(examples.get(i), sign(labels[i]) * shares[i]);
        }
        Random random = new Random(examples.size());
        for (int round = 0; round < ROUNDS; round++) {
            shuffle(order, random);
            for (int i : order) {
                Features example = examples.get(i);
                double best = best(shares[i], sign(labels[i]) * regression.score(example), example.square(), most);
                regression.add(example, sign(labels[i]) * (best - shares[i]));
                shares[i] = best;
            }
        }
        return regression;
    }

    private static int sign(int label) {
        return 2 * label - 1;
    }

    /// Where q/2 (a - share)² + margin (a - share) + a ln a + (most - a) ln (most - a) is smallest, by Newton's method.
    private static double best(double share, double margin, double q, double most) {
        double a = share;
        for (int i = 0; i < NEWTON_STEPS; i++) {
            double slope = margin + q * (a - share) + Math.log(a / (most - a));
            double next = a - slope / (q + most / (a * (most - a)));
            double inside = next <= 0 ? LEFT * a : next >= most ? most - LEFT * (most - a) : next;
            if (Math.abs(inside - a) < CLOSE_ENOUGH) {
                return inside;
            }
            a = inside;
        }
        return a;
    }

    private static void shuffle(int[] order, Random random) {
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int kept = order[i];
            order[i] = order[j];
            order[j] = kept;
        }
    }

    private void add(Features example, double share) {
        for (int i = 0; i < example.ids.length; i++) {
            weights[example.ids[i]] += share * example.values[i];
        }
    }

    /// ln p / (1 - p), p the probability of label 1.
    double score(Features example) {
        double score = 0;
        for (int i = 0; i < example.ids.length; i++) {
            score += weights[example.ids[i]] * example.values[i];
        }
        return score;
    }
}

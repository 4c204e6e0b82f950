package io.headscope.training.course;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.headscope.training.course.LogisticRegression.Features;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LogisticRegressionTest {

    private static Features features(double... values) {
        return new Features(IntStream.range(0, values.length).toArray(), values);
    }

    /// One example of one feature: w²/2 + most · ln(1 + exp(-w)) is smallest where w = most / (1 + exp(w)).
    @Test
    void oneExampleIsFittedAsByHand() {
        double weight = LogisticRegression.fit(List.of(features(1)), new int[] {1}, 1, 1).score(features(1));
        assertEquals(0.40106, weight, 1e-5);
        double strong = LogisticRegression.fit(List.of(features(1)), new int[] {0}, 1, 10).score(features(1));
        assertEquals(-10 / (1 + Math.exp(-strong)), strong, 1e-4);
    }

    /// At the best weights, each is the sum of what the examples have of it, times most and how wrong they still are.
    @Test
    void theWeightsAreTheBest() {
        List<Features> examples = List.of(features(1, 0, 2), features(0, 1, 1), features(1, 1, 0), features(0.5, 0, -1));
        int[] labels = {1, 0, 1, 0};
        double most = 3;
        LogisticRegression regression = LogisticRegression.fit(examples, labels, 3, most);
        for (int feature = 0; feature < 3; feature++) {
            double pull = 0;
            for (int i = 0; i < labels.length; i++) {
                double wrong = labels[i] - 1 / (1 + Math.exp(-regression.score(examples.get(i))));
                pull += most * wrong * examples.get(i).values()[feature];
            }
            double weight = regression.score(new Features(new int[] {feature}, new double[] {1}));
            assertEquals(pull, weight, 1e-3, "feature " + feature);
        }
    }
}

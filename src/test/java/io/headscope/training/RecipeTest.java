package io.headscope.training;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.attention.FloatTensor;
import io.headscope.engine.djl.DjlTrainer;
import io.headscope.model.Trainer;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// How fast is learned: the rate of every step, and how long a step's gradient may be.
final class RecipeTest {

    private static final Recipe RECIPE = new Recipe(100, 2e-3, 10, 20, 5, 0.1, 0, 1);

    @Test
    void theRateRisesAlongALineAndFallsAlongACosineToATenth() {
        assertAll(
                () -> assertEquals(2e-4, RECIPE.learningRateAt(0), 1e-12),
                () -> assertEquals(1e-3, RECIPE.learningRateAt(4), 1e-12),
                () -> assertEquals(2e-3, RECIPE.learningRateAt(9), 1e-12),
                () -> assertEquals(2e-3, RECIPE.learningRateAt(10), 1e-12),
                () -> assertEquals(2e-3 * (0.1 + 0.9 / 2), RECIPE.learningRateAt(55), 1e-12, "half way down"),
                () -> assertEquals(2e-4, RECIPE.learningRateAt(100), 1e-12),
                () -> assertTrue(IntStream.range(10, 99).allMatch(at -> RECIPE.learningRateAt(at + 1) < RECIPE.learningRateAt(at))));
    }

    @Test
    void fewerStepsAreLookedAtAndWarmedUpInProportion() {
        assertEquals(new Recipe(50, 2e-3, 5, 10, 5, 0.1, 0, 1), RECIPE.withSteps(50));
        assertEquals(new Recipe(1, 2e-3, 1, 1, 5, 0.1, 0, 1), RECIPE.withSteps(1));
    }

    /// What is remembered after the first step is a tenth of its gradient.
    @Test
    void aGradientThatIsTooLongIsShortenedAsAWholeAndAShortOneStays() {
        Course course = new CountingCourse();
        float[] large = new float[16 * 8];
        for (int i = 0; i < large.length; i++) {
            large[i] = (i % 7 - 3) * 4;
        }
        assertEquals(0.1, remembered(course, Map.of("transformer.wte.weight", FloatTensor.of(large, 8, 16))), 1e-5);
        double usual = remembered(course, Map.of("transformer.wte.weight", FloatTensor.of(new float[16 * 8], 8, 16)));
        assertTrue(usual > 0 && usual < 0.0999, "length " + 10 * usual);
    }

    /// The length of all that is remembered of gradients together.
    private static double remembered(Course course, Map<String, FloatTensor> starts) {
        try (Trainer trainer = new DjlTrainer(course.network(), 1, starts)) {
            trainer.step(course.batch(0, course.usual()), 1e-3);
            double squares = 0;
            for (var entry : trainer.state().entrySet()) {
                if (entry.getKey().startsWith("mean/")) {
                    for (float number : entry.getValue().toArray()) {
                        squares += (double) number * number;
                    }
                }
            }
            return Math.sqrt(squares);
        }
    }
}

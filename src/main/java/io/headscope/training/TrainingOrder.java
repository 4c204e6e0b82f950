package io.headscope.training;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// How somebody wants something to be learned.
///
/// @param folder     where the model goes
/// @param seed       the same seed gives the same model on the same machine
/// @param steps      of training, or none for as many as usual
/// @param epochs     the same, told in rounds through all of the data
/// @param from       a model of the same kind to start from, or none
/// @param keepsHeads whether what the heads do meanwhile is kept
public record TrainingOrder(
        Path folder, int seed, @Nullable Integer steps, @Nullable Integer epochs, @Nullable Path from, boolean keepsHeads) {

    /// The course's usual recipe, as far as nothing else is wanted.
    public Recipe recipe(Course course) {
        Recipe usual = course.usual().withSeed(seed);
        if (steps != null) {
            return usual.withSteps(steps);
        }
        return epochs == null ? usual : usual.withSteps(Math.multiplyExact(epochs, course.stepsAnEpoch()));
    }
}

package io.headscope.training.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// Examples to learn from, and examples kept aside to see what was learned.
///
/// @param training   the larger part
/// @param validation kept aside
public record Split<T>(List<T> training, List<T> validation) {

    /// What all data sets are shuffled by.
    public static final long SEED = 7;

    public Split {
        training = List.copyOf(training);
        validation = List.copyOf(validation);
    }

    /// Shuffles and parts. The seed is the data's, not the training's: every seed of a training is judged on the same.
    ///
    /// @param aside the share that is kept aside, from 0 to 1
    public static <T> Split<T> of(List<T> examples, double aside, long seed) {
        List<T> shuffled = new ArrayList<>(examples);
        Collections.shuffle(shuffled, new Random(seed));
        int kept = (int) Math.round(aside * shuffled.size());
        return new Split<>(shuffled.subList(kept, shuffled.size()), shuffled.subList(0, kept));
    }
}

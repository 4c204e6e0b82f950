package io.headscope.session;

import io.headscope.training.Course.Baseline;
import io.headscope.training.HeadScores;
import io.headscope.training.History;
import io.headscope.training.Recipe;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// How far a training has come, as it was when it was looked at.
///
/// @param course      its name
/// @param folder      where the model goes
/// @param parameters  of its network
/// @param history     a copy; the training goes on without it
/// @param baseline    what a simple method reaches, as far as it is known
/// @param seconds     it has taken since it was begun or taken up
/// @param secondsLeft at most, at the pace so far; -1 while unknown
/// @param scores      what every head did, by steps, where that is kept
public record TrainingState(
        String course,
        Path folder,
        Recipe recipe,
        long parameters,
        History history,
        @Nullable Baseline baseline,
        double seconds,
        double secondsLeft,
        SortedMap<Integer, HeadScores> scores) {

    public TrainingState {
        scores = new TreeMap<>(scores);
    }

    /// Whether there is a model to open: it is written at the first look.
    public boolean hasModel() {
        return !history.looks().isEmpty();
    }
}

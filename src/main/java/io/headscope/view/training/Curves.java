package io.headscope.view.training;

import io.headscope.session.Replay.Kept;
import io.headscope.session.TrainingState;
import io.headscope.training.Course.Baseline;
import io.headscope.training.HeadScores;
import io.headscope.training.History;
import io.headscope.training.Recipe;
import io.headscope.training.TrainingRecord;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// What there is to draw of a training, whether it goes on or lies on the disk.
///
/// @param scores of the heads, by steps
public record Curves(Recipe recipe, History history, @Nullable Baseline baseline, SortedMap<Integer, HeadScores> scores) {

    static Curves of(TrainingState state) {
        return new Curves(state.recipe(), state.history(), state.baseline(), state.scores());
    }

    /// Nothing where the record of the training was lost.
    static @Nullable Curves of(Kept kept) {
        TrainingRecord record = kept.record();
        return record == null ? null : new Curves(record.recipe(), record.history(), null, kept.scores());
    }
}

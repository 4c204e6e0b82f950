package io.headscope.training;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a training has come through.
///
/// @param losses of every step's batch, in nats a target
/// @param looks  at the data that the best weights are chosen by, first to last
/// @param aside  how well the best weights do on the data kept aside; none before the training has ended
public record History(List<Double> losses, List<Look> looks, @Nullable Score aside) {

    public History {
        losses = new ArrayList<>(losses);
        looks = new ArrayList<>(looks);
    }

    public History(List<Double> losses, List<Look> looks) {
        this(losses, looks, null);
    }

    public History() {
        this(List.of(), List.of());
    }

    /// As it is now, whatever comes.
    public History copy() {
        return new History(losses, looks, aside);
    }

    History withAside(Score score) {
        return new History(losses, looks, score);
    }

    /// What was seen after some steps.
    public record Look(int steps, Score score) {}

    /// The steps taken so far.
    public int steps() {
        return losses.size();
    }

    /// The best look so far, the first of equals.
    public @Nullable Look best() {
        Look best = null;
        for (Look look : looks) {
            best = best == null || look.score().isBetterThan(best.score()) ? look : best;
        }
        return best;
    }

    /// How many looks have come since the best one.
    public int looksSinceBest() {
        return looks.isEmpty() ? 0 : looks.size() - 1 - looks.indexOf(best());
    }
}

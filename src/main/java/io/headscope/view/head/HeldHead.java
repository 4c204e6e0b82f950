package io.headscope.view.head;

import io.headscope.analysis.Reduction;
import io.headscope.attention.AttentionMap;
import io.headscope.attention.HeadAddress;
import io.headscope.attention.RecomputedMap;
import io.headscope.attention.Trace;
import io.headscope.task.Cancellation;
import org.jspecify.annotations.Nullable;

/// Holds what the frames of one head have in common: zooming and panning read the same head for every one of them, and
/// there is no time in one to work weights out again, to read millions of them from where they are kept, or to measure
/// thousands of tokens. Safe from any thread.
final class HeldHead {

    /// The largest head that is held, 4,096²: 64 MB. Longer ones are worked out for every frame, as memory is to stay linear.
    private static final long LARGEST = 1 << 24;

    /// From here on a head is held even where its map keeps the weights: 2,048².
    private static final long LARGE = 1 << 22;

    private volatile @Nullable HeldWeights last;
    private volatile @Nullable Shown shown;

    /// @param of the map that it was made of
    private record Shown(AttentionMap of, Reduction reduction, ShownHead head) {}

    /// What a reduction leaves of the head's map, which is fast where this head is read from it.
    ShownHead shown(Trace trace, HeadAddress head, Reduction reduction, Cancellation cancellation) {
        AttentionMap map = map(trace, head, cancellation);
        Shown known = shown;
        if (known == null || known.of != map || !known.reduction.equals(reduction)) {
            known = new Shown(map, reduction, ShownHead.of(trace, head.site(), map, reduction));
            shown = known;
        }
        return known.head;
    }

    /// The map of the head's site, fast where this head is read from it.
    AttentionMap map(Trace trace, HeadAddress head, Cancellation cancellation) {
        AttentionMap map = trace.map(head.site());
        if (!isWorthIt(map)) {
            last = null;
            return map;
        }
        HeldWeights held = last;
        if (held == null || !held.isOf(map, head.head())) {
            // Before the next one is made: there is room for one.
            forget();
            held = HeldWeights.of(map, head.head(), cancellation);
            last = held;
        }
        return held;
    }

    private static boolean isWorthIt(AttentionMap map) {
        long size = (long) map.queries() * map.keys();
        return size <= LARGEST && (map instanceof RecomputedMap || size > LARGE);
    }

    /// Lets everything go.
    void forget() {
        last = null;
        shown = null;
    }
}

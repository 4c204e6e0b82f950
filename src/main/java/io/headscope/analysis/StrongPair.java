package io.headscope.analysis;

import io.headscope.task.Cancellation;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/// A query and a key that a head ties together.
///
/// @param query the position in the trace, whatever was left out before it was looked for
/// @param key   the same
public record StrongPair(int query, int key, double weight) {

    private static final Comparator<StrongPair> WEAKEST_FIRST = Comparator.comparingDouble(StrongPair::weight)
            .thenComparing(Comparator.comparingInt(StrongPair::query).reversed())
            .thenComparing(Comparator.comparingInt(StrongPair::key).reversed());

    /// The pairs of the largest weight, the strongest first; of equals, the one that stands first in the text.
    ///
    /// @param most how many, at most; pairs of weight 0 are none
    /// @throws java.util.concurrent.CancellationException if it is cancelled meanwhile
    public static List<StrongPair> strongest(ReducedMap map, int head, int most, Cancellation cancellation) {
        PriorityQueue<StrongPair> kept = new PriorityQueue<>(WEAKEST_FIRST);
        HeadRows.visit(map, head, cancellation, (row, weights, from) -> {
            for (int column = 0; column < map.keys(); column++) {
                float weight = weights[from + column];
                // Of a million weights hardly any is a candidate: nothing is made for the others.
                if (weight > 0 && (kept.size() < most || weight > kept.element().weight())) {
                    kept.add(new StrongPair(map.query(row), map.key(column), weight));
                    if (kept.size() > most) {
                        kept.poll();
                    }
                }
            }
        });
        return kept.stream().sorted(WEAKEST_FIRST.reversed()).toList();
    }
}

package io.headscope.analysis;

import io.headscope.attention.AttentionMap;
import io.headscope.task.Cancellation;
import java.util.List;
import java.util.OptionalDouble;

/// How much a head of a cross-attention looks where it ought to.
public final class AlignmentScore {

    private AlignmentScore() {}

    /// The weight on the aligned keys together, averaged over the queries that are aligned with any.
    ///
    /// @return from 0 to 1; nothing where no query is aligned
    public static OptionalDouble of(AttentionMap map, int head, Alignment alignment, Cancellation cancellation) {
        double[] sum = new double[1];
        int[] rows = new int[1];
        HeadRows.visit(map, head, cancellation, (query, weights, from) -> {
            List<Integer> keys = alignment.keys().getOrDefault(query, List.of());
            if (!keys.isEmpty()) {
                rows[0]++;
                keys.forEach(key -> sum[0] += weights[from + key]);
            }
        });
        return rows[0] == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum[0] / rows[0]);
    }
}

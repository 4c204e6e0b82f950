package io.headscope.analysis;

import io.headscope.attention.AttentionMap;
import java.util.stream.IntStream;

/// How much of its weight a head gives, on average, to places that are defined by position: the token before (Clark et
/// al., 2019, section 3.1, <https://arxiv.org/abs/1906.04341>), the first token, the token itself.
///
/// @param previous    mean weight on the key before the query, over the queries that have one before them
/// @param first       mean weight on the first key
/// @param self        mean weight on the query's own position
/// @param firstOrSelf mean weight on the two together, the first query's counted once
public record PositionalWeights(double previous, double first, double self, double firstOrSelf) {

    /// Of one head of a self-attention. Queries that attend to nothing are left out.
    ///
    /// @throws IllegalArgumentException if queries and keys differ in number, or no query attends to anything
    public static PositionalWeights of(AttentionMap map, int head) {
        if (map.queries() != map.keys()) {
            throw new IllegalArgumentException(map.queries() + " queries of " + map.keys() + " keys");
        }
        int length = map.queries();
        int[] rows = IntStream.range(0, length).filter(map::attends).toArray();
        if (rows.length == 0) {
            throw new IllegalArgumentException("no query attends to anything");
        }
        float[] weights = map.head(head);
        double previous = IntStream.of(rows).filter(q -> q > 0).mapToDouble(q -> weights[q * length + q - 1]).average().orElse(0);
        double first = IntStream.of(rows).mapToDouble(q -> weights[q * length]).average().orElseThrow();
        double self = IntStream.of(rows).mapToDouble(q -> weights[q * length + q]).average().orElseThrow();
        double either = IntStream.of(rows)
                .mapToDouble(q -> weights[q * length + q] + (q == 0 ? 0 : weights[q * length]))
                .average()
                .orElseThrow();
        return new PositionalWeights(previous, first, self, either);
    }
}

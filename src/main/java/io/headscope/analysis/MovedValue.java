package io.headscope.analysis;

import io.headscope.attention.AttentionMap;
import io.headscope.attention.IndexRange;
import io.headscope.attention.Projections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// What a query really takes from a key: the weight alone can mislead, for a large weight on a small value moves little
/// (Kobayashi et al., 2020, "Attention is Not Only a Weight", <https://arxiv.org/abs/2004.10102>; here the head's own
/// values, before its output projection).
///
/// @param key    its position
/// @param weight α
/// @param norm   ‖α v‖, the Euclidean length of what is moved
public record MovedValue(int key, double weight, double norm) {

    /// What one query takes, the longest vector first; of equals, the key that stands first.
    ///
    /// @param most how many, at most; keys of weight 0 move nothing
    public static List<MovedValue> of(AttentionMap map, Projections projections, int head, int query, int most) {
        float[] weights = new float[map.keys()];
        map.read(head, new IndexRange(query, query + 1), IndexRange.upTo(map.keys()), weights);
        int valueHead = QueryKeyProduct.shared(projections, head);
        return IntStream.range(0, weights.length)
                .filter(key -> weights[key] > 0)
                .mapToObj(key -> new MovedValue(
                        key, weights[key], weights[key] * length(QueryKeyProduct.vector(projections.values(), valueHead, key))))
                .sorted(Comparator.comparingDouble(MovedValue::norm).reversed().thenComparingInt(MovedValue::key))
                .limit(most)
                .toList();
    }

    private static double length(double[] vector) {
        return Math.sqrt(DoubleStream.of(vector).map(number -> number * number).sum());
    }
}

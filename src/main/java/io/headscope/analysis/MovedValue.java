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

    /// The same of a query that may be a word: what its pieces take from all pieces of a key, added up and averaged over the
    /// pieces of the query that attend to anything.
    ///
    /// @param map   piece by piece
    /// @param words the same map, words put together where they are
    /// @param row   of `words`
    public static List<MovedValue> of(
            AttentionMap map, ReducedMap words, Projections projections, int head, int row, int most) {
        IndexRange pieces = words.queryPieces(row);
        float[] weights = new float[pieces.length() * map.keys()];
        map.read(head, pieces, IndexRange.upTo(map.keys()), weights);
        long attending = IntStream.range(pieces.start(), pieces.end()).filter(map::attends).count();
        int valueHead = QueryKeyProduct.shared(projections, head);
        return IntStream.range(0, words.keys())
                .mapToObj(column -> {
                    IndexRange keys = words.keyPieces(column);
                    double weight = 0;
                    double[] moved = new double[projections.values().length(2)];
                    for (int key = keys.start(); key < keys.end(); key++) {
                        double share = 0;
                        for (int piece = 0; piece < pieces.length(); piece++) {
                            share += weights[piece * map.keys() + key] / attending;
                        }
                        if (share > 0) {
                            weight += share;
                            add(moved, share, QueryKeyProduct.vector(projections.values(), valueHead, key));
                        }
                    }
                    return new MovedValue(words.key(column), weight, length(moved));
                })
                .filter(value -> value.weight() > 0)
                .sorted(Comparator.comparingDouble(MovedValue::norm).reversed().thenComparingInt(MovedValue::key))
                .limit(most)
                .toList();
    }

    private static void add(double[] sum, double share, double[] vector) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += share * vector[i];
        }
    }

    private static double length(double[] vector) {
        return Math.sqrt(DoubleStream.of(vector).map(number -> number * number).sum());
    }
}

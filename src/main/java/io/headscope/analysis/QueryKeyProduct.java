package io.headscope.analysis;

import io.headscope.attention.FloatTensor;
import io.headscope.attention.Projections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// How one query meets one key, taken apart dimension by dimension: the product Q·K (Vaswani et al., 2017, section 3.2.1,
/// <https://arxiv.org/abs/1706.03762>), or w·tanh(Q + K) where scores are additive (Bahdanau et al., 2015, section A.1.2,
/// <https://arxiv.org/abs/1409.0473>). Before scaling, bias, mask and softmax.
///
/// @param query    the query's vector                                       [head size]
/// @param key      the key's vector                                         [head size]
/// @param products what each dimension of both gives                        [head size]
/// @param sum      of all of them
/// @param additive whether they are those of an additive score
public record QueryKeyProduct(double[] query, double[] key, double[] products, double sum, boolean additive) {

    /// @param head a query head; where several of them share a head of keys, that one is taken
    public static QueryKeyProduct of(Projections projections, int head, int query, int key) {
        return of(projections, null, head, query, key);
    }

    /// @param sums w of additive scores                                     [heads, head size]; none where they are products
    public static QueryKeyProduct of(Projections projections, @Nullable FloatTensor sums, int head, int query, int key) {
        double[] q = vector(projections.queries(), head, query);
        double[] k = vector(projections.keys(), shared(projections, head), key);
        double[] products = IntStream.range(0, q.length)
                .mapToDouble(d -> sums == null ? q[d] * k[d] : sums.at((long) head * q.length + d) * Math.tanh(q[d] + k[d]))
                .toArray();
        return new QueryKeyProduct(q, k, products, DoubleStream.of(products).sum(), sums != null);
    }

    /// The dimensions that say most, for or against, first.
    public List<Integer> largest(int most) {
        return IntStream.range(0, products.length)
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(d -> -Math.abs(products[d])).thenComparing(d -> d))
                .limit(most)
                .toList();
    }

    /// The head of keys and values that serves a head of queries.
    static int shared(Projections projections, int head) {
        return head * projections.keys().length(0) / projections.queries().length(0);
    }

    /// One position's vector.
    ///
    /// @param tensor [heads, positions, size]
    static double[] vector(FloatTensor tensor, int head, int position) {
        int size = tensor.length(2);
        float[] numbers = new float[size];
        tensor.copy(((long) head * tensor.length(1) + position) * size, numbers, 0, size);
        return IntStream.range(0, size).mapToDouble(i -> numbers[i]).toArray();
    }
}

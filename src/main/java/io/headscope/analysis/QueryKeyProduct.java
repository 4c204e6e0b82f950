package io.headscope.analysis;

import io.headscope.attention.FloatTensor;
import io.headscope.attention.Projections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// How one query meets one key: the product Q·K taken apart, dimension by dimension. Before scaling, bias, mask and
/// softmax (Vaswani et al., 2017, section 3.2.1, <https://arxiv.org/abs/1706.03762>).
///
/// @param query    the query's vector                                       [head size]
/// @param key      the key's vector                                         [head size]
/// @param products of each dimension of both                                [head size]
/// @param sum      of all products: Q·K
public record QueryKeyProduct(double[] query, double[] key, double[] products, double sum) {

    /// @param head a query head; where several of them share a head of keys, that one is taken
    public static QueryKeyProduct of(Projections projections, int head, int query, int key) {
        double[] q = vector(projections.queries(), head, query);
        double[] k = vector(projections.keys(), shared(projections, head), key);
        double[] products = IntStream.range(0, q.length).mapToDouble(d -> q[d] * k[d]).toArray();
        return new QueryKeyProduct(q, k, products, IntStream.range(0, products.length).mapToDouble(d -> products[d]).sum());
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

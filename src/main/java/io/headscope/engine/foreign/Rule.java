package io.headscope.engine.foreign;

import io.headscope.attention.FloatTensor;
import org.jspecify.annotations.Nullable;

/// How the weights of one place follow from its queries and keys: `softmax(scale · Q Kᵀ)`, looking back only or not. Read
/// off a short run and held against all of it, so that long inputs can be recomputed.
///
/// @param scale    what the products are multiplied with
/// @param causal   whether a query sees no key behind it
/// @param distance the largest difference between those weights, computed here, and the network's
record Rule(double scale, boolean causal, double distance) {

    private static final double CLOSE = 1e-3;

    /// The rule that gives just the weights of `place`; nothing where none of this kind does: biases, masks of other kinds,
    /// scores that are no product.
    static @Nullable Rule of(Place place) {
        FloatTensor weights = place.weights();
        FloatTensor queries = place.queries();
        FloatTensor keys = place.keys();
        if (weights == null || queries == null || keys == null || queries.length(2) != keys.length(2)
                || queries.length(0) != weights.length(0) || weights.length(0) % keys.length(0) != 0
                || queries.length(1) != weights.length(1) || keys.length(1) != weights.length(2)) {
            return null;
        }
        double scale = scale(weights, queries, keys);
        if (!Double.isFinite(scale)) {
            return null;
        }
        boolean causal = SiteOrder.looksBackOnly(place);
        double distance = distance(scale, causal, weights, queries, keys);
        return distance <= CLOSE ? new Rule(scale, causal, distance) : null;
    }

    /// The slope of log-weights over products, by least squares over pairs of neighbours.
    private static double scale(FloatTensor weights, FloatTensor queries, FloatTensor keys) {
        double above = 0;
        double below = 0;
        for (int head = 0; head < weights.length(0); head++) {
            for (int query = 0; query < weights.length(1); query++) {
                for (int key = 1; key < weights.length(2); key++) {
                    double one = weight(weights, head, query, key - 1);
                    double other = weight(weights, head, query, key);
                    if (one > 1e-6 && other > 1e-6) {
                        double products = product(queries, keys, weights.length(0), head, query, key) - product(queries, keys, weights.length(0), head, query, key - 1);
                        above += products * Math.log(other / one);
                        below += products * products;
                    }
                }
            }
        }
        return above / below;
    }

    /// Read no further than where it is too far.
    private static double distance(double scale, boolean causal, FloatTensor weights, FloatTensor queries, FloatTensor keys) {
        int count = weights.length(2);
        double farthest = 0;
        for (int head = 0; head < weights.length(0); head++) {
            for (int query = 0; query < weights.length(1); query++) {
                int end = causal ? query + count - weights.length(1) + 1 : count;
                double[] scores = new double[end];
                double most = Double.NEGATIVE_INFINITY;
                for (int key = 0; key < end; key++) {
                    scores[key] = scale * product(queries, keys, weights.length(0), head, query, key);
                    most = Math.max(most, scores[key]);
                }
                double sum = 0;
                for (int key = 0; key < end; key++) {
                    scores[key] = Math.exp(scores[key] - most);
                    sum += scores[key];
                }
                for (int key = 0; key < end; key++) {
                    farthest = Math.max(farthest, Math.abs(scores[key] / sum - weight(weights, head, query, key)));
                }
                if (!(farthest <= CLOSE)) {
                    return Double.POSITIVE_INFINITY;
                }
            }
        }
        return farthest;
    }

    private static double weight(FloatTensor weights, int head, int query, int key) {
        return weights.at(((long) head * weights.length(1) + query) * weights.length(2) + key);
    }

    private static double product(FloatTensor queries, FloatTensor keys, int heads, int head, int query, int key) {
        int size = queries.length(2);
        long q = ((long) head * queries.length(1) + query) * size;
        long k = ((long) (head * keys.length(0) / heads) * keys.length(1) + key) * size;
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += queries.at(q + i) * keys.at(k + i);
        }
        return sum;
    }
}

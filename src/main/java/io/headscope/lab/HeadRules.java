package io.headscope.lab;

import io.headscope.message.Phrase;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a model does between queries and keys of a head besides multiplying them, for the tokens that were taken.
///
/// @param scale   what it multiplies products with
/// @param softCap what it keeps scaled products below; infinite if nothing
/// @param sums    w where scores are w · tanh(q + k) and no products; none where they are      [1, size]
/// @param bias    what it adds to them, or none                          [queries, keys]
/// @param hidden  which keys are hidden from which queries, and why
/// @param notes   what there is to say to a person who compares the lab with the model
public record HeadRules(
        double scale, double softCap, @Nullable DoubleMatrix sums, @Nullable DoubleMatrix bias, Map<Pair, Phrase> hidden, List<Phrase> notes) {

    /// A query and a key, by their places among those taken.
    public record Pair(int query, int key) {}

    public HeadRules {
        hidden = Map.copyOf(hidden);
        notes = List.copyOf(notes);
    }

    /// Products times a scale, and nothing else.
    public static HeadRules scaled(double scale) {
        return new HeadRules(scale, Double.POSITIVE_INFINITY, null, null, Map.of(), List.of());
    }

    /// Whether products are divided by the root of the size, as is usual.
    public boolean isUsualScale(int size) {
        return Math.abs(scale * Math.sqrt(size) - 1) < 1e-6;
    }
}

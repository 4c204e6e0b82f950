package io.headscope.attention;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the scores of one site are made of queries and keys: `cap(scale · q · k) + bias`, or `cap(scale · w · tanh(q + k)) + bias`.
///
/// @param scale   what the products are multiplied with
/// @param softCap what the scaled products are kept below, as `softCap · tanh(x / softCap)`; infinite if nothing
/// @param biases  what is added then
/// @param sums    w of additive scores                            [heads, size]; none where scores are products
public record Scoring(double scale, double softCap, List<ScoreBias> biases, @Nullable FloatTensor sums) {

    public Scoring {
        biases = List.copyOf(biases);
    }

    /// Of products.
    public Scoring(double scale, double softCap, List<ScoreBias> biases) {
        this(scale, softCap, biases, null);
    }

    /// Scaled products alone.
    public static Scoring scaled(double scale) {
        return new Scoring(scale, Double.POSITIVE_INFINITY, List.of());
    }

    /// Turns scaled products into scores.
    ///
    /// @param row of one query; only the keys from `from` to `to` are touched     [keys]
    void finish(int head, int query, int from, int to, float[] row) {
        if (softCap < Double.POSITIVE_INFINITY) {
            for (int key = from; key < to; key++) {
                row[key] = (float) (softCap * Math.tanh(row[key] / softCap));
            }
        }
        for (ScoreBias bias : biases) {
            bias.add(head, query, from, to, row);
        }
    }
}

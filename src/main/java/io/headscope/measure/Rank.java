package io.headscope.measure;

import java.util.Arrays;

/// Where the right one stands among everything that was ranked.
///
/// @param place from 1
public record Rank(int place) {

    /// Of those that have a score at all. Who has the same score as the right one stands before it: nothing is won by ties.
    ///
    /// @param scores NaN for what is not ranked; the right one is
    public static Rank of(float[] scores, int right) {
        int before = 0;
        for (int i = 0; i < scores.length; i++) {
            before += i != right && scores[i] >= scores[right] ? 1 : 0;
        }
        return new Rank(before + 1);
    }

    /// Nothing ranked.
    public static float[] unranked(int size) {
        float[] scores = new float[size];
        Arrays.fill(scores, Float.NaN);
        return scores;
    }

    /// Whether it is among the first.
    public boolean isWithin(int first) {
        return place <= first;
    }

    /// The normalised discounted cumulative gain of one right item among the first (Järvelin & Kekäläinen, 2002,
    /// <https://doi.org/10.1145/582415.582418>): 1 / log₂(place + 1), 0 beyond.
    public double gain(int first) {
        return isWithin(first) ? Math.log(2) / Math.log(place + 1) : 0;
    }
}

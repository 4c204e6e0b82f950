package io.headscope.analysis;

import io.headscope.attention.FloatTensor;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/// One of the answers that a network weighs against each other.
///
/// @param index       a token id, or the number of a class
/// @param probability its share, from 0 to 1
public record Candidate(int index, double probability) {

    private static final Comparator<Candidate> LEAST_LIKELY_FIRST = Comparator.comparingDouble(Candidate::probability)
            .thenComparing(Comparator.comparingInt(Candidate::index).reversed());

    /// The likeliest answers, best first: softmax over the last axis, in double precision.
    ///
    /// @param logits [rows, answers], or [answers] with `row` 0
    /// @param most   how many, at most
    public static List<Candidate> likeliest(FloatTensor logits, int row, int most) {
        int answers = logits.length(-1);
        float[] scores = new float[answers];
        logits.copy((long) row * answers, scores, 0, answers);
        double max = Double.NEGATIVE_INFINITY;
        for (float score : scores) {
            max = Math.max(max, score);
        }
        double sum = 0;
        for (float score : scores) {
            sum += Math.exp(score - max);
        }
        PriorityQueue<Candidate> kept = new PriorityQueue<>(LEAST_LIKELY_FIRST);
        for (int i = 0; i < answers; i++) {
            if (kept.size() == most && scores[i] <= scores[kept.element().index()]) {
                // Of two that are alike the first is kept.
                continue;
            }
            kept.add(new Candidate(i, Math.exp(scores[i] - max) / sum));
            if (kept.size() > most) {
                kept.poll();
            }
        }
        return kept.stream().sorted(LEAST_LIKELY_FIRST.reversed()).toList();
    }
}

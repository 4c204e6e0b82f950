package io.headscope.training.course;

import io.headscope.training.data.Review;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Multinomial Naive Bayes over the words that occur in a text, with one added to every count (Wang & Manning, 2012,
/// "Baselines and Bigrams"): what a network for sentiment has to beat.
final class NaiveBayes {

    private final Map<String, Double> evidence = new HashMap<>();
    private final double prior;

    NaiveBayes(List<Review> reviews) {
        Map<String, int[]> counts = new HashMap<>();
        int[] totals = new int[2];
        int[] labels = new int[2];
        for (Review review : reviews) {
            labels[review.label()]++;
            for (String word : words(review)) {
                counts.computeIfAbsent(word, _ -> new int[2])[review.label()]++;
                totals[review.label()]++;
            }
        }
        int words = counts.size();
        counts.forEach((word, count) -> evidence.put(
                word,
                Math.log((count[1] + 1.0) / (totals[1] + words)) - Math.log((count[0] + 1.0) / (totals[0] + words))));
        prior = Math.log(labels[1] / (double) labels[0]);
    }

    private static Set<String> words(Review review) {
        return new HashSet<>(WordPieces.words(review.text()));
    }

    double accuracy(List<Review> reviews) {
        return reviews.stream().filter(review -> label(review) == review.label()).count() / (double) reviews.size();
    }

    private int label(Review review) {
        double sum = prior;
        for (String word : words(review)) {
            sum += evidence.getOrDefault(word, 0.0);
        }
        return sum > 0 ? 1 : 0;
    }
}

package io.headscope.training.course;

import io.headscope.training.data.Review;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// Multinomial Naive Bayes over what occurs in a text, with one added to every count (Wang & Manning, 2012, "Baselines and
/// Bigrams", <https://aclanthology.org/P12-2018>).
///
/// @param <T> what is counted
final class NaiveBayes<T> {

    private final Function<String, List<T>> parts;
    private final Map<T, Double> evidence = new HashMap<>();
    private final double prior;

    /// @param parts what a text is made of
    NaiveBayes(List<Review> reviews, Function<String, List<T>> parts) {
        this.parts = parts;
        Map<T, int[]> counts = new HashMap<>();
        int[] totals = new int[2];
        int[] labels = new int[2];
        for (Review review : reviews) {
            labels[review.label()]++;
            for (T part : Set.copyOf(parts.apply(review.text()))) {
                counts.computeIfAbsent(part, _ -> new int[2])[review.label()]++;
                totals[review.label()]++;
            }
        }
        int different = counts.size();
        counts.forEach((part, count) -> evidence.put(
                part,
                Math.log((count[1] + 1.0) / (totals[1] + different)) - Math.log((count[0] + 1.0) / (totals[0] + different))));
        prior = Math.log(labels[1] / (double) labels[0]);
    }

    /// Over words: what a network for sentiment has to beat.
    static NaiveBayes<String> ofWords(List<Review> reviews) {
        return new NaiveBayes<>(reviews, WordPieces::words);
    }

    /// Over words and pairs of neighbours, the beginning and the end of the text among them.
    static NaiveBayes<String> ofPairs(List<Review> reviews) {
        return new NaiveBayes<>(reviews, NaiveBayes::wordsAndPairs);
    }

    private static List<String> wordsAndPairs(String text) {
        List<String> words = WordPieces.words(text);
        List<String> parts = new ArrayList<>(words);
        String before = "";
        for (String word : words) {
            parts.add(before + " " + word);
            before = word;
        }
        parts.add(before + " ");
        return parts;
    }

    double accuracy(List<Review> reviews) {
        return reviews.stream().filter(review -> (evidence(review.text()) > 0 ? 1 : 0) == review.label()).count()
                / (double) reviews.size();
    }

    /// How much more likely praise is than complaint, as logarithm.
    double evidence(String text) {
        double sum = prior;
        for (T part : new HashSet<>(parts.apply(text))) {
            sum += evidenceOf(part);
        }
        return sum;
    }

    /// The same of one part, wherever it occurs; 0 where it never did.
    double evidenceOf(T part) {
        return evidence.getOrDefault(part, 0.0);
    }
}

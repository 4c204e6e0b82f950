package io.headscope.training.course;

import io.headscope.training.data.Review;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// Multinomial Naive Bayes over what occurs in a text, with one added to every count (Wang & Manning, 2012, "Baselines and
/// Bigrams", <https://aclanthology.org/P12-2018>).
///
/// @param <T> what is counted
final class NaiveBayes<T> {

    /// Stretches of letters, the marks for beginning and end among them.
    private static final int SHORTEST = 3;

    private static final int LONGEST = 6;

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
            for (T part : parts(review.text())) {
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

    /// Over words and the stretches of letters in them, where they begin and end being letters too.
    static NaiveBayes<String> ofLetters(List<Review> reviews) {
        return new NaiveBayes<>(reviews, NaiveBayes::stretchesOfLetters);
    }

    private static List<String> stretchesOfLetters(String text) {
        List<String> stretches = new ArrayList<>();
        for (String word : WordPieces.words(text)) {
            String framed = "<" + word + ">";
            stretches.add(framed);
            for (int length = SHORTEST; length <= Math.min(LONGEST, framed.length() - 1); length++) {
                for (int start = 0; start + length <= framed.length(); start++) {
                    stretches.add(framed.substring(start, start + length));
                }
            }
        }
        return stretches;
    }

    /// What a text is made of, each once.
    Set<T> parts(String text) {
        return new LinkedHashSet<>(parts.apply(text));
    }

    double accuracy(List<Review> reviews) {
        return reviews.stream().filter(review -> (evidence(review.text()) > 0 ? 1 : 0) == review.label()).count()
                / (double) reviews.size();
    }

    /// How much more likely praise is than complaint, as logarithm.
    double evidence(String text) {
        double sum = prior;
        for (T part : parts(text)) {
            sum += evidenceOf(part);
        }
        return sum;
    }

    /// The same of one part, wherever it occurs; 0 where it never did.
    double evidenceOf(T part) {
        return evidence.getOrDefault(part, 0.0);
    }
}

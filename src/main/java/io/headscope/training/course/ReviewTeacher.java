package io.headscope.training.course;

import io.headscope.training.course.LogisticRegression.Features;
import io.headscope.training.data.Review;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Says how likely a text is to praise: what the networks for sentiment are taught by. A logistic regression over words, pairs
/// of neighbours and stretches of letters, each as important as Naive Bayes takes it to be (Wang & Manning, 2012, section 2.3,
/// <https://aclanthology.org/P12-2018>). Letters make something known of words that were never seen ("disappointingly").
final class ReviewTeacher {

    /// Chosen, like what is counted, by cross-validation inside the reviews to learn from: 3 to 100 do about as well.
    private static final double MOST = 10;
    /// The feature that every text has, for the share of praise among all reviews.
    private static final int ALWAYS = 0;
    private static final double CONSTANT = 0.3;

    private final List<Counted> counted;
    private final LogisticRegression regression;

    /// One way to take texts apart.
    private static final class Counted {

        private final NaiveBayes<String> evidence;
        private final Map<String, Integer> ids = new HashMap<>();
        private final double usualLength;

        /// @param first id that is free
        Counted(NaiveBayes<String> evidence, List<Review> reviews, int first) {
            this.evidence = evidence;
            for (Review review : reviews) {
                for (String part : evidence.parts(review.text())) {
                    ids.putIfAbsent(part, first + ids.size());
                }
            }
            usualLength = reviews.stream().mapToDouble(review -> length(importances(review.text()))).average().orElse(1);
        }

        /// Of those of a text's parts that have been seen, by their ids.
        SortedMap<Integer, Double> importances(String text) {
            SortedMap<Integer, Double> importances = new TreeMap<>();
            for (String part : evidence.parts(text)) {
                Integer id = ids.get(part);
                if (id != null) {
                    importances.put(id, Math.abs(evidence.evidenceOf(part)));
                }
            }
            return importances;
        }

        static double length(SortedMap<Integer, Double> importances) {
            return Math.sqrt(importances.values().stream().mapToDouble(value -> value * value).sum());
        }
    }

    ReviewTeacher(List<Review> reviews) {
        Counted pairs = new Counted(NaiveBayes.ofPairs(reviews), reviews, ALWAYS + 1);
        Counted letters = new Counted(NaiveBayes.ofLetters(reviews), reviews, ALWAYS + 1 + pairs.ids.size());
        this.counted = List.of(pairs, letters);
        this.regression = LogisticRegression.fit(
                reviews.stream().map(review -> features(review.text())).toList(),
                reviews.stream().mapToInt(Review::label).toArray(),
                ALWAYS + 1 + pairs.ids.size() + letters.ids.size(),
                MOST);
    }

    /// How likely a text is to praise, from 0 to 1.
    double praise(String text) {
        return 1 / (1 + Math.exp(-regression.score(features(text))));
    }

    /// Pairs and letters count alike in every text, whatever its length: each are scaled to length 1.
    private Features features(String text) {
        SortedMap<Integer, Double> features = new TreeMap<>(Map.of(ALWAYS, CONSTANT));
        for (Counted one : counted) {
            SortedMap<Integer, Double> importances = one.importances(text);
            double length = Counted.length(importances);
            importances.forEach((id, importance) -> features.put(id, length == 0 ? 0 : importance / length));
        }
        return Features.of(features);
    }

    /// What one word adds to the logarithm of praise against complaint in a text of usual length.
    double evidenceOf(String word) {
        SortedMap<Integer, Double> features = new TreeMap<>();
        for (Counted one : counted) {
            one.importances(word).forEach((id, importance) -> features.put(id, importance / one.usualLength));
        }
        return regression.score(Features.of(features));
    }
}

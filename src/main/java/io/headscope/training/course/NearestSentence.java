package io.headscope.training.course;

import io.headscope.training.data.SentencePair;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Translates a sentence as the one most like it was: the one that shares most words with it, rare words counting more
/// (the cosine between their words, weighted by ln(N / n) where n of N sentences have the word).
final class NearestSentence {

    private final List<SentencePair> known;
    private final Map<String, Double> weights = new HashMap<>();
    private final Map<String, Set<Integer>> places = new HashMap<>();
    private final double[] lengths;

    NearestSentence(List<SentencePair> known) {
        this.known = List.copyOf(known);
        for (int i = 0; i < known.size(); i++) {
            for (String word : words(known.get(i).source())) {
                places.computeIfAbsent(word, _ -> new HashSet<>()).add(i);
            }
        }
        places.forEach((word, where) -> weights.put(word, Math.log((known.size() + 1.0) / where.size())));
        this.lengths = known.stream().mapToDouble(pair -> length(words(pair.source()))).toArray();
    }

    private static Set<String> words(String text) {
        return new HashSet<>(WordPieces.words(text));
    }

    private double length(Set<String> words) {
        return Math.sqrt(words.stream().mapToDouble(word -> Math.pow(weights.getOrDefault(word, 0.0), 2)).sum());
    }

    /// The translation of the nearest; of equals, of the first.
    String translate(String text) {
        double[] shared = new double[known.size()];
        for (String word : words(text)) {
            places.getOrDefault(word, Set.of()).forEach(i -> shared[i] += Math.pow(weights.getOrDefault(word, 0.0), 2));
        }
        int best = 0;
        for (int i = 1; i < shared.length; i++) {
            best = shared[i] / lengths[i] > shared[best] / lengths[best] ? i : best;
        }
        return known.get(best).target();
    }
}

package io.headscope.analysis;

import io.headscope.attention.Layout;
import io.headscope.attention.Token;
import io.headscope.attention.TokenSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/// Which keys the queries of a cross-attention ought to look at.
///
/// @param keys by query; queries that nothing is known of are left out
public record Alignment(SortedMap<Integer, List<Integer>> keys) {

    public Alignment {
        SortedMap<Integer, List<Integer>> copy = new TreeMap<>();
        keys.forEach((query, some) -> copy.put(query, List.copyOf(some)));
        keys = java.util.Collections.unmodifiableSortedMap(copy);
    }

    /// Both laid along the same line: a query is aligned with the keys it lies over, in part or whole, as where a text is
    /// said or translated from its beginning to its end. Special tokens are left out of the line.
    public static Alignment diagonal(List<Token> queries, List<Token> keys) {
        List<Integer> from = said(queries);
        List<Integer> to = said(keys);
        SortedMap<Integer, List<Integer>> aligned = new TreeMap<>();
        for (int q = 0; q < from.size() && !to.isEmpty(); q++) {
            // Query q lies over q/Q to (q+1)/Q, key k over k/K to (k+1)/K; compared times Q·K, in whole numbers.
            long start = (long) q * to.size();
            long end = (long) (q + 1) * to.size();
            List<Integer> under = IntStream.range(0, to.size())
                    .filter(k -> (long) k * from.size() < end && (long) (k + 1) * from.size() > start)
                    .mapToObj(to::get)
                    .toList();
            aligned.put(from.get(q), under);
        }
        return new Alignment(aligned);
    }

    private static List<Integer> said(List<Token> tokens) {
        return IntStream.range(0, tokens.size()).filter(at -> !tokens.get(at).isSpecial()).boxed().toList();
    }

    /// Words of a target with the words of the text that they translate. The query of a token is the one that writes it: it
    /// stands where the token before it was read.
    ///
    /// @param written the decoder's tokens, the one it begins with first
    /// @param read    the encoder's tokens
    /// @param words   as they stand in the target, with those of the text; the first place where each stands counts
    public static Alignment ofWords(List<Token> written, String target, List<Token> read, String text, Map<String, String> words) {
        SortedMap<Integer, TreeSet<Integer>> aligned = new TreeMap<>();
        words.forEach((word, original) -> {
            List<Integer> keys = over(read, text, original);
            if (!keys.isEmpty()) {
                over(written, target, word).stream()
                        .filter(at -> at > 0)
                        .forEach(at -> aligned.computeIfAbsent(at - 1, _ -> new TreeSet<>()).addAll(keys));
            }
        });
        SortedMap<Integer, List<Integer>> lists = new TreeMap<>();
        aligned.forEach((query, keys) -> lists.put(query, new ArrayList<>(keys)));
        return new Alignment(lists);
    }

    /// Words that are written down with when they are heard; queries as in [#ofWords].
    ///
    /// @param heard where the keys lie; only the frames of a sound count
    /// @param times of words as they stand in the target, the first place where each stands
    public static Alignment ofTimes(List<Token> written, String target, Layout heard, Map<String, Layout.Time> times) {
        SortedMap<Integer, List<Integer>> aligned = new TreeMap<>();
        times.forEach((word, time) -> {
            List<Integer> keys = IntStream.range(0, heard.length())
                    .filter(key -> heard.at(key).section() instanceof Layout.Frames frames && overlap(frames.time(heard.at(key).index()), time))
                    .boxed()
                    .toList();
            over(written, target, word).stream().filter(at -> at > 0 && !keys.isEmpty()).forEach(at -> aligned.put(at - 1, keys));
        });
        return new Alignment(aligned);
    }

    private static boolean overlap(Layout.Time one, Layout.Time other) {
        return one.start() < other.end() && one.end() > other.start();
    }

    /// The tokens that a word lies over.
    private static List<Integer> over(List<Token> tokens, String text, String word) {
        int start = text.indexOf(word);
        if (start < 0 || word.isEmpty()) {
            return List.of();
        }
        return IntStream.range(0, tokens.size())
                .filter(at -> tokens.get(at).span() instanceof TokenSpan(int from, int to) && from < start + word.length() && to > start)
                .boxed()
                .toList();
    }
}

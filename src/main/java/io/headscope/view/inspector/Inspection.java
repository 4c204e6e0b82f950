package io.headscope.view.inspector;

import io.headscope.analysis.HeadStatistics;
import io.headscope.analysis.MovedValue;
import io.headscope.analysis.QueryKeyProduct;
import io.headscope.analysis.ReducedMap;
import io.headscope.analysis.Reduction;
import io.headscope.analysis.StrongPair;
import io.headscope.analysis.Words;
import io.headscope.attention.AttentionMap;
import io.headscope.attention.AttentionSite;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.HeadAddress;
import io.headscope.attention.IndexRange;
import io.headscope.attention.ScoreRules;
import io.headscope.attention.Token;
import io.headscope.attention.Trace;
import io.headscope.model.Network;
import io.headscope.session.Selection.Cell;
import io.headscope.task.Cancellation;
import io.headscope.view.TokenRun;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Everything that is said of one head.
///
/// @param head     which it is
/// @param queries  what its queries are called
/// @param keys     what its keys are called
/// @param overview what it does on the whole
/// @param meeting  one query and one key; none where there is no pair
record Inspection(
        HeadAddress head, List<String> queries, List<String> keys, Overview overview, @Nullable Meeting meeting) {

    private static final int PAIRS = 8;
    private static final int MOVED = 6;

    Inspection {
        queries = List.copyOf(queries);
        keys = List.copyOf(keys);
    }

    /// What a head does on the whole, whatever is pointed at.
    ///
    /// @param statistics averages over its queries; none where no query attends to anything
    /// @param pairs      the strongest first
    /// @param keys       how many keys there are, words put together where they are
    record Overview(@Nullable HeadStatistics statistics, List<StrongPair> pairs, int keys) {

        Overview {
            pairs = List.copyOf(pairs);
        }

        /// @param leftOut what is not looked at for the strongest pairs; words are put together for all
        static Overview of(Trace trace, HeadAddress head, Reduction leftOut, Cancellation cancellation) {
            ReducedMap map = words(leftOut.words()).of(trace, head.site());
            boolean attends = IntStream.range(0, map.queries()).anyMatch(map::attends);
            return new Overview(
                    attends ? HeadStatistics.of(map, head, cancellation) : null,
                    StrongPair.strongest(leftOut.of(trace, head.site()), head.head(), PAIRS, cancellation),
                    map.keys());
        }
    }

    private static Reduction words(boolean together) {
        return new Reduction(false, false, together);
    }

    /// One query meeting one key.
    ///
    /// @param query     its position; of a word, that of its first piece
    /// @param key       the same
    /// @param queryName what is multiplied: of words, the two pieces that meet with the largest weight
    /// @param keyName   the same
    /// @param weight    α, what the softmax made of it
    /// @param product   what the two vectors give, dimension by dimension
    /// @param scale     what its sum is multiplied with, where it is known
    /// @param moved     what the query takes from all keys, the longest vector first; words as words
    record Meeting(
            int query,
            int key,
            String queryName,
            String keyName,
            double weight,
            QueryKeyProduct product,
            OptionalDouble scale,
            List<MovedValue> moved) {
        Meeting {
            moved = List.copyOf(moved);
        }
    }

    /// @param network what made the trace, for the scale of its scores
    /// @param chosen  the query, the key or both that a person has chosen, if any; else the strongest pair is taken apart
    /// @param words   whether the pieces of each word are put together
    static Inspection of(
            Trace trace, @Nullable Network network, HeadAddress head, Overview overview, @Nullable Cell chosen, boolean words) {
        return new Inspection(
                head,
                names(trace.queries(head.site()), words),
                names(trace.keys(head.site()), words),
                overview,
                new Chooser(trace, network, head, overview.pairs(), words(words).of(trace, head.site())).meeting(chosen));
    }

    /// What every position is called: by its word where words are put together.
    private static List<String> names(List<Token> tokens, boolean together) {
        Words words = together ? Words.of(tokens) : Words.each(tokens.size());
        List<Token> merged = words.merged(tokens);
        return IntStream.range(0, tokens.size()).mapToObj(at -> TokenRun.text(merged.get(words.word(at)))).toList();
    }

    /// Finds the pair to take apart.
    ///
    /// @param map with words put together where they are
    private record Chooser(
            Trace trace, @Nullable Network network, HeadAddress head, List<StrongPair> pairs, ReducedMap map) {

        @Nullable Meeting meeting(@Nullable Cell chosen) {
            OptionalInt row = chosen == null || chosen.query() == null ? OptionalInt.empty() : map.row(chosen.query());
            OptionalInt column = chosen == null || chosen.key() == null ? OptionalInt.empty() : map.column(chosen.key());
            if (row.isPresent()) {
                return meeting(row.getAsInt(), column.orElseGet(() -> strongestColumn(row.getAsInt())));
            }
            if (column.isPresent()) {
                return meeting(strongestRow(column.getAsInt()), column.getAsInt());
            }
            return pairs.isEmpty()
                    ? null
                    : meeting(map.row(pairs.getFirst().query()).orElseThrow(), map.column(pairs.getFirst().key()).orElseThrow());
        }

        private int strongestColumn(int row) {
            return largest(read(map, new IndexRange(row, row + 1), IndexRange.upTo(map.keys())));
        }

        private int strongestRow(int column) {
            return largest(read(map, IndexRange.upTo(map.queries()), new IndexRange(column, column + 1)));
        }

        private float[] read(AttentionMap from, IndexRange queries, IndexRange keys) {
            float[] weights = new float[queries.length() * keys.length()];
            from.read(head.head(), queries, keys, weights);
            return weights;
        }

        private static int largest(float[] weights) {
            int largest = 0;
            for (int i = 1; i < weights.length; i++) {
                largest = weights[i] > weights[largest] ? i : largest;
            }
            return largest;
        }

        private Meeting meeting(int row, int column) {
            IndexRange queries = map.queryPieces(row);
            IndexRange keys = map.keyPieces(column);
            float[] weights = read(trace.map(head.site()), queries, keys);
            int strongest = largest(weights);
            int query = queries.start() + strongest / keys.length();
            int key = keys.start() + strongest % keys.length();
            return new Meeting(
                    map.query(row),
                    map.key(column),
                    TokenRun.text(trace.queries(head.site()).get(query)),
                    TokenRun.text(trace.keys(head.site()).get(key)),
                    weights[strongest],
                    QueryKeyProduct.of(trace.projections(head.site()), sums(), head.head(), query, key),
                    scale(),
                    MovedValue.of(trace.map(head.site()), map, trace.projections(head.site()), head.head(), row, MOVED));
        }

        /// w, where scores are additive.
        private @Nullable FloatTensor sums() {
            ScoreRules rules = trace.rules(head.site());
            return rules == null ? null : rules.scoring().sums();
        }

        private OptionalDouble scale() {
            if (network == null || !network.program().sites().contains(head.site())) {
                return OptionalDouble.empty();
            }
            double scale = network.program().attention(head.site()).scale();
            // Somebody else's network may multiply with anything.
            return Double.isNaN(scale) ? OptionalDouble.empty() : OptionalDouble.of(scale);
        }
    }
}

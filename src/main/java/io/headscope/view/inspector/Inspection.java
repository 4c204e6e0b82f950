package io.headscope.view.inspector;

import io.headscope.analysis.HeadStatistics;
import io.headscope.analysis.MovedValue;
import io.headscope.analysis.QueryKeyProduct;
import io.headscope.analysis.Reduction;
import io.headscope.analysis.StrongPair;
import io.headscope.attention.AttentionMap;
import io.headscope.attention.AttentionSite;
import io.headscope.attention.HeadAddress;
import io.headscope.attention.IndexRange;
import io.headscope.attention.Token;
import io.headscope.attention.Trace;
import io.headscope.model.Network;
import io.headscope.session.Selection.Cell;
import io.headscope.task.Cancellation;
import io.headscope.view.TokenRun;
import java.util.List;
import java.util.OptionalDouble;
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
    record Overview(@Nullable HeadStatistics statistics, List<StrongPair> pairs) {

        Overview {
            pairs = List.copyOf(pairs);
        }

        /// @param leftOut what is not looked at for the strongest pairs
        static Overview of(Trace trace, HeadAddress head, Reduction leftOut, Cancellation cancellation) {
            AttentionMap map = trace.map(head.site());
            boolean attends = IntStream.range(0, map.queries()).anyMatch(map::attends);
            return new Overview(
                    attends ? HeadStatistics.of(trace, head, cancellation) : null,
                    StrongPair.strongest(leftOut.of(trace, head.site()), head.head(), PAIRS, cancellation));
        }
    }

    /// One query meeting one key.
    ///
    /// @param weight  α, what the softmax made of it
    /// @param product of the two vectors
    /// @param scale   what the product is multiplied with, where it is known
    /// @param moved   what the query takes from all keys, the longest vector first
    record Meeting(int query, int key, double weight, QueryKeyProduct product, OptionalDouble scale, List<MovedValue> moved) {
        Meeting {
            moved = List.copyOf(moved);
        }
    }

    /// @param network what made the trace, for the scale of its scores
    /// @param chosen  the query, the key or both that a person has chosen, if any; else the strongest pair is taken apart
    static Inspection of(
            Trace trace, @Nullable Network network, HeadAddress head, Overview overview, @Nullable Cell chosen) {
        return new Inspection(
                head,
                names(trace.queries(head.site())),
                names(trace.keys(head.site())),
                overview,
                new Chooser(trace, network, head, overview.pairs()).meeting(chosen));
    }

    private static List<String> names(List<Token> tokens) {
        return tokens.stream().map(TokenRun::text).toList();
    }

    /// Finds the pair to take apart.
    private record Chooser(Trace trace, @Nullable Network network, HeadAddress head, List<StrongPair> pairs) {

        @Nullable Meeting meeting(@Nullable Cell chosen) {
            AttentionMap map = trace.map(head.site());
            Integer query = chosen == null ? null : within(chosen.query(), map.queries());
            Integer key = chosen == null ? null : within(chosen.key(), map.keys());
            if (query != null) {
                return meeting(map, query, key == null ? strongestKey(map, query) : key);
            }
            if (key != null) {
                return meeting(map, strongestQuery(map, key), key);
            }
            return pairs.isEmpty() ? null : meeting(map, pairs.getFirst().query(), pairs.getFirst().key());
        }

        private static @Nullable Integer within(@Nullable Integer position, int length) {
            return position == null || position >= length ? null : position;
        }

        private int strongestKey(AttentionMap map, int query) {
            return largest(read(map, new IndexRange(query, query + 1), IndexRange.upTo(map.keys())));
        }

        private int strongestQuery(AttentionMap map, int key) {
            return largest(read(map, IndexRange.upTo(map.queries()), new IndexRange(key, key + 1)));
        }

        private float[] read(AttentionMap map, IndexRange queries, IndexRange keys) {
            float[] weights = new float[queries.length() * keys.length()];
            map.read(head.head(), queries, keys, weights);
            return weights;
        }

        private static int largest(float[] weights) {
            int largest = 0;
            for (int i = 1; i < weights.length; i++) {
                largest = weights[i] > weights[largest] ? i : largest;
            }
            return largest;
        }

        private Meeting meeting(AttentionMap map, int query, int key) {
            return new Meeting(
                    query,
                    key,
                    read(map, new IndexRange(query, query + 1), new IndexRange(key, key + 1))[0],
                    QueryKeyProduct.of(trace.projections(head.site()), head.head(), query, key),
                    scale(),
                    MovedValue.of(map, trace.projections(head.site()), head.head(), query, MOVED));
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

package io.headscope.analysis;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.HeadAddress;
import io.headscope.attention.Token;
import io.headscope.attention.Trace;
import io.headscope.task.Cancellation;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// What a head does on average over its queries. Queries that attend to nothing are left out of every average.
///
/// @param queries    how many queries were averaged over
/// @param entropy    mean entropy of a row, in nats: 0 where all weight is on one key, the logarithm of the number of keys
///                   where it is spread evenly (Clark et al., 2019, section 3.3, <https://arxiv.org/abs/1906.04341>)
/// @param first      mean weight on the first token, on which many heads rest (the attention sink, Xiao et al., 2023,
///                   <https://arxiv.org/abs/2309.17453>); none where there is no key but padding
/// @param separators mean weight on all special tokens behind the first token together, such as `[SEP]`; none where there
///                   are none
/// @param positions  what depends on queries and keys being the same positions; none in cross-attention
public record HeadStatistics(
        int queries, double entropy, OptionalDouble first, OptionalDouble separators, Optional<Positions> positions) {

    /// Where a head looks, seen from the query.
    ///
    /// @param distance    mean distance to what is attended to, in tokens: Σ α · |query − key|, averaged over the queries (Vig
    ///                    and Belinkov, 2019, section 4.3, <https://arxiv.org/abs/1906.04284>)
    /// @param previous    mean weight on the token before, over the queries that have one before them
    /// @param own         mean weight on the query's own position
    /// @param firstOrOwn  mean weight on the first token and the own position together, the first query's counted once
    public record Positions(double distance, double previous, double own, double firstOrOwn) {}

    /// Of one head.
    ///
    /// @throws IllegalArgumentException if no query attends to anything
    public static HeadStatistics of(Trace trace, HeadAddress head, Cancellation cancellation) {
        return of(Reduction.NONE.of(trace, head.site()), head, cancellation);
    }

    /// The same over a map whose words may be put together: then a word is what it says token of.
    ///
    /// @param map of the head's site
    /// @throws IllegalArgumentException if no query attends to anything
    public static HeadStatistics of(ReducedMap map, HeadAddress head, Cancellation cancellation) {
        boolean own = head.site().kind() == AttentionSite.Kind.SELF && map.queries() == map.keys();
        Sums sums = new Sums(map.keyTokens(), own);
        HeadRows.visit(map, head.head(), cancellation, sums::add);
        return sums.statistics();
    }

    /// What is added up, row by row.
    private static final class Sums {

        private final int keys;
        private final int[] separators;
        private final OptionalInt first;
        private final boolean own;
        private int rows;
        private int rowsWithPrevious;
        private double entropy;
        private double onFirst;
        private double onSeparators;
        private double distance;
        private double onPrevious;
        private double onOwn;
        private double onFirstOrOwn;

        Sums(List<Token> tokens, boolean own) {
            this.keys = tokens.size();
            this.own = own;
            this.first = IntStream.range(0, keys)
                    .filter(key -> tokens.get(key).role() != Token.Role.PADDING)
                    .findFirst();
            this.separators = IntStream.range(first.orElse(keys - 1) + 1, keys)
                    .filter(key -> tokens.get(key).role() == Token.Role.SPECIAL)
                    .toArray();
        }

        void add(int query, float[] weights, int from) {
            rows++;
            for (int key = 0; key < keys; key++) {
                double weight = weights[from + key];
                if (weight > 0) {
                    entropy -= weight * Math.log(weight);
                    distance += weight * Math.abs(query - key);
                }
            }
            onFirst += first.isPresent() ? weights[from + first.getAsInt()] : 0;
            for (int key : separators) {
                onSeparators += weights[from + key];
            }
            if (own) {
                addOwn(query, weights, from);
            }
        }

        private void addOwn(int query, float[] weights, int from) {
            double self = weights[from + query];
            boolean isFirst = first.isPresent() && first.getAsInt() == query;
            onOwn += self;
            onFirstOrOwn += self + (isFirst || first.isEmpty() ? 0 : weights[from + first.getAsInt()]);
            if (query > 0) {
                rowsWithPrevious++;
                onPrevious += weights[from + query - 1];
            }
        }

        HeadStatistics statistics() {
            if (rows == 0) {
                throw new IllegalArgumentException("no query attends to anything");
            }
            return new HeadStatistics(
                    rows,
                    entropy / rows,
                    first.isPresent() ? OptionalDouble.of(onFirst / rows) : OptionalDouble.empty(),
                    separators.length > 0 ? OptionalDouble.of(onSeparators / rows) : OptionalDouble.empty(),
                    own ? Optional.of(positions()) : Optional.empty());
        }

        private Positions positions() {
            return new Positions(
                    distance / rows,
                    rowsWithPrevious == 0 ? 0 : onPrevious / rowsWithPrevious,
                    onOwn / rows,
                    onFirstOrOwn / rows);
        }
    }
}

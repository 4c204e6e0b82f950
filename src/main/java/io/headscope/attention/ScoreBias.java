package io.headscope.attention;

import java.util.function.IntBinaryOperator;
import org.jspecify.annotations.Nullable;

/// What is added to the scores of one site before the softmax: a rule over a few numbers, not a matrix.
public sealed interface ScoreBias {

    /// Adds to the scores of one query.
    ///
    /// @param row the scores; only those of the keys from `from` to `to` are touched   [keys]
    void add(int head, int query, int from, int to, float[] row);

    /// A number for every key, whatever the query.
    ///
    /// @param numbers                                                                  [heads, keys]
    record ByKey(FloatTensor numbers) implements ScoreBias {
        @Override
        public void add(int head, int query, int from, int to, float[] row) {
            long first = (long) head * numbers.length(1);
            for (int key = from; key < to; key++) {
                row[key] += numbers.at(first + key);
            }
        }
    }

    /// A row of a table, chosen by query and key.
    ///
    /// @param table                                                                    [rows, heads]
    /// @param chosen the row for a query and a key
    record ByTable(FloatTensor table, IntBinaryOperator chosen) implements ScoreBias {
        @Override
        public void add(int head, int query, int from, int to, float[] row) {
            int heads = table.length(1);
            for (int key = from; key < to; key++) {
                row[key] += table.at((long) chosen.applyAsInt(query, key) * heads + head);
            }
        }
    }

    /// A number of the query's and one of the key's, each chosen by where they lie to each other.
    ///
    /// @param ofQueries                                                [heads, queries, rows], or none
    /// @param ofKeys                                                   [heads, keys, rows], or none
    /// @param chosen the row for a query and a key
    record ByRow(@Nullable FloatTensor ofQueries, @Nullable FloatTensor ofKeys, IntBinaryOperator chosen) implements ScoreBias {
        @Override
        public void add(int head, int query, int from, int to, float[] row) {
            for (int key = from; key < to; key++) {
                int at = chosen.applyAsInt(query, key);
                row[key] += of(ofQueries, head, query, at) + of(ofKeys, head, key, at);
            }
        }

        private static float of(@Nullable FloatTensor numbers, int head, int position, int row) {
            return numbers == null
                    ? 0
                    : numbers.at(((long) head * numbers.length(1) + position) * numbers.length(2) + row);
        }
    }

    /// A number for every query and key, as the network has computed it.
    ///
    /// @param numbers                                                  [heads or 1, queries or 1, keys]
    record Given(FloatTensor numbers) implements ScoreBias {
        @Override
        public void add(int head, int query, int from, int to, float[] row) {
            long plane = numbers.length(0) == 1 ? 0 : head;
            long line = numbers.length(1) == 1 ? 0 : query;
            long first = (plane * numbers.length(1) + line) * numbers.length(2);
            for (int key = from; key < to; key++) {
                row[key] += numbers.at(first + key);
            }
        }
    }
}

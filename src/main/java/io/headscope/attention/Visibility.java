package io.headscope.attention;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// Which keys each query of one run may see: a rule, not a matrix. Where there are fewer queries than keys, the queries
/// are the last of the keys' positions.
///
/// @param queries      the number of queries
/// @param keys         the number of keys
/// @param causal       whether a query sees only its own position and those before it
/// @param window       the last positions a query sees, its own among them; [#EVERYTHING] if it sees all
/// @param validKeys    the keys that may be seen, or none if all may
/// @param validQueries the queries that see anything, or none if all do
public record Visibility(
        int queries, int keys, boolean causal, int window, @Nullable BitSet validKeys, @Nullable BitSet validQueries) {

    /// The window that is none.
    public static final int EVERYTHING = Integer.MAX_VALUE;

    public Visibility(
            int queries, int keys, boolean causal, @Nullable BitSet validKeys, @Nullable BitSet validQueries) {
        this(queries, keys, causal, EVERYTHING, validKeys, validQueries);
    }

    /// The position among the keys that query `query` has.
    public int position(int query) {
        return query + keys - queries;
    }

    /// The first key that query `query` may see, whatever the padding.
    public int start(int query) {
        return (int) Math.max(0L, (long) position(query) + 1 - window);
    }

    /// The key after the last that query `query` may see, whatever the padding.
    public int end(int query) {
        return causal ? Math.clamp(position(query) + 1L, 0, keys) : keys;
    }

    public boolean sees(int query, int key) {
        return key >= start(query)
                && key < end(query)
                && (validKeys == null || validKeys.get(key))
                && (validQueries == null || validQueries.get(query));
    }

    /// Whether query `query` sees any key at all.
    public boolean seesAny(int query) {
        if (validQueries != null && !validQueries.get(query)) {
            return false;
        }
        int first = validKeys == null ? start(query) : validKeys.nextSetBit(start(query));
        return first >= 0 && first < end(query);
    }
}

package io.headscope.attention;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// Which keys each query of one run may see: a rule, not a matrix.
///
/// @param queries      the number of queries
/// @param keys         the number of keys
/// @param causal       whether a query sees only its own position and those before it
/// @param validKeys    the keys that may be seen, or none if all may
/// @param validQueries the queries that see anything, or none if all do
public record Visibility(
        int queries, int keys, boolean causal, @Nullable BitSet validKeys, @Nullable BitSet validQueries) {

    /// The key after the last that query `query` may see, whatever the padding.
    public int end(int query) {
        return causal ? Math.min(keys, query + 1) : keys;
    }

    public boolean sees(int query, int key) {
        return key < end(query)
                && (validKeys == null || validKeys.get(key))
                && (validQueries == null || validQueries.get(query));
    }

    /// Whether query `query` sees any key at all.
    public boolean seesAny(int query) {
        if (validQueries != null && !validQueries.get(query)) {
            return false;
        }
        int first = validKeys == null ? 0 : validKeys.nextSetBit(0);
        return first >= 0 && first < end(query);
    }
}

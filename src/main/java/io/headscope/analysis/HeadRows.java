package io.headscope.analysis;

import io.headscope.attention.AttentionMap;
import io.headscope.attention.IndexRange;
import io.headscope.task.Cancellation;

/// The rows of one head, one after the other, without the whole head in memory.
final class HeadRows {

    /// Numbers read at a time: a band of them stays in the processor's cache.
    private static final int BAND = 1 << 16;

    private HeadRows() {}

    /// Takes a row.
    interface Visitor {
        /// @param weights what the query takes from each key, at `from` and on             [keys]
        void row(int query, float[] weights, int from);
    }

    /// Shows every row that attends to anything, the first query's first.
    ///
    /// @throws java.util.concurrent.CancellationException if it is cancelled meanwhile
    static void visit(AttentionMap map, int head, Cancellation cancellation, Visitor visitor) {
        int keys = map.keys();
        int rows = Math.max(1, BAND / Math.max(1, keys));
        float[] band = new float[Math.multiplyExact(Math.min(rows, map.queries()), keys)];
        for (int start = 0; start < map.queries(); start += rows) {
            cancellation.check();
            IndexRange some = new IndexRange(start, Math.min(map.queries(), start + rows));
            map.read(head, some, IndexRange.upTo(keys), band);
            for (int query = some.start(); query < some.end(); query++) {
                if (map.attends(query)) {
                    visitor.row(query, band, (query - start) * keys);
                }
            }
        }
    }
}

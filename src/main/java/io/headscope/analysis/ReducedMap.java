package io.headscope.analysis;

import io.headscope.attention.AttentionMap;
import io.headscope.attention.IndexRange;
import io.headscope.attention.Token;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// A map of which some rows and columns are left out; each position still knows which one it was. Made by [Reduction].
public final class ReducedMap implements AttentionMap {

    /// Below this share of a row, what is left is the rounding of what was taken away.
    private static final float NOTHING = 1e-6f;

    /// Rows read at a time: a band of a long map stays in the processor's cache.
    private static final int BAND = 16;

    private final AttentionMap map;
    private final int[] queries;
    private final int[] keys;
    private final List<Token> queryTokens;
    private final List<Token> keyTokens;
    private final OptionalInt sink;
    private final boolean whole;

    ReducedMap(AttentionMap map, int[] queries, int[] keys, List<Token> queryTokens, List<Token> keyTokens, OptionalInt sink) {
        this.map = map;
        this.queries = queries;
        this.keys = keys;
        this.queryTokens = pick(queryTokens, queries);
        this.keyTokens = pick(keyTokens, keys);
        this.sink = sink;
        this.whole = queries.length == map.queries() && keys.length == map.keys();
    }

    /// The tokens of the rows that are left.
    public List<Token> queryTokens() {
        return queryTokens;
    }

    /// The tokens of the columns that are left.
    public List<Token> keyTokens() {
        return keyTokens;
    }

    /// Which query of the trace row `row` is.
    public int query(int row) {
        return queries[row];
    }

    /// Which key of the trace column `column` is.
    public int key(int column) {
        return keys[column];
    }

    /// The row of a query of the trace, if it is left.
    public OptionalInt row(int query) {
        return place(queries, query);
    }

    /// The column of a key of the trace, if it is left.
    public OptionalInt column(int key) {
        return place(keys, key);
    }

    @Override
    public int heads() {
        return map.heads();
    }

    @Override
    public int queries() {
        return queries.length;
    }

    @Override
    public int keys() {
        return keys.length;
    }

    /// Whether the query attended to anything. Whether anything is left of that may differ from head to head: where
    /// nothing is, the row is all zeros.
    @Override
    public boolean attends(int row) {
        return map.attends(queries[row]);
    }

    @Override
    public void read(int head, IndexRange rows, IndexRange columns, float[] into) {
        rows.within(queries.length);
        columns.within(keys.length);
        if (whole) {
            map.read(head, rows, columns, into);
            return;
        }
        if (columns.length() == 0) {
            return;
        }
        int row = rows.start();
        while (row < rows.end()) {
            int end = neighboursUntil(row, Math.min(rows.end(), row + BAND));
            readBand(head, row, end, columns, into, (row - rows.start()) * columns.length());
            row = end;
        }
    }

    @Override
    public void readPooled(
            int head, IndexRange rows, IndexRange columns, io.headscope.attention.Pooling pooling, int height, int width, float[] into) {
        if (whole) {
            map.readPooled(head, rows, columns, pooling, height, width, into);
        } else {
            AttentionMap.super.readPooled(head, rows, columns, pooling, height, width, into);
        }
    }

    /// The end of the rows from `row` on that were neighbours before.
    private int neighboursUntil(int row, int limit) {
        int end = row + 1;
        while (end < limit && queries[end] == queries[end - 1] + 1) {
            end++;
        }
        return end;
    }

    private void readBand(int head, int row, int end, IndexRange columns, float[] into, int at) {
        IndexRange some = new IndexRange(queries[row], queries[end - 1] + 1);
        // One read brings the sink along: a recomputed map works out whole rows, however little of them is read.
        int first = Math.min(keys[columns.start()], sink.orElse(Integer.MAX_VALUE));
        IndexRange span = new IndexRange(first, keys[columns.end() - 1] + 1);
        float[] band = new float[some.length() * span.length()];
        map.read(head, some, span, band);
        int to = at;
        for (int y = 0; y < some.length(); y++) {
            float factor = sink.isEmpty() ? 1 : share(1 - band[y * span.length() + sink.getAsInt() - first]);
            for (int column = columns.start(); column < columns.end(); column++) {
                into[to++] = band[y * span.length() + keys[column] - span.start()] * factor;
            }
        }
    }

    private static float share(float left) {
        return left > NOTHING ? 1 / left : 0;
    }

    private static OptionalInt place(int[] positions, int position) {
        int place = Arrays.binarySearch(positions, position);
        return place < 0 ? OptionalInt.empty() : OptionalInt.of(place);
    }

    private static List<Token> pick(List<Token> tokens, int[] positions) {
        return IntStream.of(positions).mapToObj(tokens::get).toList();
    }
}

package io.headscope.analysis;

import io.headscope.attention.AttentionMap;
import io.headscope.attention.IndexRange;
import io.headscope.attention.Pooling;
import io.headscope.attention.Token;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// A map of which some rows and columns are left out, and others put together; each still knows which position of the trace
/// it was. Made by [Reduction].
public final class ReducedMap implements AttentionMap {

    /// Rows read at a time: a band of a long map stays in the processor's cache.
    private static final int BAND = 16;

    private final AttentionMap map;
    private final Words queryWords;
    private final Words keyWords;
    private final int[] queries;
    private final int[] keys;
    private final List<Token> queryTokens;
    private final List<Token> keyTokens;
    private final boolean renormalized;
    private final boolean whole;

    /// What is left of the queries, or of the keys.
    ///
    /// @param words which positions of the trace each row of the map stands for
    /// @param left  the rows that are left
    /// @param names of all rows
    record Axis(Words words, int[] left, List<Token> names) {}

    /// @param renormalized whether each row is divided by the sum of the keys that are left in it
    ReducedMap(AttentionMap map, Axis queryAxis, Axis keyAxis, boolean renormalized) {
        this.map = map;
        this.queryWords = queryAxis.words();
        this.keyWords = keyAxis.words();
        this.queries = queryAxis.left();
        this.keys = keyAxis.left();
        this.queryTokens = pick(queryAxis.names(), queries);
        this.keyTokens = pick(keyAxis.names(), keys);
        this.renormalized = renormalized;
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

    /// Which query of the trace row `row` is; the first of several.
    public int query(int row) {
        return queryWords.tokens(queries[row]).start();
    }

    /// All queries of the trace that row `row` stands for: several where it is a word.
    public IndexRange queryPieces(int row) {
        return queryWords.tokens(queries[row]);
    }

    /// All keys of the trace that column `column` stands for.
    public IndexRange keyPieces(int column) {
        return keyWords.tokens(keys[column]);
    }

    /// Which key of the trace column `column` is; the first of several.
    public int key(int column) {
        return keyWords.tokens(keys[column]).start();
    }

    /// The row of a query of the trace, if it is left.
    public OptionalInt row(int query) {
        return place(queries, queryWords, query);
    }

    /// The column of a key of the trace, if it is left.
    public OptionalInt column(int key) {
        return place(keys, keyWords, key);
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
    public void readPooled(int head, int[] rows, int[] columns, Pooling pooling, float[] into) {
        if (whole) {
            map.readPooled(head, rows, columns, pooling, into);
        } else {
            AttentionMap.super.readPooled(head, rows, columns, pooling, into);
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
        // The sum is over whole rows, whatever part is asked for; a recomputed map works them out anyway.
        IndexRange span = renormalized
                ? new IndexRange(keys[0], keys[keys.length - 1] + 1)
                : new IndexRange(keys[columns.start()], keys[columns.end() - 1] + 1);
        float[] band = new float[some.length() * span.length()];
        map.read(head, some, span, band);
        int to = at;
        for (int y = 0; y < some.length(); y++) {
            int from = y * span.length() - span.start();
            double sum = renormalized ? sum(band, from) : 1;
            for (int column = columns.start(); column < columns.end(); column++) {
                into[to++] = sum > 0 ? (float) (band[from + keys[column]] / sum) : 0;
            }
        }
    }

    /// Added up key by key: 1 less what was taken away would leave only the rounding of a row that rests on its sink.
    private double sum(float[] band, int from) {
        double sum = 0;
        for (int key : keys) {
            sum += band[from + key];
        }
        return sum;
    }

    private static OptionalInt place(int[] rows, Words words, int position) {
        int place = words.has(position) ? Arrays.binarySearch(rows, words.word(position)) : -1;
        return place < 0 ? OptionalInt.empty() : OptionalInt.of(place);
    }

    private static List<Token> pick(List<Token> tokens, int[] positions) {
        return IntStream.of(positions).mapToObj(tokens::get).toList();
    }
}

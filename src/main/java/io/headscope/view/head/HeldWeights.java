package io.headscope.view.head;

import io.headscope.attention.AttentionMap;
import io.headscope.attention.IndexRange;
import io.headscope.attention.Pooling;
import io.headscope.task.Cancellation;
import io.headscope.task.Parallel;
import java.util.Objects;

/// A map with the weights of one of its heads at hand; the others are read from the map itself.
///
/// @param weights of that head                                    [queries, keys]
record HeldWeights(AttentionMap map, int head, float[] weights) implements AttentionMap {

    /// Rows worked out between two looks at the cancellation.
    private static final int BAND = 64;

    /// Rows of a pooled tile that are made together.
    private static final int ROWS = 32;

    static HeldWeights of(AttentionMap map, int head, Cancellation cancellation) {
        int keys = map.keys();
        float[] weights = new float[Math.multiplyExact(map.queries(), keys)];
        int bands = (map.queries() + BAND - 1) / BAND;
        Parallel.each(bands, band -> {
            cancellation.check();
            IndexRange rows = new IndexRange(band * BAND, Math.min(map.queries(), (band + 1) * BAND));
            float[] read = new float[rows.length() * keys];
            map.read(head, rows, IndexRange.upTo(keys), read);
            System.arraycopy(read, 0, weights, rows.start() * keys, read.length);
        });
        return new HeldWeights(map, head, weights);
    }

    boolean isOf(AttentionMap other, int wanted) {
        return map == other && head == wanted;
    }

    @Override
    public int heads() {
        return map.heads();
    }

    @Override
    public int queries() {
        return map.queries();
    }

    @Override
    public int keys() {
        return map.keys();
    }

    @Override
    public boolean attends(int query) {
        return map.attends(query);
    }

    @Override
    public void read(int wanted, IndexRange queries, IndexRange keys, float[] into) {
        if (wanted != head) {
            map.read(wanted, queries, keys, into);
            return;
        }
        queries.within(queries());
        keys.within(keys());
        for (int query = queries.start(), to = 0; query < queries.end(); query++, to += keys.length()) {
            System.arraycopy(weights, query * keys() + keys.start(), into, to, keys.length());
        }
    }

    @Override
    public void readPooled(int wanted, IndexRange queries, IndexRange keys, Pooling pooling, int rows, int columns, float[] into) {
        if (wanted != head || pooling != Pooling.MAX || rows > queries.length() || columns > keys.length()) {
            AttentionMap.super.readPooled(wanted, queries, keys, pooling, rows, columns, into);
            return;
        }
        queries.within(queries());
        keys.within(keys());
        Objects.checkFromIndexSize(0, rows * columns, into.length);
        int[] bounds = IndexRange.upTo(keys.length()).bounds(columns);
        Parallel.each((rows + ROWS - 1) / ROWS, part -> {
            float[] largest = new float[keys.length()];
            for (int row = part * ROWS; row < Math.min(rows, (part + 1) * ROWS); row++) {
                largest(queries.cell(row, rows), keys.start(), largest);
                pool(largest, bounds, into, row * columns);
            }
        });
    }

    /// The largest weight of every column over some rows.
    private void largest(IndexRange rows, int firstKey, float[] into) {
        System.arraycopy(weights, rows.start() * keys() + firstKey, into, 0, into.length);
        for (int row = rows.start() + 1; row < rows.end(); row++) {
            int from = row * keys() + firstKey;
            for (int i = 0; i < into.length; i++) {
                into[i] = Math.max(into[i], weights[from + i]);
            }
        }
    }

    private static void pool(float[] row, int[] bounds, float[] into, int at) {
        for (int column = 0; column + 1 < bounds.length; column++) {
            float max = row[bounds[column]];
            for (int i = bounds[column] + 1; i < bounds[column + 1]; i++) {
                max = row[i] > max ? row[i] : max;
            }
            into[at + column] = max;
        }
    }
}

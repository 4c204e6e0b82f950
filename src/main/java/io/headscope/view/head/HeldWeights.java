package io.headscope.view.head;

import io.headscope.attention.AttentionMap;
import io.headscope.attention.IndexRange;
import io.headscope.attention.Pooling;
import io.headscope.task.Cancellation;
import io.headscope.task.Parallel;
import java.util.Objects;

/// A map with the weights of one of its heads at hand; the others are read from the map itself.
///
/// Weights are held as the bits of their floats. None is below 0, so that bits are in the order of what they stand for; and
/// the larger of two integers a processor finds several at a time, which it does not of two floats.
///
/// @param bits of the weights of that head                        [queries, keys]
record HeldWeights(AttentionMap map, int head, int[] bits) implements AttentionMap {

    /// Rows worked out between two looks at the cancellation.
    private static final int BAND = 64;

    static HeldWeights of(AttentionMap map, int head, Cancellation cancellation) {
        int keys = map.keys();
        int[] bits = new int[Math.multiplyExact(map.queries(), keys)];
        int bands = (map.queries() + BAND - 1) / BAND;
        Parallel.each(bands, band -> {
            cancellation.check();
            IndexRange rows = new IndexRange(band * BAND, Math.min(map.queries(), (band + 1) * BAND));
            float[] read = new float[rows.length() * keys];
            map.read(head, rows, IndexRange.upTo(keys), read);
            int from = rows.start() * keys;
            for (int i = 0; i < read.length; i++) {
                bits[from + i] = Float.floatToRawIntBits(read[i]);
            }
        });
        return new HeldWeights(map, head, bits);
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
        Objects.checkFromIndexSize(0, queries.length() * keys.length(), into.length);
        for (int query = queries.start(), to = 0; query < queries.end(); query++) {
            for (int i = query * keys() + keys.start(), end = i + keys.length(); i < end; i++) {
                into[to++] = Float.intBitsToFloat(bits[i]);
            }
        }
    }

    @Override
    public void readPooled(int wanted, int[] rows, int[] columns, Pooling pooling, float[] into) {
        int reach = reach(columns);
        if (wanted != head || pooling != Pooling.MAX || reach == 0) {
            AttentionMap.super.readPooled(wanted, rows, columns, pooling, into);
            return;
        }
        int width = columns.length - 1;
        new IndexRange(rows[0], rows[rows.length - 1]).within(queries());
        IndexRange keys = new IndexRange(columns[0], columns[width]).within(keys());
        Objects.checkFromIndexSize(0, (rows.length - 1) * width, into.length);
        int[] largest = new int[keys.length()];
        int[] further = new int[keys.length()];
        for (int row = 0; row + 1 < rows.length; row++) {
            largest(rows[row], rows[row + 1], keys.start(), largest);
            int[] run = runs(largest, further, reach);
            for (int column = 0; column < width; column++) {
                int first = run[columns[column] - keys.start()];
                int last = run[columns[column + 1] - keys.start() - reach];
                into[row * width + column] = Float.intBitsToFloat(Math.max(first, last));
            }
        }
    }

    /// The largest power of 2 that no cell is narrower than. Two runs of so many keys, one from each of its ends, cover a
    /// cell, for where they are shared out evenly none is twice as wide as another; 0 where they are not.
    private static int reach(int[] columns) {
        int least = Integer.MAX_VALUE;
        int most = 0;
        for (int i = 1; i < columns.length; i++) {
            least = Math.min(least, columns[i] - columns[i - 1]);
            most = Math.max(most, columns[i] - columns[i - 1]);
        }
        int reach = Integer.highestOneBit(least);
        return most <= 2 * reach ? reach : 0;
    }

    /// The largest weight of every column over some rows.
    private void largest(int row, int end, int firstKey, int[] into) {
        System.arraycopy(bits, row * keys() + firstKey, into, 0, into.length);
        for (int next = row + 1; next < end; next++) {
            int from = next * keys() + firstKey;
            for (int i = 0; i < into.length; i++) {
                into[i] = Math.max(into[i], bits[from + i]);
            }
        }
    }

    /// At every place the largest of the `reach` numbers from there on, in one of the two arrays: those of twice as many are
    /// found from those of half as many.
    private static int[] runs(int[] numbers, int[] further, int reach) {
        int[] from = numbers;
        int[] to = further;
        int left = numbers.length;
        for (int half = 1; half < reach; half *= 2) {
            left -= half;
            longer(from, to, half, left);
            int[] other = from;
            from = to;
            to = other;
        }
        return from;
    }

    private static void longer(int[] from, int[] to, int half, int left) {
        for (int i = 0; i < left; i++) {
            to[i] = Math.max(from[i], from[i + half]);
        }
    }
}

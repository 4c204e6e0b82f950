package io.headscope.attention;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/// A map over a grid of which every position attends to those of its own window only.
///
/// @param parts   what the windows attend to, window by window and head by head within   [windows · heads, slots, slots]
/// @param heads   of each window
/// @param windows how the grid is parted
public record WindowedMap(AttentionMap parts, int heads, Windows windows) implements AttentionMap {

    public WindowedMap {
        if (parts.heads() != heads * windows.count() || parts.queries() != windows.slots() || parts.keys() != windows.slots()) {
            throw new IllegalArgumentException(windows + " of " + heads + " heads over " + parts.heads() + " maps");
        }
    }

    @Override
    public int queries() {
        return windows.rows() * windows.columns();
    }

    @Override
    public int keys() {
        return queries();
    }

    @Override
    public boolean attends(int query) {
        return parts.attends(windows.slot(Objects.checkIndex(query, queries())));
    }

    @Override
    public void read(int head, IndexRange queries, IndexRange keys, float[] into) {
        Tile.check(this, head, queries, keys, into);
        Arrays.fill(into, 0, queries.length() * keys.length(), 0);
        Map<Integer, float[]> known = new HashMap<>();
        for (int query = queries.start(), at = 0; query < queries.end(); query++, at += keys.length()) {
            int window = windows.window(query);
            float[] part = known.computeIfAbsent(window, index -> parts.head(index * heads + head));
            int row = windows.slot(query) * windows.slots();
            for (int slot = 0; slot < windows.slots(); slot++) {
                int key = windows.position(window, slot);
                if (key >= keys.start() && key < keys.end()) {
                    into[at + key - keys.start()] = part[row + slot];
                }
            }
        }
    }

    /// Brings what every window's heads hold into the order of the whole grid's positions.
    ///
    /// @param parted [windows · heads, slots, size]
    /// @param into   receives it                                        [heads, rows · columns, size]
    public void whole(FloatTensor parted, FloatTensor into) {
        int size = parted.length(2);
        float[] numbers = new float[size];
        for (int head = 0; head < heads; head++) {
            for (int position = 0; position < queries(); position++) {
                long from = (long) (windows.window(position) * heads + head) * windows.slots() + windows.slot(position);
                parted.copy(from * size, numbers, 0, size);
                long to = ((long) head * queries() + position) * size * Float.BYTES;
                MemorySegment.copy(numbers, 0, into.data(), ValueLayout.JAVA_FLOAT_UNALIGNED, to, size);
            }
        }
    }
}

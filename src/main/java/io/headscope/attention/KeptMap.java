package io.headscope.attention;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;

/// A map whose weights lie in memory.
///
/// @param weights    [heads, queries, keys], F32
/// @param visibility which rows attend to anything
public record KeptMap(int heads, Visibility visibility, MemorySegment weights) implements AttentionMap {

    public KeptMap {
        long size = 4L * heads * visibility.queries() * visibility.keys();
        if (weights.byteSize() != size) {
            throw new IllegalArgumentException(weights.byteSize() + " bytes for a map of " + size);
        }
    }

    @Override
    public int queries() {
        return visibility.queries();
    }

    @Override
    public int keys() {
        return visibility.keys();
    }

    @Override
    public boolean attends(int query) {
        return visibility.seesAny(Objects.checkIndex(query, queries()));
    }

    @Override
    public void read(int head, IndexRange queries, IndexRange keys, float[] into) {
        Tile.check(this, head, queries, keys, into);
        for (int query = queries.start(), at = 0; query < queries.end(); query++, at += keys.length()) {
            long from = ((long) head * queries() + query) * keys() + keys.start();
            MemorySegment.copy(weights, ValueLayout.JAVA_FLOAT, from * Float.BYTES, into, at, keys.length());
        }
    }
}

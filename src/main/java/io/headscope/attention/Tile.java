package io.headscope.attention;

import java.util.Objects;

/// What all maps ask of a tile that is to be read.
final class Tile {

    private Tile() {}

    /// @throws IndexOutOfBoundsException if the tile does not lie in the map or `into` is too short for it
    static void check(AttentionMap map, int head, IndexRange queries, IndexRange keys, float[] into) {
        Objects.checkIndex(head, map.heads());
        queries.within(map.queries());
        keys.within(map.keys());
        Objects.checkFromIndexSize(0, queries.length() * keys.length(), into.length);
    }
}

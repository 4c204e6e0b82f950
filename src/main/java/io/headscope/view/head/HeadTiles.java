package io.headscope.view.head;

import io.headscope.analysis.ReducedMap;
import io.headscope.attention.IndexRange;
import io.headscope.attention.Pooling;
import io.headscope.task.Cancellation;
import io.headscope.task.Parallel;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The heads of a map as coarse as they are drawn, in tiles that are made when they are first seen and kept while there is
/// room: panning makes what comes into sight, and zooming back makes nothing. Safe from any thread.
final class HeadTiles {

    /// The side of a tile, in cells as they are drawn.
    static final int SIDE = 64;

    /// So many are kept, 32 MB: several windows full.
    static final int MOST = 2048;

    private final ReducedMap map;
    private final Map<Place, float[]> tiles = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Integer, Double> largest = new HashMap<>();

    /// @param rows    how coarse: the cells that all queries are drawn in
    /// @param columns the same of all keys
    /// @param down    which tile of these
    private record Place(int head, int rows, int columns, int down, int across) {}

    /// Cells along one axis that are to be seen.
    ///
    /// @param positions all there are along it: queries, or keys
    /// @param cells     the cells that all of them are drawn in, no more than there are
    /// @param seen      which of these
    record Cells(int positions, int cells, IndexRange seen) {

        /// The cells that hold some of all positions.
        static Cells holding(IndexRange some, int positions, int cells) {
            int first = (int) ((long) some.start() * cells / positions);
            int end = (int) (((long) some.end() * cells + positions - 1) / positions);
            return new Cells(positions, cells, new IndexRange(first, Math.min(end, cells)));
        }

        /// The position that a cell begins with.
        int start(int cell) {
            return (int) ((long) cell * positions / cells);
        }

        /// The positions that are seen with them.
        IndexRange held() {
            return new IndexRange(start(seen.start()), start(seen.end()));
        }

        private IndexRange tile(int tile) {
            return new IndexRange(tile * SIDE, Math.min(cells, (tile + 1) * SIDE));
        }

        private int firstTile() {
            return seen.start() / SIDE;
        }

        private int tileCount() {
            return (seen.end() + SIDE - 1) / SIDE - firstTile();
        }

        private int[] bounds(IndexRange some) {
            int[] bounds = new int[some.length() + 1];
            Arrays.setAll(bounds, i -> start(some.start() + i));
            return bounds;
        }
    }

    HeadTiles(ReducedMap map) {
        this.map = map;
    }

    /// The largest weight that falls into each cell.
    ///
    /// @return the weights                                            [down.seen, across.seen]
    float[] read(int head, Cells down, Cells across, Cancellation cancellation) {
        float[] into = new float[Math.multiplyExact(down.seen.length(), across.seen.length())];
        Parallel.each(down.tileCount(), strip -> {
            cancellation.check();
            readStrip(head, down, down.firstTile() + strip, across, into);
        });
        return into;
    }

    /// The largest weight of a head.
    double largest(int head, Cancellation cancellation) {
        Double known;
        synchronized (tiles) {
            known = largest.get(head);
        }
        if (known != null) {
            return known;
        }
        double found = findLargest(head, cancellation);
        synchronized (tiles) {
            largest.put(head, found);
        }
        return found;
    }

    private double findLargest(int head, Cancellation cancellation) {
        float[] largest = new float[1];
        float max = 0;
        for (int row = 0; row < map.queries(); row += SIDE) {
            cancellation.check();
            int[] rows = {row, Math.min(map.queries(), row + SIDE)};
            map.readPooled(head, rows, new int[] {0, map.keys()}, Pooling.MAX, largest);
            max = Math.max(max, largest[0]);
        }
        return max;
    }

    private void readStrip(int head, Cells down, int strip, Cells across, float[] into) {
        float[][] found = strip(head, down, strip, across);
        IndexRange rows = common(down.tile(strip), down.seen);
        for (int i = 0; i < found.length; i++) {
            IndexRange tile = across.tile(across.firstTile() + i);
            IndexRange columns = common(tile, across.seen);
            for (int row = rows.start(); row < rows.end(); row++) {
                System.arraycopy(
                        found[i], (row - strip * SIDE) * tile.length() + columns.start() - tile.start(),
                        into, (row - down.seen.start()) * across.seen.length() + columns.start() - across.seen.start(),
                        columns.length());
            }
        }
    }

    /// The tiles of a strip, those that are not there made together: where weights are worked out, they are for whole rows.
    private float[][] strip(int head, Cells down, int strip, Cells across) {
        float[][] found = new float[across.tileCount()][];
        int first = found.length;
        int last = -1;
        for (int i = 0; i < found.length; i++) {
            float @Nullable [] known = known(place(head, down, strip, across, i));
            if (known != null) {
                found[i] = known;
            } else {
                first = Math.min(first, i);
                last = i;
            }
        }
        if (first <= last) {
            make(head, down, strip, across, new IndexRange(first, last + 1), found);
        }
        return found;
    }

    private void make(int head, Cells down, int strip, Cells across, IndexRange missing, float[][] found) {
        IndexRange rows = down.tile(strip);
        IndexRange columns = new IndexRange(
                across.tile(across.firstTile() + missing.start()).start(), across.tile(across.firstTile() + missing.end() - 1).end());
        float[] made = new float[rows.length() * columns.length()];
        map.readPooled(head, down.bounds(rows), across.bounds(columns), Pooling.MAX, made);
        for (int i = missing.start(); i < missing.end(); i++) {
            IndexRange tile = across.tile(across.firstTile() + i);
            float[] part = new float[rows.length() * tile.length()];
            for (int row = 0; row < rows.length(); row++) {
                System.arraycopy(made, row * columns.length() + tile.start() - columns.start(), part, row * tile.length(), tile.length());
            }
            found[i] = part;
            keep(place(head, down, strip, across, i), part);
        }
    }

    private static Place place(int head, Cells down, int strip, Cells across, int tile) {
        return new Place(head, down.cells, across.cells, strip, across.firstTile() + tile);
    }

    private float @Nullable [] known(Place place) {
        synchronized (tiles) {
            return tiles.get(place);
        }
    }

    private void keep(Place place, float[] tile) {
        synchronized (tiles) {
            tiles.put(place, tile);
            if (tiles.size() > MOST) {
                tiles.remove(tiles.keySet().iterator().next());
            }
        }
    }

    private static IndexRange common(IndexRange a, IndexRange b) {
        return new IndexRange(Math.max(a.start(), b.start()), Math.min(a.end(), b.end()));
    }
}

package io.headscope.view.head;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.analysis.ReducedMap;
import io.headscope.analysis.Reduction;
import io.headscope.attention.AttentionMap;
import io.headscope.attention.AttentionSite;
import io.headscope.attention.ExampleTraces;
import io.headscope.attention.IndexRange;
import io.headscope.attention.Pooling;
import io.headscope.attention.Trace;
import io.headscope.task.Cancellation;
import io.headscope.view.head.HeadTiles.Cells;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HeadTilesTest {

    private static final int LENGTH = 400;

    @Test
    void aPartIsCutOutOfWhatTheWholeWouldBe() {
        try (Trace trace = ExampleTraces.causal(1, 2, LENGTH)) {
            AttentionSite site = trace.sites().getFirst();
            HeadTiles tiles = new HeadTiles(Reduction.NONE.of(trace, site, trace.map(site)));
            Random random = new Random(7);
            for (int cells : new int[] {1, 64, 65, 150, 399, LENGTH}) {
                float[] whole = new float[cells * cells];
                trace.map(site).readPooled(1, IndexRange.upTo(LENGTH), IndexRange.upTo(LENGTH), Pooling.MAX, cells, cells, whole);
                for (int round = 0; round < 20; round++) {
                    Cells down = some(random, cells);
                    Cells across = some(random, cells);
                    assertArrayEquals(cut(whole, cells, down.seen(), across.seen()), tiles.read(1, down, across, Cancellation.never()));
                }
            }
        }
    }

    @Test
    void cellsHoldAllThatIsAskedFor() {
        for (int cells = 1; cells <= 37; cells++) {
            for (int start = 0; start < 37; start++) {
                IndexRange held = Cells.holding(new IndexRange(start, start + 1), 37, cells).held();
                assertTrue(held.start() <= start && held.end() > start, start + " in " + cells + " cells: " + held);
            }
        }
    }

    @Test
    void whatHasBeenSeenIsNotReadAgain() {
        try (Trace trace = ExampleTraces.causal(1, 1, LENGTH)) {
            AttentionSite site = trace.sites().getFirst();
            Counted counted = new Counted(trace.map(site), new AtomicInteger());
            ReducedMap map = Reduction.NONE.of(trace, site, counted);
            HeadTiles tiles = new HeadTiles(map);
            Cells left = new Cells(LENGTH, 200, new IndexRange(10, 100));
            Cells right = new Cells(LENGTH, 200, new IndexRange(90, 200));
            tiles.read(0, left, left, Cancellation.never());
            int first = counted.rows.get();
            tiles.read(0, new Cells(LENGTH, 200, new IndexRange(0, 64)), left, Cancellation.never());
            assertEquals(256, first, "two strips of tiles, two queries to a cell");
            assertEquals(first, counted.rows.get(), "all of it was there");
            tiles.read(0, left, right, Cancellation.never());
            assertEquals(2 * first, counted.rows.get(), "the tiles at the right were not");
            tiles.largest(0, Cancellation.never());
            int largest = counted.rows.get();
            tiles.largest(0, Cancellation.never());
            assertEquals(largest, counted.rows.get());
        }
    }

    private static Cells some(Random random, int cells) {
        int start = random.nextInt(cells);
        return new Cells(LENGTH, cells, new IndexRange(start, random.nextInt(start, cells) + 1));
    }

    private static float[] cut(float[] whole, int width, IndexRange rows, IndexRange columns) {
        float[] cut = new float[rows.length() * columns.length()];
        for (int row = 0; row < rows.length(); row++) {
            System.arraycopy(whole, (rows.start() + row) * width + columns.start(), cut, row * columns.length(), columns.length());
        }
        return cut;
    }

    /// Counts the rows that are read of a map.
    private record Counted(AttentionMap map, AtomicInteger rows) implements AttentionMap {
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
        public void read(int head, IndexRange queries, IndexRange keys, float[] into) {
            rows.addAndGet(queries.length());
            map.read(head, queries, keys, into);
        }
    }
}

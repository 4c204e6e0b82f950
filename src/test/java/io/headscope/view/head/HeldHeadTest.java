package io.headscope.view.head;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.headscope.analysis.Reduction;
import io.headscope.attention.AttentionMap;
import io.headscope.attention.AttentionSite;
import io.headscope.attention.ExampleTraces;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.HeadAddress;
import io.headscope.attention.IndexRange;
import io.headscope.attention.Pooling;
import io.headscope.attention.Projections;
import io.headscope.attention.RecomputedMap;
import io.headscope.attention.Stack;
import io.headscope.attention.Trace;
import io.headscope.attention.Visibility;
import io.headscope.task.Cancellation;
import java.lang.foreign.Arena;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class HeldHeadTest {

    private static final int LENGTH = 70;
    private static final int SIZE = 4;

    private final HeldHead held = new HeldHead();

    @Test
    void keptMapsAreReadAsTheyAre() {
        try (Trace trace = ExampleTraces.bert(1, 2)) {
            HeadAddress head = trace.sites().getFirst().head(1);
            assertSame(trace.map(head.site()), held.map(trace, head, Cancellation.never()));
        }
    }

    @Test
    void heldWeightsAreThoseOfTheMap() {
        try (Trace trace = recomputed()) {
            AttentionSite site = trace.sites().getFirst();
            AttentionMap map = held.map(trace, site.head(1), Cancellation.never());
            for (int head = 0; head < 2; head++) {
                assertArrayEquals(trace.map(site).head(head), map.head(head));
            }
            float[] tile = new float[6];
            float[] expected = new float[6];
            map.read(1, new IndexRange(65, 67), new IndexRange(3, 6), tile);
            trace.map(site).read(1, new IndexRange(65, 67), new IndexRange(3, 6), expected);
            assertArrayEquals(expected, tile);
            assertThrows(IndexOutOfBoundsException.class, () -> map.read(1, new IndexRange(0, 71), new IndexRange(0, 1), new float[71]));
        }
    }

    @Test
    void whatFallsTogetherIsTheLargestOfTheMap() {
        try (Trace trace = recomputed()) {
            AttentionSite site = trace.sites().getFirst();
            AttentionMap map = held.map(trace, site.head(1), Cancellation.never());
            Random random = new Random(4);
            for (int round = 0; round < 50; round++) {
                int row = random.nextInt(LENGTH);
                int column = random.nextInt(LENGTH);
                IndexRange rows = new IndexRange(row, random.nextInt(row, LENGTH) + 1);
                IndexRange columns = new IndexRange(column, random.nextInt(column, LENGTH) + 1);
                int height = random.nextInt(rows.length()) + 1;
                int width = random.nextInt(columns.length()) + 1;
                for (Pooling pooling : Pooling.values()) {
                    float[] expected = new float[height * width];
                    float[] pooled = new float[height * width];
                    trace.map(site).readPooled(1, rows, columns, pooling, height, width, expected);
                    map.readPooled(1, rows, columns, pooling, height, width, pooled);
                    assertArrayEquals(expected, pooled, rows + " × " + columns + " as " + height + " × " + width);
                }
            }
        }
    }

    /// The axes, too: measuring thousands of tokens takes longer than a frame.
    @Test
    void whatIsLeftOfAHeadIsWorkedOutOnceUntilSomethingElseIsLeft() {
        try (Trace trace = recomputed()) {
            HeadAddress head = trace.sites().getFirst().head(0);
            ShownHead shown = held.shown(trace, head, Reduction.NONE, Cancellation.never());
            assertSame(shown, held.shown(trace, head, new Reduction(false, false), Cancellation.never()));
            assertNotSame(shown, held.shown(trace, head, new Reduction(false, true), Cancellation.never()));
            assertNotSame(shown, held.shown(trace, head.site().head(1), Reduction.NONE, Cancellation.never()));
        }
    }

    @Test
    void aHeadIsWorkedOutOnceUntilAnotherIsAskedFor() {
        try (Trace trace = recomputed()) {
            AttentionSite site = trace.sites().getFirst();
            AttentionMap first = held.map(trace, site.head(0), Cancellation.never());
            assertSame(first, held.map(trace, site.head(0), Cancellation.never()));
            assertNotSame(first, held.map(trace, site.head(1), Cancellation.never()));
            AttentionMap again = held.map(trace, site.head(0), Cancellation.never());
            held.forget();
            assertNotSame(again, held.map(trace, site.head(0), Cancellation.never()));
        }
    }

    @Test
    void workingOutStopsWhenItIsCancelled() {
        Cancellation cancelled = new Cancellation();
        cancelled.cancel();
        try (Trace trace = recomputed()) {
            HeadAddress head = trace.sites().getFirst().head(0);
            assertThrows(CancellationException.class, () -> held.map(trace, head, cancelled));
        }
    }

    private static Trace recomputed() {
        try (Trace like = ExampleTraces.causal(1, 2, LENGTH)) {
            AttentionSite site = like.sites().getFirst();
            Projections projections = new Projections(random(1), random(2), random(3));
            AttentionMap map = new RecomputedMap(projections, io.headscope.attention.Scoring.scaled(0.5), new Visibility(LENGTH, LENGTH, true, null, null));
            SequencedMap<AttentionSite, Trace.SiteTrace> sites = new LinkedHashMap<>();
            sites.put(site, new Trace.SiteTrace(map, projections));
            Stack stack = site.stack();
            return new Trace(Map.of(stack, like.tokens(stack)), sites, new LinkedHashMap<>(), Arena.ofShared());
        }
    }

    private static FloatTensor random(int seed) {
        Random random = new Random(seed);
        float[] numbers = new float[2 * LENGTH * SIZE];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return FloatTensor.of(numbers, 2, LENGTH, SIZE);
    }
}

package io.headscope.analysis;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.AttentionSite.Kind;
import io.headscope.attention.ExampleTraces;
import io.headscope.attention.ExampleTraces.HandMadeMap;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.HeadAddress;
import io.headscope.attention.Projections;
import io.headscope.attention.Stack;
import io.headscope.attention.Token;
import io.headscope.attention.Token.Role;
import io.headscope.attention.TokenSpan;
import io.headscope.attention.Trace;
import io.headscope.task.Cancellation;
import java.lang.foreign.Arena;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/// Four positions, `[CLS] a b [SEP]`, with weights that are worked out by hand.
class InspectionTest {

    private static final List<Token> TOKENS =
            List.of(special("[CLS]"), text("a", 0), text("b", 2), special("[SEP]"));
    private static final float[] WEIGHTS = {
        1, 0, 0, 0,
        0.5f, 0.5f, 0, 0,
        0.25f, 0.25f, 0.25f, 0.25f,
        0, 0, 0.75f, 0.25f,
    };
    private static final AttentionSite SELF = new AttentionSite(Stack.ENCODER, Kind.SELF, 0, 1);
    private static final AttentionSite CROSS = new AttentionSite(Stack.DECODER, Kind.CROSS, 0, 1);

    @Test
    void statisticsAreAveragesOverTheQueries() {
        HeadStatistics statistics = HeadStatistics.of(trace(SELF, WEIGHTS), SELF.head(0), Cancellation.never());
        double last = -(0.75 * Math.log(0.75) + 0.25 * Math.log(0.25));
        HeadStatistics.Positions positions = statistics.positions().orElseThrow();
        assertAll(
                () -> assertEquals(4, statistics.queries()),
                () -> assertEquals((0 + Math.log(2) + Math.log(4) + last) / 4, statistics.entropy(), 1e-7),
                () -> assertEquals((1 + 0.5 + 0.25 + 0) / 4, statistics.first().orElseThrow(), 1e-7),
                () -> assertEquals((0 + 0 + 0.25 + 0.25) / 4, statistics.separators().orElseThrow(), 1e-7),
                () -> assertEquals((0 + 0.5 + 0.25 * (2 + 1 + 0 + 1) + 0.75) / 4, positions.distance(), 1e-7),
                () -> assertEquals((0.5 + 0.25 + 0.75) / 3, positions.previous(), 1e-7),
                () -> assertEquals((1 + 0.5 + 0.25 + 0.25) / 4, positions.own(), 1e-7),
                () -> assertEquals((1 + 1 + 0.5 + 0.25) / 4, positions.firstOrOwn(), 1e-7));
    }

    @Test
    void queriesThatAttendToNothingAreLeftOut() {
        float[] weights = WEIGHTS.clone();
        java.util.Arrays.fill(weights, 4, 12, 0);
        HeadStatistics statistics = HeadStatistics.of(trace(SELF, weights), SELF.head(0), Cancellation.never());
        assertAll(
                () -> assertEquals(2, statistics.queries()),
                () -> assertEquals(0.5, statistics.first().orElseThrow(), 1e-7),
                () -> assertEquals(0.75, statistics.positions().orElseThrow().previous(), 1e-7));
    }

    @Test
    void aHeadWhoseQueriesAllAttendToNothingHasNoStatistics() {
        assertThrows(
                IllegalArgumentException.class,
                () -> HeadStatistics.of(trace(SELF, new float[16]), SELF.head(0), Cancellation.never()));
    }

    @Test
    void crossAttentionKnowsNoDistanceAndNoOwnPosition() {
        HeadStatistics statistics = HeadStatistics.of(trace(CROSS, WEIGHTS), CROSS.head(0), Cancellation.never());
        assertAll(
                () -> assertEquals(Optional.empty(), statistics.positions()),
                () -> assertEquals(0.4375, statistics.first().orElseThrow(), 1e-7));
    }

    @Test
    void withoutSpecialTokensThereAreNoSeparators() {
        Trace trace = ExampleTraces.causal(1, 1);
        HeadAddress head = trace.sites().getFirst().head(0);
        assertEquals(OptionalDouble.empty(), HeadStatistics.of(trace, head, Cancellation.never()).separators());
    }

    @Test
    void thePaddingInFrontIsNotTheFirstToken() {
        List<Token> tokens = List.of(Token.ofId(0, Role.PADDING), text("a", 0), text("b", 2), special("[SEP]"));
        float[] weights = {0, 0, 0, 0, 0, 1, 0, 0, 0, 0.5f, 0.5f, 0, 0, 0.25f, 0.5f, 0.25f};
        HeadStatistics statistics = HeadStatistics.of(trace(SELF, tokens, weights), SELF.head(0), Cancellation.never());
        assertEquals((1 + 0.5 + 0.25) / 3, statistics.first().orElseThrow(), 1e-7);
    }

    @Test
    void theStrongestPairsComeFirstAndEqualsInTheOrderOfTheText() {
        ReducedMap map = Reduction.NONE.of(trace(SELF, WEIGHTS), SELF);
        assertEquals(
                List.of(new StrongPair(0, 0, 1), new StrongPair(3, 2, 0.75), new StrongPair(1, 0, 0.5), new StrongPair(1, 1, 0.5),
                        new StrongPair(2, 0, 0.25)),
                StrongPair.strongest(map, 0, 5, Cancellation.never()));
    }

    @Test
    void pairsAreCalledByTheirPlacesInTheTraceWhateverIsLeftOut() {
        ReducedMap map = new Reduction(true, false).of(trace(SELF, WEIGHTS), SELF);
        assertEquals(
                List.of(new StrongPair(1, 1, 0.5), new StrongPair(2, 1, 0.25), new StrongPair(2, 2, 0.25)),
                StrongPair.strongest(map, 0, 9, Cancellation.never()));
    }

    @Test
    void aSearchThatNobodyWaitsForStops() {
        Cancellation cancelled = new Cancellation();
        cancelled.cancel();
        ReducedMap map = Reduction.NONE.of(trace(SELF, WEIGHTS), SELF);
        assertThrows(CancellationException.class, () -> StrongPair.strongest(map, 0, 5, cancelled));
    }

    @Test
    void aProductIsTakenApartByDimensionAndSharedKeysAreFound() {
        // Two heads of queries share one head of keys: [2, 1, 3] and [1, 2, 3].
        FloatTensor queries = FloatTensor.of(new float[] {9, 9, 9, 1, 2, 3}, 2, 1, 3);
        FloatTensor keys = FloatTensor.of(new float[] {9, 9, 9, 4, -5, 0.5f}, 1, 2, 3);
        QueryKeyProduct product = QueryKeyProduct.of(new Projections(queries, keys, keys), 1, 0, 1);
        assertAll(
                () -> assertArrayEquals(new double[] {4, -10, 1.5}, product.products()),
                () -> assertEquals(-4.5, product.sum()),
                () -> assertEquals(List.of(1, 0), product.largest(2)));
    }

    @Test
    void anAdditiveScoreIsTheSumOverItsLayer() {
        FloatTensor queries = FloatTensor.of(new float[] {0, 0, 1, -2}, 2, 1, 2);
        FloatTensor keys = FloatTensor.of(new float[] {0.5f, 2}, 1, 1, 2);
        FloatTensor sums = FloatTensor.of(new float[] {9, 9, 3, 7}, 2, 2);
        QueryKeyProduct product = QueryKeyProduct.of(new Projections(queries, keys, keys), sums, 1, 0, 0);
        assertAll(
                () -> assertArrayEquals(new double[] {3 * Math.tanh(1.5), 0}, product.products(), 1e-12),
                () -> assertEquals(3 * Math.tanh(1.5), product.sum(), 1e-12),
                () -> assertTrue(product.additive()));
    }

    @Test
    void aLargeWeightOnASmallValueMovesLittle() {
        HandMadeMap map = new HandMadeMap(1, 3, new float[][] {{0.75f, 0.25f, 0}});
        FloatTensor values = FloatTensor.of(new float[] {0.4f, 0, 6, 8, 100, 100}, 1, 3, 2);
        FloatTensor queries = FloatTensor.of(new float[2], 1, 1, 2);
        List<MovedValue> moved = MovedValue.of(map, new Projections(queries, values, values), 0, 0, 5);
        assertAll(
                () -> assertEquals(List.of(1, 0), moved.stream().map(MovedValue::key).toList()),
                () -> assertEquals(0.25 * 10, moved.get(0).norm(), 1e-6),
                () -> assertEquals(0.75 * 0.4, moved.get(1).norm(), 1e-6));
    }

    private static final List<Token> PIECES = List.of(special("[CLS]"), text("un", 0), text("able", 2), special("[SEP]"));

    @Test
    void ofWholeWordsStatisticsAreThoseOfTheirRowsAndColumns() {
        ReducedMap map = new Reduction(false, false, true).of(trace(SELF, PIECES, WEIGHTS), SELF);
        HeadStatistics statistics = HeadStatistics.of(map, SELF.head(0), Cancellation.never());
        // [CLS]: 1, 0, 0; unable: the mean of two rows, two columns added up; [SEP]: 0, 0.75, 0.25.
        double word = -(0.375 * Math.log(0.375) + 0.5 * Math.log(0.5) + 0.125 * Math.log(0.125));
        double last = -(0.75 * Math.log(0.75) + 0.25 * Math.log(0.25));
        HeadStatistics.Positions positions = statistics.positions().orElseThrow();
        assertAll(
                () -> assertEquals(3, statistics.queries()),
                () -> assertEquals((word + last) / 3, statistics.entropy(), 1e-7),
                () -> assertEquals((0.125 + 0.25) / 3, statistics.separators().orElseThrow(), 1e-7),
                () -> assertEquals((0.375 + 0.125 + 0.75) / 3, positions.distance(), 1e-7),
                () -> assertEquals((0.375 + 0.75) / 2, positions.previous(), 1e-7),
                () -> assertEquals((1 + 0.5 + 0.25) / 3, positions.own(), 1e-7));
    }

    @Test
    void aWordMovesWhatItsPiecesMoveTogether() {
        Trace trace = trace(SELF, PIECES, WEIGHTS);
        ReducedMap words = new Reduction(false, false, true).of(trace, SELF);
        FloatTensor values = FloatTensor.of(new float[] {1, 0, 2, 0, 0, 4, 0, 0}, 1, 4, 2);
        List<MovedValue> moved = MovedValue.of(trace.map(SELF), words, new Projections(values, values, values), 0, 1, 5);
        assertAll(
                () -> assertEquals(List.of(1, 0, 3), moved.stream().map(MovedValue::key).toList()),
                () -> assertEquals(0.5, moved.get(0).weight(), 1e-7),
                // 0.375 · (2, 0) + 0.125 · (0, 4)
                () -> assertEquals(Math.hypot(0.75, 0.5), moved.get(0).norm(), 1e-7),
                () -> assertEquals(0.375, moved.get(1).norm(), 1e-7));
        ReducedMap each = Reduction.NONE.of(trace, SELF);
        assertEquals(
                MovedValue.of(trace.map(SELF), new Projections(values, values, values), 0, 2, 5),
                MovedValue.of(trace.map(SELF), each, new Projections(values, values, values), 0, 2, 5));
    }

    private static Trace trace(AttentionSite site, float[] weights) {
        return trace(site, TOKENS, weights);
    }

    private static Trace trace(AttentionSite site, List<Token> tokens, float[] weights) {
        FloatTensor vectors = FloatTensor.of(new float[tokens.size() * 2], 1, tokens.size(), 2);
        SequencedMap<AttentionSite, Trace.SiteTrace> sites = new LinkedHashMap<>();
        sites.put(site, new Trace.SiteTrace(
                new HandMadeMap(tokens.size(), tokens.size(), new float[][] {weights}), new Projections(vectors, vectors, vectors)));
        return new Trace(Map.of(Stack.ENCODER, tokens, Stack.DECODER, tokens), sites, new LinkedHashMap<>(), Arena.ofAuto());
    }

    private static Token special(String text) {
        return new Token(0, text, text, null, Role.SPECIAL);
    }

    private static Token text(String text, int at) {
        return new Token(0, text, text, new TokenSpan(at, at + text.length()), Role.TEXT);
    }
}

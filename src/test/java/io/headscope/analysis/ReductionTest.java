package io.headscope.analysis;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.headscope.attention.AttentionMap;
import io.headscope.attention.AttentionSite;
import io.headscope.attention.ExampleTraces;
import io.headscope.attention.IndexRange;
import io.headscope.attention.Pooling;
import io.headscope.attention.Token;
import io.headscope.attention.Token.Role;
import io.headscope.attention.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ReductionTest {

    @Test
    void nothingLeftOutIsTheMapItself() {
        Trace trace = ExampleTraces.bert(1, 2);
        AttentionSite site = trace.sites().getFirst();
        assertArrayEquals(trace.map(site).head(1), Reduction.NONE.of(trace, site).head(1));
    }

    @Test
    void specialTokensLoseTheirRowsAndColumnsAndTheRestKeepsItsWeights() {
        Trace trace = ExampleTraces.bert(1, 2);
        AttentionSite site = trace.sites().getFirst();
        AttentionMap whole = trace.map(site);
        ReducedMap reduced = new Reduction(true, false).of(trace, site);
        float[] inner = new float[49];
        whole.read(1, new IndexRange(1, 8), new IndexRange(1, 8), inner);
        assertAll(
                () -> assertEquals(List.of("The", "cat", "sat", "on", "the", "mat", "."), texts(reduced.queryTokens())),
                () -> assertEquals(1, reduced.query(0)),
                () -> assertEquals(OptionalInt.of(6), reduced.column(7)),
                () -> assertEquals(OptionalInt.empty(), reduced.row(8)),
                () -> assertArrayEquals(inner, reduced.head(1)));
    }

    @Test
    void withoutTheFirstTokenRowsSumToOneAgain() {
        Trace trace = ExampleTraces.causal(1, 3);
        AttentionSite site = trace.sites().getFirst();
        ReducedMap reduced = new Reduction(false, true).of(trace, site);
        float[] weights = reduced.head(2);
        float[] all = trace.map(site).head(2);
        assertAll(
                () -> assertEquals(4, reduced.queries()),
                () -> assertEquals(1, weights[0], 1e-6, "the second token is left alone with itself"),
                () -> assertEquals(all[3 * 5 + 2] / (1 - all[3 * 5]), weights[2 * 4 + 1], 1e-6),
                () -> assertEquals(1, weights[12] + weights[13] + weights[14] + weights[15], 1e-6));
    }

    @Test
    void rowsSumToOneWithSpecialTokensHiddenToo() {
        Trace trace = ExampleTraces.bert(1, 2);
        ReducedMap reduced = new Reduction(true, true).of(trace, trace.sites().getFirst());
        float[] weights = reduced.head(1);
        float[] right = new float[7 * 3];
        reduced.read(1, IndexRange.upTo(7), new IndexRange(4, 7), right);
        for (int row = 0; row < 7; row++) {
            double sum = 0;
            for (int column = 0; column < 7; column++) {
                sum += weights[row * 7 + column];
            }
            assertEquals(1, sum, 1e-6);
            assertArrayEquals(Arrays.copyOfRange(weights, row * 7 + 4, row * 7 + 7), Arrays.copyOfRange(right, row * 3, row * 3 + 3));
        }
    }

    /// 1 − 0.9999995f is off by a tenth of itself.
    @Test
    void aRowThatRestsOnItsSinkIsDividedByWhatIsLeftOfIt() {
        float[] row = {0.9999995f, 4e-7f, 1e-7f};
        ReducedMap reduced = new ReducedMap(
                new OneRow(row),
                new ReducedMap.Axis(Words.each(1), new int[] {0}, ExampleTraces.story()),
                new ReducedMap.Axis(Words.each(3), new int[] {1, 2}, ExampleTraces.story()),
                true);
        assertArrayEquals(new float[] {0.8f, 0.2f}, reduced.head(0), 1e-6f);
    }

    private record OneRow(float[] row) implements AttentionMap {

        @Override
        public int heads() {
            return 1;
        }

        @Override
        public int queries() {
            return 1;
        }

        @Override
        public int keys() {
            return row.length;
        }

        @Override
        public boolean attends(int query) {
            return true;
        }

        @Override
        public void read(int head, IndexRange queries, IndexRange keys, float[] into) {
            System.arraycopy(row, keys.start(), into, 0, keys.length());
        }
    }

    @Test
    void paddingBeforeTheTextIsNotItsFirstToken() {
        List<Token> tokens = new ArrayList<>(List.of(Token.ofId(0, Role.PADDING)));
        tokens.addAll(ExampleTraces.story());
        Trace trace = ExampleTraces.trace(tokens, 1, 1, true, Map.of());
        ReducedMap reduced = new Reduction(false, true).of(trace, trace.sites().getFirst());
        assertAll(
                () -> assertEquals(0, reduced.query(0)),
                () -> assertEquals(2, reduced.query(1)),
                () -> assertFalse(reduced.attends(0)));
    }

    @Test
    void crossAttentionKeepsItsQueries() {
        Trace trace = ExampleTraces.encoderDecoder(1, 2);
        AttentionSite cross = trace.sites().getLast();
        ReducedMap reduced = new Reduction(false, true).of(trace, cross);
        assertAll(() -> assertEquals(3, reduced.queries()), () -> assertEquals(2, reduced.keys()));
    }

    @Test
    void pooledReadingSeesWhatIsLeft() {
        Trace trace = ExampleTraces.causal(1, 1, 50);
        AttentionSite site = trace.sites().getFirst();
        ReducedMap reduced = new Reduction(false, true).of(trace, site);
        float[] weights = reduced.head(0);
        float[] pooled = new float[49];
        reduced.readPooled(0, IndexRange.upTo(49), IndexRange.upTo(49), Pooling.MAX, 7, 7, pooled);
        float max = 0;
        for (int row = 14; row < 21; row++) {
            for (int column = 7; column < 14; column++) {
                max = Math.max(max, weights[row * 49 + column]);
            }
        }
        assertEquals(max, pooled[2 * 7 + 1]);
    }

    private static List<String> texts(List<Token> tokens) {
        return tokens.stream().map(Token::text).toList();
    }
}

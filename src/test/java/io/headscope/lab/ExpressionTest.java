package io.headscope.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.headscope.lab.mechanism.Mechanisms;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The sums as people read them.
class ExpressionTest {

    private static Evaluation scaled(DoubleMatrix q, DoubleMatrix k, DoubleMatrix v) {
        Mechanism scaled = Mechanisms.scaled();
        return scaled.evaluate(java.util.Map.of("Q", q, "K", k, "V", v), Settings.usual(scaled.parameters()), Labels.NONE);
    }

    @Test
    void everyStepIsWrittenOut() {
        Evaluation made = scaled(DoubleMatrix.row(1, -2, 3), DoubleMatrix.row(4, 5, 6), DoubleMatrix.row(7, 8, 9));
        assertEquals("1·4 + (−2)·5 + 3·6", text(made, "scores", 0, 0));
        assertEquals("12 / √3", text(made, "scaled", 0, 0));
        assertEquals("e^6.928 / e^6.928", text(made, "weights", 0, 0));
        assertEquals("1·7", text(made, "weighted", 0, 0));
        assertEquals("7", text(made, "output", 0, 0));
    }

    @Test
    void sumsOfManyTermsAreCut() {
        DoubleMatrix ones = DoubleMatrix.filled(1, 12, (_, _) -> 1);
        assertEquals("1·1 + 1·1 + 1·1 + 1·1 + … + 1·1", text(scaled(ones, ones, ones), "scores", 0, 0));
    }

    @Test
    void maskedKeysTakeNoPartInTheShares() {
        Evaluation made = Mechanisms.find("causal").orElseThrow().evaluate();
        assertEquals("e^0.7071 / (e^0.7071 + e^1.414)", text(made, "weights", 1, 0));
        assertEquals("0", text(made, "weights", 1, 2));
        assertEquals("−∞", text(made, "masked", 1, 2));
    }

    @Test
    void cellsAreNamedOnceInTheOrderTheyAreRead() {
        Evaluation made = Mechanisms.scaled().evaluate();
        assertEquals(
                List.of("Q 1 0", "K 2 0", "Q 1 1", "K 2 1"),
                made.get("scores").origin(1, 2).cells().stream()
                        .map(cell -> cell.of().name().symbol() + " " + cell.row() + " " + cell.column())
                        .toList());
        assertEquals(3, made.get("weights").origin(0, 0).cells().size());
    }

    @Test
    void numbersAreShort() {
        assertEquals(
                List.of("0", "−1", "0.3333", "1235", "1.235e7", "1.234e−5", "0.00012", "∞", "−∞", "12.35", "123456"),
                List.of(0.0, -1.0, 1 / 3.0, 1234.6, 12345678.0, 0.000012341, 0.00012, Double.POSITIVE_INFINITY,
                                Double.NEGATIVE_INFINITY, 12.345678, 123456.0).stream()
                        .map(NumberText::of)
                        .toList());
    }

    private static String text(Evaluation made, String key, int row, int column) {
        return made.get(key).origin(row, column).text();
    }
}

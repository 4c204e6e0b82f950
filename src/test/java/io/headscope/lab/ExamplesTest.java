package io.headscope.lab;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.lab.example.Examples;
import io.headscope.lab.example.ScalingStudy;
import io.headscope.message.Messages;
import io.headscope.message.ProblemException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What the examples say is what they show.
class ExamplesTest {

    @Test
    void threeScalarsGiveTheWeightsThatTheTextNames() {
        Evaluation made = run("scalars");
        double e = Math.E;
        double sum = 1 + e + e * e;
        assertArrayEquals(new double[] {1 / sum, e / sum, e * e / sum}, row(made, "weights", 0), 1e-12);
        assertEquals("0.090 0.245 0.665", rounded(row(made, "weights", 0)));
        assertEquals(8.575, made.output().value().at(0, 0), 5e-4);
        // Evenly spaced keys: every weight is e^query times the one before it, in every row.
        for (int query = 0; query < 3; query++) {
            double[] weights = row(made, "weights", query);
            assertEquals(Math.exp(query + 1), weights[1] / weights[0], 1e-9);
            assertEquals(Math.exp(query + 1), weights[2] / weights[1], 1e-9);
        }
    }

    @Test
    void asOneVectorEachTheWeightIsOne() {
        Evaluation made = run("vectors");
        assertEquals(32, made.get("scores").value().at(0, 0));
        assertEquals(18.475, made.get("scaled").value().at(0, 0), 5e-4);
        assertEquals(DoubleMatrix.row(1), made.get("weights").value());
        assertEquals(DoubleMatrix.row(7, 8, 9), made.output().value());
    }

    @Test
    void similaritiesAreNoWeightsUntilSoftmaxMakesThem() {
        Evaluation made = run("similarities");
        assertArrayEquals(new double[] {0.2, 0.5, 0.3, 1, 0.1}, row(made, "scaled", 0), 1e-12);
        assertEquals("0.152 0.205 0.168 0.338 0.137", rounded(row(made, "weights", 0)));
        assertEquals(List.of("I", "like", "to", "read", "books"), made.get("weights").columns().labels());
    }

    @Test
    void dividedScoresAreTheSameAtEveryD() {
        Evaluation made = run("scaling");
        assertEquals(List.of("d = 4", "d = 64", "d = 1024"), made.get("weights").rows().labels());
        assertArrayEquals(row(made, "weights", 0), row(made, "weights", 2), 1e-12);
        double[] bare = made.get("bare-entropy").value().values();
        assertTrue(bare[0] > 0.5 && bare[1] < 0.6 && bare[2] < 0.02, Arrays.toString(bare));
        assertTrue(made.get("bare-gradient").value().at(2, 0) < 0.01);
    }

    @Test
    void overDTheBareEntropyFallsAndTheDividedOneStays() {
        List<ScalingStudy.Point> points = ScalingStudy.points();
        assertEquals(List.of(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024), points.stream().map(ScalingStudy.Point::d).toList());
        ScalingStudy.Point last = points.getLast();
        assertTrue(last.entropy() < 0.15 && last.gradient() < 0.1, last::toString);
        for (ScalingStudy.Point point : points.subList(2, points.size())) {
            assertEquals(1.67, point.scaledEntropy(), 0.1, point::toString);
            assertEquals(0.75, point.scaledGradient(), 0.06, point::toString);
        }
    }

    @Test
    void dimensionsAreAboveZero() {
        LabState example = LabState.of(Examples.find("scaling").orElseThrow());
        ProblemException refused = assertThrows(ProblemException.class, () -> example.with("d", DoubleMatrix.column(4, -1, 1024)));
        assertEquals(
                "Row 2, column 1 of d cannot be used: so many dimensions there cannot be, it must be above 0. Type a number such as 0.5;"
                        + " what was there stays.",
                refused.sentence(Messages.ENGLISH));
    }

    @Test
    void weightsCannotBeAddedToValues() {
        LabState example = LabState.of(Examples.find("wrong-formula").orElseThrow());
        assertEquals("2 × 4", example.evaluation().output().value().shape());
        ProblemException refused =
                assertThrows(ProblemException.class, () -> example.with(example.settings().with("combine-values", "plus")));
        assertEquals(
                "Weights is 2 × 3 and V is 3 × 4: they are added or exchanged cell by cell and must have the same shape"
                        + " (2 is not 3). Change the rows or columns of one of them.",
                refused.sentence(Messages.ENGLISH));
    }

    @Test
    void wordsAreAlignedByMeaningAndNotByPlace() {
        Evaluation made = run("alignment");
        assertEquals("→ 厨房里", made.get("weights").rows().labels().get(1));
        assertEquals("kitchen", strongest(made, 1));
        assertTrue(row(made, "weights", 1)[3] > 0.9);
        double[] drinking = row(made, "weights", 2);
        assertTrue(drinking[1] > 0.4 && drinking[2] > 0.4, "undecided between drinks and coffee");
    }

    @Test
    void stemAndClassLookWhereBarAndStemMeetAndTheCornerAtTheBlank() {
        Evaluation made = run("patches");
        assertEquals(List.of("[CLS]", "1,1", "4,4", "4,5"), made.get("weights").rows().labels());
        assertEquals(List.of("2,5", "3,3", "2,5", "2,5"), IntStream.range(0, 4).mapToObj(query -> strongest(made, query)).toList());
    }

    @Test
    void wordsAreWrittenOutOfTheFramesWhereTheyAreSaid() {
        Evaluation made = run("speech");
        assertEquals(List.of("→ four", "→ two", "→ ■"), made.get("weights").rows().labels());
        assertEquals(List.of("0.18 s", "0.60 s", "0.88 s"), IntStream.range(0, 3).mapToObj(query -> strongest(made, query)).toList());
        double[] two = row(made, "weights", 1);
        assertTrue(two[3] + two[4] + two[5] > 0.95, Arrays.toString(two));
    }

    @Test
    void realExamplesSayWhereTheirNumbersAreFrom() {
        for (String id : List.of("alignment", "patches", "speech")) {
            LabState state = LabState.of(Examples.find(id).orElseThrow());
            RealHead real = Examples.find(id).orElseThrow().real();
            assertNotNull(real);
            DoubleMatrix weights = state.evaluation().get("weights").value();
            assertTrue(real.head().difference(weights) < 1e-3, id);
            assertTrue(real.origin(weights).in(Messages.ENGLISH).startsWith("Real numbers, from the sample model " + real.model()), id);
        }
    }

    @Test
    void everyExampleHasTitleAndTextAndWorks() {
        for (Example example : Examples.all()) {
            for (Messages messages : List.of(Messages.ENGLISH, Messages.CHINESE)) {
                assertTrue(example.explanation(messages).length() > 50, example.title(messages));
                LabState.of(example).evaluation().steps().forEach(step -> assertTrue(step.sentence(messages).length() > 5));
            }
        }
    }

    /// What the key of the largest weight of a query is called.
    private static String strongest(Evaluation made, int query) {
        double[] weights = row(made, "weights", query);
        double most = Arrays.stream(weights).max().orElseThrow();
        int at = IntStream.range(0, weights.length).filter(key -> weights[key] == most).findFirst().orElseThrow();
        return made.get("weights").columns().labels().get(at);
    }

    private static Evaluation run(String example) {
        return LabState.of(Examples.find(example).orElseThrow()).evaluation();
    }

    private static double[] row(Evaluation made, String key, int row) {
        DoubleMatrix value = made.get(key).value();
        return IntStream.range(0, value.columns()).mapToDouble(column -> value.at(row, column)).toArray();
    }

    private static String rounded(double[] numbers) {
        return String.join(" ", Arrays.stream(numbers).mapToObj("%.3f"::formatted).toList());
    }
}

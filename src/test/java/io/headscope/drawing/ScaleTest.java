package io.headscope.drawing;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.headscope.drawing.Scale.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScaleTest {

    @ParameterizedTest
    @EnumSource
    void endsStandAtTheEnds(Kind kind) {
        Scale scale = Scale.upTo(kind, 0.5);
        assertAll(
                () -> assertEquals(0, scale.share(0)),
                () -> assertEquals(1, scale.share(0.5)),
                () -> assertEquals(1, scale.share(0.9)),
                () -> assertEquals(0, scale.share(-1)));
    }

    @ParameterizedTest
    @EnumSource
    void valueUndoesShare(Kind kind) {
        Scale scale = Scale.upTo(kind, 0.5);
        for (double value : new double[] {0.001, 0.02, 0.3, 0.5}) {
            assertEquals(value, scale.value(scale.share(value)), 1e-12);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNotANumberStaysSo(Kind kind) {
        assertEquals(Double.NaN, Scale.of(kind).share(Double.NaN));
    }

    @Test
    void aTenthIsAThirdOfTheWayOnASquareRoot() {
        assertEquals(0.3162, Scale.of(Kind.SQUARE_ROOT).share(0.1), 1e-4);
    }

    @Test
    void aLogarithmTakesEqualStepsForEqualFactors() {
        Scale scale = Scale.of(Kind.LOG);
        assertEquals(List.of(0.25, 0.5, 0.75), List.of(0.001, 0.01, 0.1).stream().map(value -> round(scale.share(value))).toList());
    }

    @Test
    void ticksNameTheEndsAndWhatLiesBetween() {
        assertAll(
                () -> assertEquals(List.of(0.0, 0.25, 0.5, 0.75, 1.0), ticks(Kind.LINEAR)),
                () -> assertEquals(List.of(0.0, 0.04, 0.16, 0.36, 0.64, 1.0), ticks(Kind.SQUARE_ROOT)),
                () -> assertEquals(List.of(0.0001, 0.001, 0.01, 0.1, 1.0), ticks(Kind.LOG)));
    }

    @Test
    void aScaleOfNoHeightIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Scale.upTo(Kind.LINEAR, 0));
    }

    private static List<Double> ticks(Kind kind) {
        return Scale.of(kind).ticks().stream().map(ScaleTest::round).toList();
    }

    private static double round(double value) {
        return Math.round(value * 1e6) / 1e6;
    }
}

package io.headscope.drawing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.drawing.Scale.Kind;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TintTest {

    private static final Matrix RANDOM = random();

    @ParameterizedTest
    @EnumSource(names = {"LINEAR", "SQUARE_ROOT"})
    void manyValuesGetTheColourEachWouldGetAlone(Kind kind) {
        Tint tint = new Tint(Scale.upTo(kind, 0.8), ColorMap.MAGMA);
        int[] colors = new int[1000];
        tint.argb(RANDOM, colors);
        int[] expected = IntStream.range(0, 1000).map(i -> tint.color(RANDOM.values()[i]).argb()).toArray();
        assertTrue(steps(ColorMap.MAGMA, colors, expected) <= 1, "the same colour, or its neighbour where rounding decides");
    }

    @Test
    void aLogarithmicTableIsAtMostOneStepOff() {
        Tint tint = new Tint(Scale.of(Kind.LOG), ColorMap.VIRIDIS);
        int[] colors = new int[1000];
        tint.argb(RANDOM, colors);
        int[] expected = IntStream.range(0, 1000).map(i -> tint.color(RANDOM.values()[i]).argb()).toArray();
        assertTrue(steps(ColorMap.VIRIDIS, colors, expected) <= 1);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNotANumberIsTransparent(Kind kind) {
        int[] colors = new int[3];
        new Tint(Scale.of(kind), ColorMap.CIVIDIS).argb(new Matrix(1, 3, new float[] {Float.NaN, 0, 1}), colors);
        assertArrayEquals(new int[] {0, ColorMap.CIVIDIS.argb(0), ColorMap.CIVIDIS.argb(255)}, colors);
    }

    private static int steps(ColorMap map, int[] colors, int[] expected) {
        int[] all = IntStream.range(0, ColorMap.STEPS).map(map::argb).toArray();
        return IntStream.range(0, colors.length)
                .map(i -> Math.abs(indexOf(all, colors[i]) - indexOf(all, expected[i])))
                .max()
                .orElseThrow();
    }

    private static int indexOf(int[] all, int color) {
        return IntStream.range(0, all.length).filter(i -> all[i] == color).findFirst().orElseThrow();
    }

    private static Matrix random() {
        Random random = new Random(5);
        float[] values = new float[1000];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.pow(random.nextDouble(), 4);
        }
        return new Matrix(10, 100, Arrays.copyOf(values, 1000));
    }
}

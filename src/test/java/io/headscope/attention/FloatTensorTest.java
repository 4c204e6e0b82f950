package io.headscope.attention;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FloatTensorTest {

    private static final int LENGTH = 20_000;

    @Test
    void allNumbersAreFinite() {
        float[] numbers = random();
        numbers[0] = Float.MAX_VALUE;
        numbers[1] = -Float.MAX_VALUE;
        numbers[2] = Float.MIN_VALUE;
        numbers[3] = -0f;
        assertTrue(FloatTensor.of(numbers, LENGTH).isFinite());
        assertTrue(FloatTensor.of(new float[0], 0).isFinite());
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void oneThatIsNoneIsFoundWhereverItStands(float none) {
        for (int at : new int[] {0, 1, 8191, 8192, 12_345, LENGTH - 1}) {
            float[] numbers = random();
            numbers[at] = none;
            assertFalse(FloatTensor.of(numbers, LENGTH).isFinite(), none + " at " + at);
        }
    }

    private static float[] random() {
        Random random = new Random(1);
        float[] numbers = new float[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            numbers[i] = Float.intBitsToFloat(random.nextInt() & 0xbf7f_ffff);
        }
        return numbers;
    }
}

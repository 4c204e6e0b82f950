package io.headscope.model.family;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;

/// Interpolation as PyTorch and ONNX define it.
final class InterpolationTest {

    /// The first rows of ONNX's own example `resize_upsample_scales_cubic`: the numbers 1 to 16 as 4×4, twice as fine.
    @Test
    void cubicIsAsTheExampleOfOnnx() {
        float[] weights = Interpolation.BICUBIC.weights(4, 8);
        float[] first = new float[8];
        float[] second = new float[8];
        for (int column = 0; column < 8; column++) {
            for (int i = 0; i < 16; i++) {
                first[column] += weights[i / 4] * weights[column * 4 + i % 4] * (i + 1);
                second[column] += weights[4 + i / 4] * weights[column * 4 + i % 4] * (i + 1);
            }
        }
        assertArrayEquals(
                new float[] {0.47265625f, 0.76953125f, 1.24609375f, 1.875f, 2.28125f, 2.91015625f, 3.38671875f, 3.68359375f},
                first,
                1e-5f);
        assertArrayEquals(
                new float[] {1.66015625f, 1.95703125f, 2.43359375f, 3.0625f, 3.46875f, 4.09765625f, 4.57421875f, 4.87109375f},
                second,
                1e-5f);
    }

    @Test
    void linearSharesOutBetweenNeighboursAndStopsAtTheEdge() {
        float[] finer = along(Interpolation.BILINEAR, new float[] {1, 2, 3, 4}, 8);
        assertArrayEquals(new float[] {1, 1.25f, 1.75f, 2.25f, 2.75f, 3.25f, 3.75f, 4}, finer, 1e-6f);
        assertArrayEquals(new float[] {1.5f, 3.5f}, along(Interpolation.BILINEAR, new float[] {1, 2, 3, 4}, 2), 1e-6f);
    }

    @Test
    void toCornersFirstStaysFirstAndLastLast() {
        float[] finer = along(Interpolation.BILINEAR_TO_CORNERS, new float[] {1, 2, 3, 4}, 7);
        assertArrayEquals(new float[] {1, 1.5f, 2, 2.5f, 3, 3.5f, 4}, finer, 1e-6f);
        assertArrayEquals(new float[] {1}, along(Interpolation.BILINEAR_TO_CORNERS, new float[] {1, 2, 3, 4}, 1), 1e-6f);
    }

    private static float[] along(Interpolation interpolation, float[] numbers, int to) {
        float[] weights = interpolation.weights(numbers.length, to);
        float[] made = new float[to];
        for (int i = 0; i < weights.length; i++) {
            made[i / numbers.length] += weights[i] * numbers[i % numbers.length];
        }
        return made;
    }
}

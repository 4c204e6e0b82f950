package io.headscope.model.family;

/// Positions as sines and cosines (Vaswani et al., 2017, section 3.5, <https://arxiv.org/abs/1706.03762>), the sines in
/// the first half of every row and the cosines in the second, as Marian lays them.
final class SinusoidTable {

    private static final double SLOWEST = 10_000;

    private SinusoidTable() {}

    /// @return [positions, width], row-major
    static float[] of(int positions, int width) {
        int sines = (width + 1) / 2;
        float[] numbers = new float[Math.multiplyExact(positions, width)];
        for (int position = 0; position < positions; position++) {
            for (int i = 0; i < sines; i++) {
                double angle = position / Math.pow(SLOWEST, 2.0 * i / width);
                numbers[position * width + i] = (float) Math.sin(angle);
                if (sines + i < width) {
                    numbers[position * width + sines + i] = (float) Math.cos(angle);
                }
            }
        }
        return numbers;
    }
}

package io.headscope.training.course;

import io.headscope.attention.FloatTensor;

/// Positions as sines and cosines (after Vaswani et al., 2017, section 3.5, <https://arxiv.org/abs/1706.03762>): a shift by
/// one position is a rotation, so that a head that looks one back is soon found. A table that starts so is learned from
/// there. The fastest wave turns by half a circle at each position, where the paper's turns by one radian: neighbours are
/// told apart more sharply.
final class Sinusoids {

    private Sinusoids() {}

    /// @param base      the slowest wave is this much slower than the fastest; the paper has 10,000, short windows need less
    /// @param deviation the standard deviation of the numbers
    /// @return          [positions, width]
    static FloatTensor table(int positions, int width, double base, double deviation) {
        float[] numbers = new float[positions * width];
        double amplitude = deviation * Math.sqrt(2);
        for (int position = 0; position < positions; position++) {
            for (int i = 0; i < width; i++) {
                double angle = Math.PI * position / Math.pow(base, (i - i % 2) / (double) width);
                numbers[position * width + i] = (float) (amplitude * (i % 2 == 0 ? Math.sin(angle) : Math.cos(angle)));
            }
        }
        return FloatTensor.of(numbers, positions, width);
    }

    /// Places of a square grid, one class token before them: half of the width says the row, half the column. A patch
    /// soon finds its neighbours.
    ///
    /// @return [1, 1 + side², width]
    static FloatTensor grid(int side, int width, double base, double deviation) {
        FloatTensor lines = table(side, width / 2, base, deviation);
        float[] numbers = new float[(1 + side * side) * width];
        for (int row = 0; row < side; row++) {
            for (int column = 0; column < side; column++) {
                int at = (1 + row * side + column) * width;
                lines.copy((long) row * width / 2, numbers, at, width / 2);
                lines.copy((long) column * width / 2, numbers, at + width / 2, width / 2);
            }
        }
        return FloatTensor.of(numbers, 1, 1 + side * side, width);
    }
}

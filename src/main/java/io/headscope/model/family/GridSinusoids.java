package io.headscope.model.family;


/// Where the positions of a grid lie, as sines and cosines (Parmar et al., 2018, <https://arxiv.org/abs/1802.05751>): rows
/// in the first half of the channels, columns in the second, each counted within what is valid and spread over a full turn.
final class GridSinusoids {

    private static final double SLOWEST = 10_000;
    private static final float NEVER_ZERO = 1e-6f;

    private GridSinusoids() {}

    /// @param valid 0 where a position lies in fill                    [rows · columns]
    /// @param width even halves: rows and columns
    /// @return      [rows · columns, width], row-major
    static float[] of(long[] valid, int rows, int columns, int width) {
        float[] places = new float[rows * columns * width];
        int half = width / 2;
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                int at = (row * columns + column) * width;
                write(places, at, share(valid, column, columns, row, rows), half);
                write(places, at + half, share(valid, row * columns, 1, column, columns), half);
            }
        }
        return places;
    }

    /// How far along its line a position lies, as an angle.
    ///
    /// @param first  of the line
    /// @param step   from one position of the line to the next
    /// @param length of the line
    private static float share(long[] valid, int first, int step, int index, int length) {
        float before = 0;
        float all = 0;
        for (int i = 0; i < length; i++) {
            all += valid[first + i * step];
            before += i <= index ? valid[first + i * step] : 0;
        }
        return (float) (before / (all + NEVER_ZERO) * 2 * Math.PI);
    }

    /// Sines at even channels, cosines at odd ones, ever slower.
    private static void write(float[] places, int at, float angle, int half) {
        for (int i = 0; i < half; i++) {
            double slowed = angle / Math.pow(SLOWEST, 2.0 * (i / 2) / half);
            places[at + i] = (float) (i % 2 == 0 ? Math.sin(slowed) : Math.cos(slowed));
        }
    }
}

package io.headscope.view.overlay;

import io.headscope.drawing.Matrix;

/// A matrix made finer, its values passing evenly from one cell's middle to the next; beside cells without a value they stay
/// as they are.
final class Smoothing {

    private static final int FINEST = 256;
    private static final int MOST = 16;

    private Smoothing() {}

    static Matrix of(Matrix coarse) {
        int across = factor(coarse.columns());
        int down = factor(coarse.rows());
        int columns = coarse.columns() * across;
        int rows = coarse.rows() * down;
        float[] values = new float[rows * columns];
        for (int y = 0; y < rows; y++) {
            for (int x = 0; x < columns; x++) {
                values[y * columns + x] = between(coarse, (y + 0.5f) / down - 0.5f, (x + 0.5f) / across - 0.5f);
            }
        }
        return new Matrix(rows, columns, values);
    }

    private static int factor(int cells) {
        return cells == 1 ? 1 : Math.clamp(FINEST / cells, 1, MOST);
    }

    private static float between(Matrix matrix, float row, float column) {
        int top = Math.clamp((int) Math.floor(row), 0, matrix.rows() - 1);
        int left = Math.clamp((int) Math.floor(column), 0, matrix.columns() - 1);
        int bottom = Math.min(top + 1, matrix.rows() - 1);
        int right = Math.min(left + 1, matrix.columns() - 1);
        float own = matrix.at(
                Math.clamp(Math.round(row), 0, matrix.rows() - 1), Math.clamp(Math.round(column), 0, matrix.columns() - 1));
        float down = Math.clamp(row - top, 0, 1);
        float across = Math.clamp(column - left, 0, 1);
        float above = matrix.at(top, left) * (1 - across) + matrix.at(top, right) * across;
        float below = matrix.at(bottom, left) * (1 - across) + matrix.at(bottom, right) * across;
        float value = above * (1 - down) + below * down;
        return Float.isNaN(value) ? own : value;
    }
}

package io.headscope.model.family;

import io.headscope.model.Dim;
import io.headscope.model.Ops;
import io.headscope.model.Value;

/// How a grid of numbers is made finer or coarser, as PyTorch's `interpolate` does it: a sum of
/// neighbours, row by row and column by column, so that it can be written as two matrix products.
enum Interpolation {
    /// Of the two nearest on each axis.
    BILINEAR {
        @Override
        void spread(double at, int from, float[] row) {
            double place = Math.max(0, at);
            int left = Math.min((int) place, from - 1);
            double share = place - left;
            row[left] += (float) (1 - share);
            row[Math.min(left + 1, from - 1)] += (float) share;
        }
    },
    /// Of the two nearest on each axis, first on first and last on last.
    BILINEAR_TO_CORNERS {
        @Override
        double place(int index, int from, int to) {
            return to == 1 ? 0 : index * (from - 1.0) / (to - 1);
        }

        @Override
        void spread(double at, int from, float[] row) {
            BILINEAR.spread(at, from, row);
        }
    },
    /// Of the four nearest on each axis (Keys, 1981, with a = -0.75); beyond the edge stands what stands at the edge.
    BICUBIC {
        @Override
        void spread(double at, int from, float[] row) {
            int left = (int) Math.floor(at);
            for (int i = left - 1; i <= left + 2; i++) {
                row[Math.clamp(i, 0, from - 1)] += (float) cubic(Math.abs(at - i));
            }
        }
    };

    private static final double A = -0.75;

    /// Shares out the place `at` over the places of an axis that is `from` long.
    abstract void spread(double at, int from, float[] row);

    /// Where among `from` places the place `index` of `to` lies.
    double place(int index, int from, int to) {
        return (index + 0.5) * from / to - 0.5;
    }

    private static double cubic(double x) {
        return x <= 1
                ? ((A + 2) * x - (A + 3)) * x * x + 1
                : ((A * x - 5 * A) * x + 8 * A) * x - 4 * A;
    }

    /// @return what each of `to` places takes of each of `from` places    [to, from]
    float[] weights(int from, int to) {
        float[] weights = new float[Math.multiplyExact(from, to)];
        float[] row = new float[from];
        for (int i = 0; i < to; i++) {
            java.util.Arrays.fill(row, 0);
            spread(place(i, from, to), from, row);
            System.arraycopy(row, 0, weights, i * from, from);
        }
        return weights;
    }

    /// @param x [batch, channels, height, width]
    /// @return  [batch, channels, rows, columns]
    Value resize(Ops ops, Value x, int rows, int columns) {
        Value wide = along(ops, x, columns);
        return ops.permute(along(ops, ops.permute(wide, 0, 1, 3, 2), rows), 0, 1, 3, 2);
    }

    private Value along(Ops ops, Value x, int to) {
        int from = Math.toIntExact(x.length(-1));
        return from == to ? x : ops.linear(x, ops.constant(weights(from, to), to, from), null);
    }

    /// @param table [1, rows · columns, width], row by row
    /// @return      [1, new rows · new columns, width]
    Value resize(Ops ops, Value table, int rows, int columns, int newRows, int newColumns) {
        if (rows == newRows && columns == newColumns) {
            return table;
        }
        Dim width = table.dim(2);
        Value grid = ops.permute(ops.reshape(table, Dim.of(1), Dim.of(rows), Dim.of(columns), width), 0, 3, 1, 2);
        Value resized = ops.permute(resize(ops, grid, newRows, newColumns), 0, 2, 3, 1);
        return ops.reshape(resized, Dim.of(1), Dim.of((long) newRows * newColumns), width);
    }
}

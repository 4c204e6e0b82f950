package io.headscope.drawing;

import java.util.Arrays;

/// The numbers behind a raster, row by row. What is not a number has no colour.
///
/// @param values [rows, columns]; not to be changed once they are here
public record Matrix(int rows, int columns, float[] values) {

    public Matrix {
        if (values.length != Math.multiplyExact(rows, columns)) {
            throw new IllegalArgumentException("%d×%d of %d numbers".formatted(rows, columns, values.length));
        }
    }

    public float at(int row, int column) {
        return values[row * columns + column];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Matrix(int otherRows, int otherColumns, float[] others)
                && rows == otherRows
                && columns == otherColumns
                && Arrays.equals(values, others);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * rows + columns) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "Matrix[%d×%d]".formatted(rows, columns);
    }
}

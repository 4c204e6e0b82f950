package io.headscope.lab;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;

/// A matrix in double precision, row by row.
///
/// @param values [rows, columns]; not to be changed once they are here
public record DoubleMatrix(int rows, int columns, double[] values) {

    public DoubleMatrix {
        if (values.length != Math.multiplyExact(rows, columns)) {
            throw new IllegalArgumentException("%d × %d of %d numbers".formatted(rows, columns, values.length));
        }
    }

    /// @param rows all of one length
    public static DoubleMatrix of(double[]... rows) {
        int columns = rows.length == 0 ? 0 : rows[0].length;
        return filled(rows.length, columns, (row, column) -> rows[row][column]);
    }

    public static DoubleMatrix row(double... values) {
        return new DoubleMatrix(1, values.length, values.clone());
    }

    public static DoubleMatrix column(double... values) {
        return new DoubleMatrix(values.length, 1, values.clone());
    }

    public static DoubleMatrix filled(int rows, int columns, Numbers numbers) {
        double[] values = new double[Math.multiplyExact(rows, columns)];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                values[row * columns + column] = numbers.at(row, column);
            }
        }
        return new DoubleMatrix(rows, columns, values);
    }

    /// What stands in each cell.
    @FunctionalInterface
    public interface Numbers {
        double at(int row, int column);
    }

    public double at(int row, int column) {
        return values[Objects.checkIndex(row, rows) * columns + Objects.checkIndex(column, columns)];
    }

    public DoubleMatrix with(int row, int column, double value) {
        double[] changed = values.clone();
        changed[Objects.checkIndex(row, rows) * columns + Objects.checkIndex(column, columns)] = value;
        return new DoubleMatrix(rows, columns, changed);
    }

    public DoubleMatrix map(DoubleUnaryOperator function) {
        return new DoubleMatrix(rows, columns, Arrays.stream(values).map(function).toArray());
    }

    /// `3 × 2`.
    public String shape() {
        return rows + " × " + columns;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DoubleMatrix(int otherRows, int otherColumns, double[] others)
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
        return shape() + " " + Arrays.toString(values);
    }
}

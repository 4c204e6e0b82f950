package io.headscope.attention;

import java.util.List;

/// What passed one place of a network in one run, in three numbers.
///
/// @param norm      the mean length of its vectors, the last axis taken as one
/// @param mean      of all numbers
/// @param deviation their standard deviation
/// @param shape     of the whole, where only the run could tell it; empty where the network says it itself
public record Passed(double norm, double mean, double deviation, List<Long> shape) {

    public Passed {
        shape = List.copyOf(shape);
    }

    public Passed(double norm, double mean, double deviation) {
        this(norm, mean, deviation, List.of());
    }

    /// The same, of something that had this shape.
    public Passed shaped(List<Long> shape) {
        return new Passed(norm, mean, deviation, shape);
    }

    /// Of a whole tensor.
    public static Passed of(FloatTensor tensor) {
        int width = tensor.shape().isEmpty() ? 1 : tensor.length(-1);
        Gathering gathering = new Gathering();
        float[] row = new float[width];
        for (long at = 0; at + width <= tensor.size(); at += width) {
            tensor.copy(at, row, 0, width);
            gathering.add(row, width);
        }
        return gathering.result();
    }

    /// Of vectors whose sums alone are known.
    ///
    /// @param sums    of the numbers of each vector
    /// @param squares of their squares, in the same order
    /// @param width   how many numbers each vector has
    public static Passed of(FloatTensor sums, FloatTensor squares, long width) {
        Gathering gathering = new Gathering();
        for (long i = 0; i < sums.size(); i++) {
            gathering.add(sums.at(i), squares.at(i), width);
        }
        return gathering.result();
    }

    /// Takes vectors one after the other.
    public static final class Gathering {
        private double norms;
        private double sum;
        private double squares;
        private long vectors;
        private long numbers;

        /// The first `width` numbers of `row`, as one vector.
        public void add(float[] row, int width) {
            double own = 0;
            double square = 0;
            for (int i = 0; i < width; i++) {
                own += row[i];
                square += (double) row[i] * row[i];
            }
            add(own, square, width);
        }

        private void add(double own, double square, long width) {
            if (width == 0) {
                return;
            }
            norms += Math.sqrt(square);
            sum += own;
            squares += square;
            vectors++;
            numbers += width;
        }

        /// All zeros where nothing was taken.
        public Passed result() {
            if (numbers == 0) {
                return new Passed(0, 0, 0);
            }
            double mean = sum / numbers;
            return new Passed(norms / vectors, mean, Math.sqrt(Math.max(0, squares / numbers - mean * mean)));
        }
    }
}

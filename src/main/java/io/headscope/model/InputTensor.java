package io.headscope.model;

import java.util.Arrays;

/// Whole numbers that go into a network, row-major.
///
/// @param shape the length of every axis, the batch first
public record InputTensor(long[] values, long... shape) {

    public InputTensor {
        if (Arrays.stream(shape).reduce(1, Math::multiplyExact) != values.length) {
            throw new IllegalArgumentException("shape " + Arrays.toString(shape) + " over " + values.length + " numbers");
        }
    }

    /// One row: a batch of one text.                                [1, tokens]
    public static InputTensor row(long... values) {
        return new InputTensor(values, 1, values.length);
    }

    public boolean allOnes() {
        return Arrays.stream(values).allMatch(value -> value == 1);
    }
}

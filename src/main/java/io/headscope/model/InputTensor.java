package io.headscope.model;

import io.headscope.attention.FloatTensor;
import java.util.Arrays;
import java.util.stream.LongStream;

/// Numbers that go into a network, row-major: ids and masks are whole, pictures, sounds and tables are not.
public sealed interface InputTensor {

    /// The length of every axis, the batch first.
    long[] shape();

    /// The type of the program's input that it fits.
    ElementType type();

    /// Whether it is 1 throughout, as the mask of a text without padding.
    boolean allOnes();

    /// Its numbers, where they are whole.
    ///
    /// @throws IllegalStateException where they are not
    long[] values();

    /// Whole numbers, I64.
    record Whole(long[] values, long... shape) implements InputTensor {

        public Whole {
            requireFit(values.length, shape);
        }

        @Override
        public ElementType type() {
            return ElementType.I64;
        }

        @Override
        public boolean allOnes() {
            return Arrays.stream(values).allMatch(value -> value == 1);
        }
    }

    /// Numbers with a fraction, F32.
    record Real(float[] numbers, long... shape) implements InputTensor {

        public Real {
            requireFit(numbers.length, shape);
        }

        @Override
        public ElementType type() {
            return ElementType.F32;
        }

        @Override
        public boolean allOnes() {
            return false;
        }

        @Override
        public long[] values() {
            throw new IllegalStateException("numbers of " + Arrays.toString(shape) + " are not whole");
        }
    }

    /// Numbers with a fraction that belong to someone else, as the keys and values of the run before do. An engine that can
    /// reads them where they lie; whoever they belong to keeps them until the run has ended.
    ///
    /// @param numbers without the batch axis
    record Held(FloatTensor numbers) implements InputTensor {

        @Override
        public long[] shape() {
            return LongStream.concat(LongStream.of(1), numbers.shape().stream().mapToLong(i -> i)).toArray();
        }

        @Override
        public ElementType type() {
            return ElementType.F32;
        }

        @Override
        public boolean allOnes() {
            return false;
        }

        @Override
        public long[] values() {
            throw new IllegalStateException("numbers of " + numbers.shape() + " are not whole");
        }

        /// The same, for those who want them on the heap.
        public Real copied() {
            return new Real(numbers.toArray(), shape());
        }
    }

    static InputTensor of(long[] values, long... shape) {
        return new Whole(values, shape);
    }

    static InputTensor of(float[] numbers, long... shape) {
        return new Real(numbers, shape);
    }

    /// One row: a batch of one text.                                [1, tokens]
    static InputTensor row(long... values) {
        return new Whole(values, 1, values.length);
    }

    private static void requireFit(int numbers, long[] shape) {
        if (Arrays.stream(shape).reduce(1, Math::multiplyExact) != numbers) {
            throw new IllegalArgumentException("shape " + Arrays.toString(shape) + " over " + numbers + " numbers");
        }
    }
}

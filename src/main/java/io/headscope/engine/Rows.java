package io.headscope.engine;

import io.headscope.attention.FloatTensor;
import io.headscope.model.InputTensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Stretches of the positions that a tensor has along one of its axes.
final class Rows {

    private Rows() {}

    /// How many positions two inputs have alike, from the first on.
    ///
    /// @param axis of the positions, behind axes of length 1; below 0 where there is none: such inputs are alike as a whole
    ///             or not at all
    static int alike(InputTensor one, InputTensor other, int axis) {
        int differing = differing(one, other);
        if (axis < 0) {
            return differing < 0 && Arrays.equals(one.shape(), other.shape()) ? Integer.MAX_VALUE : 0;
        }
        return differing < 0 ? Integer.MAX_VALUE : differing / Math.toIntExact(behind(one.shape(), axis));
    }

    /// The first number that differs; below 0 if there is none.
    private static int differing(InputTensor one, InputTensor other) {
        if (one instanceof InputTensor.Whole(long[] values, long[] _) && other instanceof InputTensor.Whole(long[] others, long[] _)) {
            return Arrays.mismatch(values, others);
        }
        if (one instanceof InputTensor.Real(float[] numbers, long[] _) && other instanceof InputTensor.Real(float[] others, long[] _)) {
            return Arrays.mismatch(numbers, others);
        }
        return 0;
    }

    /// What an input has from position `from` on; all of it where it has no positions.
    static InputTensor from(int from, InputTensor input, int axis) {
        if (axis < 0) {
            return input;
        }
        long[] shape = input.shape().clone();
        int start = from * Math.toIntExact(behind(shape, axis));
        shape[axis] -= from;
        return switch (input) {
            case InputTensor.Whole(long[] values, long[] _) -> InputTensor.of(Arrays.copyOfRange(values, start, values.length), shape);
            case InputTensor.Real(float[] numbers, long[] _) -> InputTensor.of(Arrays.copyOfRange(numbers, start, numbers.length), shape);
            case InputTensor.Held held -> from(from, held.copied(), axis);
        };
    }

    /// The first positions of every head, where they lie if these are all.
    ///
    /// @param tensor [heads, positions, size]
    /// @return       [heads, to, size]
    static FloatTensor upTo(int to, FloatTensor tensor, SegmentAllocator memory) {
        if (to == tensor.length(1)) {
            return tensor;
        }
        FloatTensor first = allocate(resized(tensor.shape(), 1, to), memory);
        for (int head = 0; head < tensor.length(0); head++) {
            copy(tensor, (long) head * tensor.length(1) * tensor.length(2), first, (long) head * to * tensor.length(2), (long) to * tensor.length(2));
        }
        return first;
    }

    /// The first `same` positions of one tensor, and behind them those of another.
    static void join(FloatTensor before, FloatTensor added, int axis, long same, FloatTensor into) {
        long[] shape = added.shape().stream().mapToLong(i -> i).toArray();
        long row = behind(shape, axis);
        long more = shape[axis] * row;
        long old = before.shape().get(axis) * row;
        for (long i = 0; i < added.size() / more; i++) {
            copy(before, i * old, into, i * (same * row + more), same * row);
            copy(added, i * more, into, i * (same * row + more) + same * row, more);
        }
    }

    static void copy(FloatTensor from, long at, FloatTensor into, long to, long length) {
        MemorySegment.copy(from.data(), at * Float.BYTES, into.data(), to * Float.BYTES, length * Float.BYTES);
    }

    static FloatTensor allocate(List<Long> shape, SegmentAllocator memory) {
        long size = shape.stream().reduce(1L, Math::multiplyExact);
        return new FloatTensor(shape, memory.allocate(Float.BYTES * size, Float.BYTES));
    }

    /// A shape whose axis has another length.
    static List<Long> resized(List<Long> shape, int axis, long length) {
        List<Long> resized = new ArrayList<>(shape);
        resized.set(axis, length);
        return resized;
    }

    /// How many numbers one position takes.
    private static long behind(long[] shape, int axis) {
        return Arrays.stream(shape, axis + 1, shape.length).reduce(1, Math::multiplyExact);
    }
}

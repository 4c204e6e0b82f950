package io.headscope.attention;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Objects;

/// Numbers of a network with their shape, row-major, in memory that belongs to someone else (a trace, a file).
///
/// @param shape the length of every axis, outermost first
/// @param data  4 bytes a number, native order
public record FloatTensor(List<Long> shape, MemorySegment data) {

    /// Numbers that are looked at together; they stay in the processor's cache.
    private static final int LOOKED_AT = 1 << 13;

    public FloatTensor {
        shape = List.copyOf(shape);
        if (data.byteSize() != Float.BYTES * size(shape)) {
            throw new IllegalArgumentException("shape " + shape + " over " + data.byteSize() + " bytes");
        }
    }

    public static FloatTensor of(float[] values, long... shape) {
        return new FloatTensor(java.util.Arrays.stream(shape).boxed().toList(), MemorySegment.ofArray(values));
    }

    public long size() {
        return size(shape);
    }

    /// The length of axis `axis`; negative axes count from the last.
    public int length(int axis) {
        return Math.toIntExact(shape.get(axis < 0 ? shape.size() + axis : axis));
    }

    /// The number at a flat index.
    public float at(long index) {
        return data.getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, index);
    }

    /// Copies `length` numbers from flat index `from`.
    public void copy(long from, float[] into, int at, int length) {
        Objects.checkFromIndexSize(at, length, into.length);
        MemorySegment.copy(data, ValueLayout.JAVA_FLOAT_UNALIGNED, from * Float.BYTES, into, at, length);
    }

    /// All numbers, copied.
    public float[] toArray() {
        return data.toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
    }

    /// Whether every number is one: neither NaN nor infinite.
    public boolean isFinite() {
        int[] bits = new int[(int) Math.min(size(), LOOKED_AT)];
        for (long at = 0; at < size(); at += bits.length) {
            int length = (int) Math.min(bits.length, size() - at);
            MemorySegment.copy(data, ValueLayout.JAVA_INT_UNALIGNED, at * Float.BYTES, bits, 0, length);
            if (hasOtherThanNumbers(bits, length)) {
                return false;
            }
        }
        return true;
    }

    /// An exponent of ones, which no number has, runs over into the sign. Without branches, and so several at a time.
    private static boolean hasOtherThanNumbers(int[] bits, int length) {
        int seen = 0;
        for (int i = 0; i < length; i++) {
            seen |= (bits[i] & 0x7fff_ffff) + 0x0080_0000;
        }
        return seen < 0;
    }

    private static long size(List<Long> shape) {
        return shape.stream().reduce(1L, Math::multiplyExact);
    }
}

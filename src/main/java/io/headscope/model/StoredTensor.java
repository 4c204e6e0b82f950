package io.headscope.model;

import io.headscope.attention.FloatTensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// A tensor as it lies on disk, mapped.
///
/// @param name   its name in the file
/// @param file   the file itself, symbolic links followed
/// @param offset where in the file its bytes begin
/// @param data   its bytes, little-endian, row-major
public record StoredTensor(
        String name, ElementType type, List<Long> shape, Path file, long offset, MemorySegment data) {

    /// The types that weights may have.
    public static final Set<ElementType> WEIGHT_TYPES = Set.of(ElementType.F64, ElementType.F32, ElementType.F16, ElementType.BF16);

    /// Numbers that are converted in one go; they stay in the processor's cache.
    private static final int CONVERTED = 1 << 13;

    private static final ValueLayout.OfFloat NATIVE = ValueLayout.JAVA_FLOAT_UNALIGNED;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    public StoredTensor {
        shape = List.copyOf(shape);
    }

    public long size() {
        return data.byteSize() / type.bytes();
    }

    /// The numbers as F32: the mapped bytes themselves where they are that already, else converted.
    ///
    /// @param allocator where converted numbers go
    public MemorySegment asF32(SegmentAllocator allocator) {
        if (type == ElementType.F32) {
            return data;
        }
        MemorySegment converted = allocator.allocate(size() * Float.BYTES, Float.BYTES);
        convert(0, size(), converted);
        return converted;
    }

    /// Some of its rows, as a tensor of its own over the same bytes.
    public StoredTensor rows(long from, long to) {
        long row = data.byteSize() / shape.getFirst();
        List<Long> some = new ArrayList<>(shape);
        some.set(0, to - from);
        return new StoredTensor(
                name + "[" + from + ":" + to + "]", type, some, file, offset + from * row, data.asSlice(from * row, (to - from) * row));
    }

    /// Writes the numbers from flat index `from` up to `to` as F32.
    ///
    /// @param into where number `from` goes to its beginning
    public void convert(long from, long to, MemorySegment into) {
        switch (type) {
            case F32 -> MemorySegment.copy(data, from * Float.BYTES, into, 0, (to - from) * Float.BYTES);
            case F16 -> convertHalves(from, to, into, false);
            case BF16 -> convertHalves(from, to, into, true);
            case F64 -> {
                for (long i = from; i < to; i++) {
                    into.set(NATIVE, (i - from) * Float.BYTES, (float) data.get(DOUBLE, i * Double.BYTES));
                }
            }
            case I64, I32, I16, I8, U8, BOOL -> throw notAWeight();
        }
    }

    /// By way of arrays, over which loops are run several numbers at a time.
    ///
    /// @param upper whether they are the upper halves of F32 (BF16), else F16
    private void convertHalves(long from, long to, MemorySegment into, boolean upper) {
        short[] halves = new short[(int) Math.min(CONVERTED, to - from)];
        float[] numbers = new float[halves.length];
        for (long at = from; at < to; at += halves.length) {
            int length = (int) Math.min(halves.length, to - at);
            MemorySegment.copy(data, SHORT, at * Short.BYTES, halves, 0, length);
            if (upper) {
                for (int i = 0; i < length; i++) {
                    numbers[i] = Float.intBitsToFloat(halves[i] << 16);
                }
            } else {
                for (int i = 0; i < length; i++) {
                    numbers[i] = Float.float16ToFloat(halves[i]);
                }
            }
            MemorySegment.copy(numbers, 0, into, NATIVE, (at - from) * Float.BYTES, length);
        }
    }

    /// Whether every number is one: neither NaN nor infinite.
    public boolean isFinite() {
        return switch (type) {
            case F64 -> finiteF64();
            case F32 -> finiteF32();
            case F16 -> finiteHalves(0x7c00);
            case BF16 -> finiteHalves(0x7f80);
            case I64, I32, I16, I8, U8, BOOL -> throw notAWeight();
        };
    }

    private boolean finiteF64() {
        for (long i = 0; i < size(); i++) {
            if (!Float.isFinite((float) data.get(DOUBLE, i * Double.BYTES))) {
                return false;
            }
        }
        return true;
    }

    private boolean finiteF32() {
        // Read as this machine reads them, which is how engines do.
        return new FloatTensor(List.of(size()), data).isFinite();
    }

    /// @param exponent all bits of it set: what infinity and NaN have
    private boolean finiteHalves(int exponent) {
        for (long i = 0; i < size(); i++) {
            if ((data.getAtIndex(SHORT, i) & exponent) == exponent) {
                return false;
            }
        }
        return true;
    }

    private IllegalStateException notAWeight() {
        return new IllegalStateException(name + " of type " + type + " is not a weight");
    }
}

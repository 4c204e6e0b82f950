package io.headscope.model;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
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
    public static final Set<ElementType> WEIGHT_TYPES = Set.of(ElementType.F32, ElementType.F16);

    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

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
        return switch (type) {
            case F32 -> data;
            case F16 -> convertedFromF16(allocator);
            case F64, BF16, I64, I32, I16, I8, U8, BOOL -> throw notAWeight();
        };
    }

    private MemorySegment convertedFromF16(SegmentAllocator allocator) {
        MemorySegment converted = allocator.allocate(size() * Float.BYTES, Float.BYTES);
        for (long i = 0; i < size(); i++) {
            converted.setAtIndex(FLOAT, i, Float.float16ToFloat(data.getAtIndex(SHORT, i)));
        }
        return converted;
    }

    /// Whether every number is one: neither NaN nor infinite.
    public boolean isFinite() {
        return switch (type) {
            case F32 -> finiteF32();
            case F16 -> finiteF16();
            case F64, BF16, I64, I32, I16, I8, U8, BOOL -> throw notAWeight();
        };
    }

    private boolean finiteF32() {
        // x · 0 is 0 for every number and NaN for what is none; the sum carries a NaN to the end.
        float sum = 0;
        for (long i = 0; i < size(); i++) {
            sum += data.getAtIndex(FLOAT, i) * 0;
        }
        return sum == 0;
    }

    private boolean finiteF16() {
        for (long i = 0; i < size(); i++) {
            if ((data.getAtIndex(SHORT, i) & 0x7c00) == 0x7c00) {
                return false;
            }
        }
        return true;
    }

    private IllegalStateException notAWeight() {
        return new IllegalStateException(name + " of type " + type + " is not a weight");
    }
}

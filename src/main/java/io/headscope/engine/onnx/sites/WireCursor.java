package io.headscope.engine.onnx.sites;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Walks over the fields of one message in protobuf's wire format (<https://protobuf.dev/programming-guides/encoding/>),
/// in a mapped file: what is passed over is never read from the disk.
final class WireCursor {

    /// The bytes are no message, or the message ends before what it says it contains.
    static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final boolean cut;

        Broken(boolean cut, long at) {
            super("at byte " + at);
            this.cut = cut;
        }

        /// Whether it was sound up to the end of the file.
        boolean cut() {
            return cut;
        }
    }

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH = 2;
    private static final int FIXED32 = 5;

    private final MemorySegment file;
    private final long end;
    private long at;
    private long fieldStart;
    private int field;
    private int type;
    private long bodyStart;

    /// @param start the first byte of the message
    /// @param end   the byte after its last
    WireCursor(MemorySegment file, long start, long end) {
        this.file = file;
        this.at = start;
        this.end = end;
        if (end > file.byteSize()) {
            throw new Broken(true, file.byteSize());
        }
    }

    /// Moves to the next field, if there is one.
    boolean next() {
        if (at >= end) {
            return false;
        }
        fieldStart = at;
        long tag = varint();
        field = (int) (tag >>> 3);
        type = (int) (tag & 7);
        if (field == 0 || tag >>> 32 != 0) {
            throw new Broken(false, fieldStart);
        }
        bodyStart = at;
        switch (type) {
            case VARINT -> varint();
            case FIXED64 -> skip(8);
            case FIXED32 -> skip(4);
            case LENGTH -> {
                long length = varint();
                bodyStart = at;
                skip(length);
            }
            default -> throw new Broken(false, fieldStart);
        }
        return true;
    }

    /// The number of the field.
    int field() {
        return field;
    }

    boolean hasBody() {
        return type == LENGTH;
    }

    /// Where the field's bytes begin, its tag and length left out.
    long bodyStart() {
        return bodyStart;
    }

    long bodyLength() {
        return at - bodyStart;
    }

    WireCursor body() {
        return new WireCursor(file, bodyStart, at);
    }

    /// The field as it stands, tag and length with it.
    void copyTo(ByteArrayOutputStream out) {
        out.writeBytes(file.asSlice(fieldStart, at - fieldStart).toArray(ValueLayout.JAVA_BYTE));
    }

    private void skip(long length) {
        if (length < 0 || length > end - at) {
            throw new Broken(length >= 0, at);
        }
        at += length;
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at >= end) {
                throw new Broken(true, at);
            }
            byte one = file.get(ValueLayout.JAVA_BYTE, at++);
            value |= (long) (one & 0x7f) << shift;
            if (one >= 0) {
                return value;
            }
        }
        throw new Broken(false, at);
    }
}

package io.headscope.checkpoint.pytorch;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Reads a pickle's bytes one after the other; what would lie behind their end is refused.
final class ByteCursor {

    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    /// Names of modules and classes are short.
    private static final int LONGEST_LINE = 1_000;

    private final PytorchSource source;
    private final MemorySegment bytes;
    private long at;

    ByteCursor(PytorchSource source, MemorySegment bytes, long at) {
        this.source = source;
        this.bytes = bytes;
        this.at = at;
    }

    long position() {
        return at;
    }

    int unsigned8() {
        return bytes.get(ValueLayout.JAVA_BYTE, take(1)) & 0xff;
    }

    int unsigned16() {
        return bytes.get(SHORT, take(2)) & 0xffff;
    }

    int signed32() {
        return bytes.get(INT, take(4));
    }

    long unsigned32() {
        return Integer.toUnsignedLong(signed32());
    }

    long signed64() {
        return bytes.get(LONG, take(8));
    }

    /// Pickles alone write this one number with its highest byte first.
    double decimal() {
        return bytes.get(DOUBLE, take(8));
    }

    void skip(long length) {
        take(length);
    }

    String text(long length) {
        byte[] utf8 = bytes.asSlice(take(length), length).toArray(ValueLayout.JAVA_BYTE);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    /// A whole number of `length` bytes, as long as it fits; the one longer number there is, a legacy file's mark, does not.
    long whole(int length) {
        long from = take(length);
        if (length > Long.BYTES) {
            return Long.MIN_VALUE;
        }
        long value = 0;
        for (int i = 0; i < length; i++) {
            value |= (bytes.get(ValueLayout.JAVA_BYTE, from + i) & 0xffL) << (8 * i);
        }
        int unused = Long.SIZE - 8 * length;
        return length == 0 ? 0 : value << unused >> unused;
    }

    /// Up to the end of the line.
    String line() {
        StringBuilder line = new StringBuilder();
        for (int letter = unsigned8(); letter != '\n'; letter = unsigned8()) {
            if (line.length() == LONGEST_LINE) {
                throw source.unsound("reason.pickle-form", at);
            }
            line.append((char) letter);
        }
        return line.toString();
    }

    private long take(long length) {
        if (length < 0 || length > bytes.byteSize() - at) {
            throw source.unsound("reason.pickle-cut");
        }
        long from = at;
        at += length;
        return from;
    }
}

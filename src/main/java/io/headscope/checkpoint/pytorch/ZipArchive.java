package io.headscope.checkpoint.pytorch;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/// The entries of a zip archive where they lie in the mapped file (PKWARE's APPNOTE 6.3, with its 64-bit form). PyTorch
/// compresses nothing; an entry that is compressed is refused.
final class ZipArchive {

    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final int LOCAL = 0x04034b50;
    private static final int CENTRAL = 0x02014b50;
    private static final int END = 0x06054b50;
    private static final int LOCATOR_64 = 0x07064b50;
    private static final int END_64 = 0x06064b50;

    private static final int LOCAL_SIZE = 30;
    private static final int CENTRAL_SIZE = 46;
    private static final int END_SIZE = 22;
    private static final int LOCATOR_SIZE = 20;
    private static final int LONGEST_COMMENT = 0xffff;
    private static final int EXTRA_64 = 1;
    private static final long ELSEWHERE = 0xffffffffL;

    private final PytorchSource source;
    private final MemorySegment bytes;

    private ZipArchive(PytorchSource source) {
        this.source = source;
        this.bytes = source.bytes();
    }

    /// Whether the file begins as a zip archive does.
    static boolean is(MemorySegment bytes) {
        return bytes.byteSize() >= Integer.BYTES && bytes.get(INT, 0) == LOCAL;
    }

    /// The bytes of every entry, by name.
    static SequencedMap<String, MemorySegment> entries(PytorchSource source) {
        try {
            return new ZipArchive(source).entries();
        } catch (IndexOutOfBoundsException | ArithmeticException outside) {
            throw source.unsound("reason.zip-directory");
        }
    }

    private SequencedMap<String, MemorySegment> entries() {
        long end = end();
        long count = Short.toUnsignedLong(bytes.get(SHORT, end + 10));
        long at = Integer.toUnsignedLong(bytes.get(INT, end + 16));
        long locator = end - LOCATOR_SIZE;
        if (locator >= 0 && bytes.get(INT, locator) == LOCATOR_64) {
            long end64 = bytes.get(LONG, locator + 8);
            if (bytes.get(INT, end64) != END_64) {
                throw source.unsound("reason.zip-directory");
            }
            count = bytes.get(LONG, end64 + 32);
            at = bytes.get(LONG, end64 + 48);
        }
        SequencedMap<String, MemorySegment> entries = new LinkedHashMap<>();
        for (long entry = 0; entry < count; entry++) {
            at = entry(at, entries);
        }
        return entries;
    }

    /// Where the directory's end record begins: the last thing in the file, before a comment.
    private long end() {
        long first = Math.max(0, bytes.byteSize() - END_SIZE - LONGEST_COMMENT);
        for (long at = bytes.byteSize() - END_SIZE; at >= first; at--) {
            if (bytes.get(INT, at) == END) {
                return at;
            }
        }
        throw source.unsound("reason.zip-directory");
    }

    /// Reads one line of the directory.
    ///
    /// @return where the next begins
    private long entry(long at, Map<String, MemorySegment> entries) {
        if (bytes.get(INT, at) != CENTRAL) {
            throw source.unsound("reason.zip-directory");
        }
        int nameLength = unsigned16(at + 28);
        int extraLength = unsigned16(at + 30);
        long next = at + CENTRAL_SIZE + nameLength + extraLength + unsigned16(at + 32);
        String name = new String(
                bytes.asSlice(at + CENTRAL_SIZE, nameLength).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
        MemorySegment extra = bytes.asSlice(at + CENTRAL_SIZE + nameLength, extraLength);
        long[] places = {unsigned32(at + 24), unsigned32(at + 20), unsigned32(at + 42)};
        fillIn(places, extra);
        boolean stored = unsigned16(at + 10) == 0 && places[0] == places[1];
        if (!stored && !name.endsWith("/")) {
            throw source.unsound("reason.zip-compressed", name);
        }
        long header = places[2];
        if (bytes.get(INT, header) != LOCAL) {
            throw source.unsound("reason.zip-directory");
        }
        long data = header + LOCAL_SIZE + unsigned16(header + 26) + unsigned16(header + 28);
        entries.put(name, bytes.asSlice(data, places[0]));
        return next;
    }

    /// Sizes and places beyond 32 bits stand in an extra field, in this order, each only where its own field is full.
    private static void fillIn(long[] places, MemorySegment extra) {
        long at = 0;
        while (at + 4 <= extra.byteSize()) {
            int id = Short.toUnsignedInt(extra.get(SHORT, at));
            int size = Short.toUnsignedInt(extra.get(SHORT, at + 2));
            long field = at + 4;
            for (int i = 0; id == EXTRA_64 && i < places.length; i++) {
                if (places[i] == ELSEWHERE) {
                    places[i] = extra.get(LONG, field);
                    field += Long.BYTES;
                }
            }
            at += 4 + size;
        }
    }

    private int unsigned16(long at) {
        return Short.toUnsignedInt(bytes.get(SHORT, at));
    }

    private long unsigned32(long at) {
        return Integer.toUnsignedLong(bytes.get(INT, at));
    }
}

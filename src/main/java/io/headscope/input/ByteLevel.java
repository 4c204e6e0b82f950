package io.headscope.input;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/// The alphabet in which a byte-level vocabulary writes bytes as letters (Radford et al., 2019, GPT-2's `encoder.py`):
/// printable Latin-1 stands for itself, every other byte for a letter from U+0100 up. So a space is `Ġ`.
final class ByteLevel {

    private static final int FIRST_STAND_IN = 0x100;
    private static final int[] BYTE_OF_LETTER = letters();

    private ByteLevel() {}

    /// The bytes that `piece` stands for, or nothing if a letter of it is not of the alphabet.
    static Optional<byte[]> bytes(String piece) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(piece.length());
        for (char letter : piece.toCharArray()) {
            if (letter >= BYTE_OF_LETTER.length || BYTE_OF_LETTER[letter] < 0) {
                return Optional.empty();
            }
            bytes.write(BYTE_OF_LETTER[letter]);
        }
        return Optional.of(bytes.toByteArray());
    }

    /// UTF-8 as text; bytes that are not a whole character are shown by number: `‹E4 B8›`.
    static String text(byte[] utf8) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(utf8);
        CharBuffer out = CharBuffer.allocate(utf8.length);
        StringBuilder text = new StringBuilder();
        ByteArrayOutputStream broken = new ByteArrayOutputStream();
        while (in.hasRemaining()) {
            CoderResult result = decoder.reset().decode(in, out, true);
            if (out.position() > 0) {
                flush(broken, text);
            }
            text.append(out.flip());
            out.clear();
            if (result.isError()) {
                broken.write(utf8, in.position(), result.length());
                in.position(in.position() + result.length());
            }
        }
        flush(broken, text);
        return text.toString();
    }

    private static void flush(ByteArrayOutputStream broken, StringBuilder text) {
        if (broken.size() > 0) {
            text.append('‹').append(HexFormat.ofDelimiter(" ").withUpperCase().formatHex(broken.toByteArray())).append('›');
            broken.reset();
        }
    }

    private static int[] letters() {
        int[] bytes = new int[2 * FIRST_STAND_IN];
        java.util.Arrays.fill(bytes, -1);
        int standIn = FIRST_STAND_IN;
        for (int value = 0; value < 256; value++) {
            bytes[standsForItself(value) ? value : standIn++] = value;
        }
        return bytes;
    }

    private static boolean standsForItself(int value) {
        return (value >= '!' && value <= '~') || (value >= 0xA1 && value <= 0xFF && value != 0xAD);
    }
}

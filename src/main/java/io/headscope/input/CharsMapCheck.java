package io.headscope.input;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.headscope.message.Phrase;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.BitSet;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// Finds tables of letters (`precompiled_charsmap`, SentencePiece's own form) that lead outside themselves. The tokenizer
/// library follows them unchecked when it meets a text, and then ends the whole process.
///
/// A table is the size of a trie in bytes, the trie as a double array (Yata's Darts-clone: a unit holds the label of the edge
/// that leads to it, the way to its children, and whether one of them is a value), and the texts that the values point into.
final class CharsMapCheck {

    private final byte[] map;
    private final int[] units;
    private final int texts;

    private CharsMapCheck(byte[] map, int[] units, int texts) {
        this.map = map;
        this.units = units;
        this.texts = texts;
    }

    /// @param file for the message
    /// @throws ProblemException if a table anywhere in the normalizer is not sound
    static void check(Path file, @Nullable JsonElement normalizer) {
        switch (normalizer) {
            case JsonObject object -> {
                if (object.get("precompiled_charsmap") instanceof JsonPrimitive map && !isSound(map.getAsString())) {
                    throw new ProblemException(Problem.TOKENIZER_BROKEN, file, Phrase.of("reason.chars-map"));
                }
                object.asMap().values().forEach(part -> check(file, part));
            }
            case JsonArray array -> array.forEach(part -> check(file, part));
            case null, default -> {}
        }
    }

    private static boolean isSound(String base64) {
        try {
            byte[] map = Base64.getDecoder().decode(base64);
            ByteBuffer bytes = ByteBuffer.wrap(map).order(ByteOrder.LITTLE_ENDIAN);
            int size = bytes.remaining() < Integer.BYTES ? 0 : bytes.getInt();
            if (size <= 0 || size % Integer.BYTES != 0 || size > bytes.remaining()) {
                return false;
            }
            int[] units = new int[size / Integer.BYTES];
            bytes.asIntBuffer().get(units);
            return new CharsMapCheck(map, units, Integer.BYTES + size).everyPathStaysInside();
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    private boolean everyPathStaysInside() {
        BitSet seen = new BitSet();
        Deque<Integer> open = new ArrayDeque<>();
        open.add(offset(units[0]));
        while (!open.isEmpty()) {
            int node = open.remove();
            if (seen.get(node)) {
                continue;
            }
            seen.set(node);
            for (int label = 1; label < 256; label++) {
                int at = node ^ label;
                if (at >= units.length) {
                    return false;
                }
                if (label(units[at]) == label) {
                    int next = at ^ offset(units[at]);
                    if (next >= units.length || (hasValue(units[at]) && !isText(units[next]))) {
                        return false;
                    }
                    open.add(next);
                }
            }
        }
        return true;
    }

    /// Whether a value is the place of a text: within the texts, and at the beginning of a character.
    private boolean isText(int unit) {
        int at = unit & Integer.MAX_VALUE;
        return at < map.length - texts && (map[texts + at] & 0xc0) != 0x80;
    }

    private static int label(int unit) {
        return unit & (1 << 31 | 0xff);
    }

    private static int offset(int unit) {
        return (unit >>> 10) << ((unit & 1 << 9) >>> 6);
    }

    private static boolean hasValue(int unit) {
        return (unit >>> 8 & 1) == 1;
    }
}

package io.headscope.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.attention.FloatTensor;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.StoredTensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever a safetensors file has become, it is opened or refused with a sentence: never a crash, a hang, or memory
/// that the file only claims to need.
final class SafetensorsMutationTest {

    private static final int CASES = 10_000;
    private static final List<String> WORDS = List.of(
            "-1", "0", "18446744073709551615", "9223372036854775807", "1e400", "null", "{}", "[]", "[[[[", "\"F32\"", "\"F16\"",
            "\"F8_E4M3\"", "\"dtype\"", "\"shape\"", "\"data_offsets\"", "4294967296", "\\u0000", ",,", "}", "\"a\":", "NaN");

    private static final Pattern PLACE = Pattern.compile("\\[\\d+,\\d+]}");

    @TempDir
    Path folder;

    @Test
    void everyMutationIsOpenedOrRefused() throws IOException {
        byte[] sound = sound();
        Random random = new Random(20);
        Map<Problem, Integer> refusals = new EnumMap<>(Problem.class);
        int opened = 0;
        for (int i = 0; i < CASES; i++) {
            Path file = folder.resolve("model.safetensors");
            Files.write(file, mutated(sound, random));
            try (Arena arena = Arena.ofConfined()) {
                byte[] inFile = Files.readAllBytes(file);
                SafetensorsFile.map(file, arena).values().forEach(tensor -> assertReadsAsTheFile(tensor, inFile));
                opened++;
            } catch (ProblemException refused) {
                assertTrue(String.valueOf(refused.getMessage()).contains(file.toString()), refused::getMessage);
                refusals.merge(refused.problem(), 1, Integer::sum);
            }
        }
        // The mutations reach all the checks, and some leave a file that is still sound.
        assertTrue(opened > 100, "opened " + opened);
        for (Problem expected : List.of(
                Problem.SAFETENSORS_HEADER,
                Problem.SAFETENSORS_TRUNCATED,
                Problem.SAFETENSORS_OVERLAP,
                Problem.TENSOR_TYPE_UNKNOWN)) {
            assertTrue(refusals.getOrDefault(expected, 0) > 0, expected + " in " + refusals);
        }
    }

    private static void assertReadsAsTheFile(StoredTensor tensor, byte[] inFile) {
        long size = tensor.shape().stream().reduce(1L, Math::multiplyExact) * tensor.type().bytes();
        assertEquals(size, tensor.data().byteSize());
        int offset = Math.toIntExact(tensor.offset());
        assertArrayEquals(
                Arrays.copyOfRange(inFile, offset, Math.toIntExact(offset + size)), tensor.data().toArray(ValueLayout.JAVA_BYTE));
    }

    private byte[] sound() throws IOException {
        SequencedMap<String, SafetensorsWriter.Entry> tensors = new LinkedHashMap<>();
        tensors.put("a.weight", SafetensorsWriter.Entry.of(FloatTensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3)));
        tensors.put("a.bias", SafetensorsWriter.Entry.of(FloatTensor.of(new float[] {7, 8}, 2)));
        tensors.put("b.weight", SafetensorsWriter.Entry.of(FloatTensor.of(new float[6], 3, 2)));
        Path file = folder.resolve("sound.safetensors");
        SafetensorsWriter.write(file, tensors);
        return Files.readAllBytes(file);
    }

    private static byte[] mutated(byte[] sound, Random random) {
        byte[] bytes = sound.clone();
        int changes = 1 + random.nextInt(3);
        for (int change = 0; change < changes && bytes.length > 0; change++) {
            bytes = switch (random.nextInt(8)) {
                case 0 -> flipped(bytes, random, bytes.length);
                case 1 -> flipped(bytes, random, Math.min(8, bytes.length));
                case 2 -> Arrays.copyOf(bytes, random.nextInt(bytes.length));
                case 3 -> Arrays.copyOf(bytes, bytes.length + random.nextInt(64));
                case 4 -> replaced(bytes, random);
                case 5 -> placesExchanged(bytes, random);
                default -> digitChanged(bytes, random);
            };
        }
        return bytes;
    }

    private static byte[] flipped(byte[] bytes, Random random, int within) {
        bytes[random.nextInt(within)] ^= (byte) (1 << random.nextInt(8));
        return bytes;
    }

    /// Puts a word over a stretch of the header, the stated length of the header kept right.
    private static byte[] replaced(byte[] bytes, Random random) {
        if (bytes.length < 24) {
            return bytes;
        }
        int headerEnd = (int) Math.min(bytes.length, 8 + Math.max(8, length(bytes)));
        int from = 8 + random.nextInt(headerEnd - 8);
        int to = Math.min(headerEnd, from + random.nextInt(12));
        byte[] word = WORDS.get(random.nextInt(WORDS.size())).getBytes(StandardCharsets.UTF_8);
        byte[] result = new byte[bytes.length - (to - from) + word.length];
        System.arraycopy(bytes, 0, result, 0, from);
        System.arraycopy(word, 0, result, from, word.length);
        System.arraycopy(bytes, to, result, from + word.length, bytes.length - to);
        long length = headerEnd - 8 - (to - from) + word.length;
        for (int i = 0; i < 8; i++) {
            result[i] = (byte) (length >>> (8 * i));
        }
        return result;
    }

    /// Gives one tensor the place of another.
    private static byte[] placesExchanged(byte[] bytes, Random random) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        List<MatchResult> places = PLACE.matcher(text).results().toList();
        if (places.size() < 2) {
            return bytes;
        }
        MatchResult one = places.get(random.nextInt(places.size()));
        String other = places.get(random.nextInt(places.size())).group();
        String changed = text.substring(0, one.start()) + other + text.substring(one.end());
        byte[] result = changed.getBytes(StandardCharsets.ISO_8859_1);
        long length = length(bytes) + other.length() - one.group().length();
        result[0] = (byte) length;
        result[1] = (byte) (length >>> 8);
        return result;
    }

    private static long length(byte[] bytes) {
        return (bytes[0] & 0xff) | (bytes[1] & 0xff) << 8;
    }

    private static byte[] digitChanged(byte[] bytes, Random random) {
        for (int tries = 0; tries < 50; tries++) {
            int at = random.nextInt(bytes.length);
            if (bytes[at] >= '0' && bytes[at] <= '9') {
                bytes[at] = (byte) ('0' + random.nextInt(10));
                return bytes;
            }
        }
        return bytes;
    }
}

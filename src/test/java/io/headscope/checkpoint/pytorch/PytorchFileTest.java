package io.headscope.checkpoint.pytorch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.StoredTensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Of a pickle tensors are built, and nothing else.
final class PytorchFileTest {

    private static final Path FILES = Path.of("src/test/resources/pytorch");

    @TempDir
    Path folder = Path.of("set by JUnit");

    private static SequencedMap<String, StoredTensor> map(Path file) {
        try (Arena arena = Arena.ofConfined()) {
            SequencedMap<String, StoredTensor> tensors = PytorchFile.map(file, arena);
            // Every number can be read.
            tensors.values().forEach(tensor -> tensor.data().toArray(ValueLayout.JAVA_BYTE));
            return tensors;
        }
    }

    /// The files would touch a canary if anything in them were executed.
    @ParameterizedTest
    @CsvSource({"canary.legacy.bin, raw", "canary.zip.bin, zip"})
    void aPickleThatCallsTheSystemIsRefusedByNameAndNotExecuted(String name, String suffix) throws IOException {
        Path canary = Path.of("/tmp", "fixtures2_PICKLE_EXECUTED_" + suffix);
        Files.deleteIfExists(canary);
        Path file = FILES.resolve(name);
        ProblemException refused = assertThrows(ProblemException.class, () -> map(file));
        assertEquals(
                file + " asks for posix.system, but of such a file Headscope builds tensors and nothing else. "
                        + "Use model.safetensors, or save the state dictionary alone.",
                refused.getMessage());
        assertFalse(Files.exists(canary), "the pickle was executed");
    }

    @Test
    void aWholeModuleIsRefusedByItsClass() {
        ProblemException refused = assertThrows(ProblemException.class, () -> map(FILES.resolve("module.zip.bin")));
        assertTrue(String.valueOf(refused.getMessage()).contains(" asks for torch.nn.modules.container.Sequential, but "), refused::getMessage);
    }

    /// Instructions that make objects, call, or read more than they should, each alone in a pickle.
    @ParameterizedTest
    @CsvSource({
        "NEWOBJ, 81", "NEWOBJ_EX, 92", "INST, 69", "OBJ, 6f", "EXT1, 82", "PERSID, 50", "BUILD, 4e4e62", "REDUCE, 4e2952",
        "LONG4, 8b", "FROZENSET, 91", "BINPERSID, 4e51", "BYTEARRAY8, 96", "NEXT_BUFFER, 97", "DUP, 32"
    })
    void everyOtherInstructionIsRefusedByName(String name, String instructions) throws IOException {
        Path file = Files.write(folder.resolve("a.bin"), concat(new byte[] {(byte) 0x80, 2}, java.util.HexFormat.of().parseHex(instructions)));
        ProblemException refused = assertThrows(ProblemException.class, () -> map(file));
        assertEquals(Problem.PICKLE_REFUSED, refused.problem(), refused::getMessage);
        assertTrue(String.valueOf(refused.getMessage()).contains(" asks for " + name + ", but "), refused::getMessage);
    }

    @ParameterizedTest
    @ValueSource(strings = {"builtins\neval\n", "torch\nload\n", "torch.storage\n_load_from_bytes\n", "numpy.core.multiarray\n_reconstruct\n"})
    void everyOtherGlobalIsRefusedByName(String global) throws IOException {
        Path file = Files.write(folder.resolve("a.bin"), concat(new byte[] {(byte) 0x80, 2, 'c'}, global.getBytes(StandardCharsets.US_ASCII)));
        ProblemException refused = assertThrows(ProblemException.class, () -> map(file));
        assertTrue(
                String.valueOf(refused.getMessage()).contains(" asks for " + global.strip().replace('\n', '.') + ", but "),
                refused::getMessage);
    }

    @Test
    void tensorsThatReachBeyondTheirNumbersAreRefused() throws IOException {
        byte[] bytes = Files.readAllBytes(FILES.resolve("state-dict.zip.bin"));
        // The first tensor's shape is (200, 32) behind its offset 0: K 00 K c8 K 20.
        int at = indexOf(bytes, new byte[] {'K', 0, 'K', (byte) 200, 'K', 32});
        bytes[at + 3] = (byte) 201;
        Path file = Files.write(folder.resolve("a.bin"), bytes);
        assertEquals(
                file + " cannot be read as weights of PyTorch: bert.embeddings.word_embeddings.weight of shape [201, 32] reaches beyond its numbers. "
                        + "Download or copy it again, best as model.safetensors.",
                assertThrows(ProblemException.class, () -> map(file)).getMessage());
    }

    /// A tensor saved transposed is read in rows.
    @Test
    void stridesAreFollowed() throws IOException {
        byte[] bytes = Files.readAllBytes(FILES.resolve("state-dict.zip.bin"));
        int at = indexOf(bytes, new byte[] {'K', 0, 'K', (byte) 200, 'K', 32});
        byte[] plain = first(bytes);
        bytes[at + 3] = 32;
        bytes[at + 5] = (byte) 200;
        int strides = indexOf(bytes, new byte[] {'K', 32, 'K', 1}, at);
        bytes[strides + 1] = 1;
        bytes[strides + 3] = 32;
        byte[] turned = first(bytes);
        ByteBuffer rows = ByteBuffer.wrap(plain);
        ByteBuffer columns = ByteBuffer.wrap(turned);
        for (int row = 0; row < 200; row++) {
            for (int column = 0; column < 32; column++) {
                assertEquals(rows.getInt(4 * (row * 32 + column)), columns.getInt(4 * (column * 200 + row)));
            }
        }
    }

    private byte[] first(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("a.bin"), bytes);
        try (Arena arena = Arena.ofConfined()) {
            return PytorchFile.map(file, arena).firstEntry().getValue().data().toArray(ValueLayout.JAVA_BYTE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"state-dict.zip.bin", "state-dict.legacy.bin"})
    void everyMutationIsOpenedOrRefused(String name) throws IOException {
        byte[] sound = Files.readAllBytes(FILES.resolve(name));
        Random random = new Random(6);
        Map<Problem, Integer> refusals = new EnumMap<>(Problem.class);
        int opened = 0;
        Path file = folder.resolve("pytorch_model.bin");
        for (int i = 0; i < 1_500; i++) {
            Files.write(file, mutated(sound, random));
            try {
                map(file);
                opened++;
            } catch (ProblemException refused) {
                assertTrue(String.valueOf(refused.getMessage()).startsWith(file.toString()), refused::getMessage);
                refusals.merge(refused.problem(), 1, Integer::sum);
            }
        }
        assertTrue(opened > 10, "opened " + opened);
        assertTrue(refusals.getOrDefault(Problem.PYTORCH_BROKEN, 0) > 100, refusals::toString);
        assertTrue(refusals.getOrDefault(Problem.PICKLE_REFUSED, 0) > 100, refusals::toString);
    }

    /// Damage where it matters: the pickle of the zip is its first entry, those of the old form come first; the zip's
    /// directory is its end.
    private static byte[] mutated(byte[] sound, Random random) {
        byte[] bytes = sound.clone();
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            switch (random.nextInt(6)) {
                case 0 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                case 1, 2 -> bytes[random.nextInt(7_000)] = (byte) random.nextInt(256);
                case 3 -> bytes[bytes.length - 1 - random.nextInt(4_000)] = (byte) random.nextInt(256);
                case 4 -> bytes[80 + random.nextInt(400)] ^= (byte) (1 << random.nextInt(8));
                default -> {
                    if (random.nextInt(4) == 0) {
                        return Arrays.copyOf(bytes, random.nextInt(bytes.length));
                    }
                }
            }
        }
        return bytes;
    }

    private static int indexOf(byte[] bytes, byte[] wanted) {
        return indexOf(bytes, wanted, 0);
    }

    private static int indexOf(byte[] bytes, byte[] wanted, int from) {
        for (int at = from; at < bytes.length - wanted.length; at++) {
            if (Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at;
            }
        }
        throw new AssertionError("not found");
    }

    private static byte[] concat(byte[] one, byte[] other) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(one);
        bytes.writeBytes(other);
        return bytes.toByteArray();
    }
}

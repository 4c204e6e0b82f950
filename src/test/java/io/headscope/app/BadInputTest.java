package io.headscope.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import io.headscope.model.ModelFamily;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever is wrong with what people bring: one line that names the file, exit code 3, nothing left behind.
final class BadInputTest {

    @TempDir
    Path folder = Path.of("set by JUnit");

    @TempDir
    Path out = Path.of("set by JUnit");

    @Test
    void aFolderIsNotAModel() throws IOException {
        assertRefused(folder + " has no config.json. Choose the folder that holds config.json, model.safetensors and tokenizer.json.");
        Files.writeString(folder.resolve("config.json"), "{}");
        assertRefused(folder + " has no model.safetensors. Choose the folder that holds config.json, model.safetensors and tokenizer.json.");
    }

    @Test
    void aFileIsNotAModel() throws IOException {
        Path file = Files.writeString(folder.resolve("model.bin"), "?");
        Terminal answer = Terminal.run("inspect", file);
        assertEquals(3, answer.code(), answer.err());
        assertTrue(answer.err().contains(file.toString()) && answer.err().lines().count() == 1, answer.err());
    }

    @Test
    void aConfigurationOfAnotherKind() throws IOException {
        Golden.copy(Golden.BERT, folder);
        Path config = folder.resolve("config.json");
        Files.writeString(config, Files.readString(config).replace("\"bert\"", "\"mamba\""));
        assertRefused(config + " describes a model of type \"mamba\", which Headscope cannot open. The nearest that it opens is bert; all of them are "
                + Catalog.families().stream().map(ModelFamily::id).collect(Collectors.joining(", ")) + ".");
    }

    @Test
    void aConfigurationWithAnAbsurdValue() throws IOException {
        Golden.copy(Golden.BERT, folder);
        Path config = folder.resolve("config.json");
        Files.writeString(config, Files.readString(config).replace("\"num_hidden_layers\": 3", "\"num_hidden_layers\": -3"));
        assertRefused(config + " gives \"num_hidden_layers\" the value -3, but it should be a whole number from 1 to 1000. "
                + "Correct it, or copy the config.json that belongs to this checkpoint.");
    }

    @Test
    void weightsThatAreCutOff() throws IOException {
        Golden.copy(Golden.BERT, folder);
        Path weights = folder.resolve("model.safetensors");
        byte[] whole = Files.readAllBytes(weights);
        Files.write(weights, java.util.Arrays.copyOf(whole, whole.length - 100));
        Terminal answer = Terminal.run("inspect", folder);
        assertEquals(3, answer.code());
        assertEquals(
                weights + " ends after 145,180 of 145,280 bytes. Download or copy it again.\n", answer.err());
    }

    @Test
    void weightsThatAreNoNumbers() throws IOException {
        Golden.copy(Golden.GPT2, folder);
        Path weights = folder.resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(bytes.length - 4, Float.NaN);
        Files.write(weights, bytes);
        for (List<Object> command : List.<List<Object>>of(List.of("inspect", folder), capture())) {
            Terminal answer = Terminal.run(command.toArray());
            assertEquals(3, answer.code(), answer.err());
            assertTrue(answer.err().endsWith(" in " + weights + " holds values that are not numbers (NaN or infinite). "
                    + "Save the checkpoint again from a run that did not diverge.\n"), answer.err());
        }
        assertNothingLeft();
    }

    /// In the rows of tokens and positions that no short text has: opening finds them all the same.
    @Test
    void embeddingsThatAreNoNumbersAreFoundWhateverTheText() throws IOException {
        for (String table : List.of("bert.embeddings.word_embeddings.weight", "bert.embeddings.position_embeddings.weight")) {
            Golden.copy(Golden.BERT_CLASSES, folder);
            Path weights = folder.resolve("model.safetensors");
            byte[] bytes = Files.readAllBytes(weights);
            ByteBuffer whole = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            int header = Math.toIntExact(whole.getLong(0));
            int end = JsonParser.parseString(new String(bytes, 8, header, StandardCharsets.UTF_8))
                    .getAsJsonObject().getAsJsonObject(table).getAsJsonArray("data_offsets").get(1).getAsInt();
            whole.putFloat(8 + header + end - 4, Float.NaN);
            Files.write(weights, bytes);
            Terminal answer = Terminal.run("capture", folder, "--inputs", Golden.BERT_CLASSES.resolve("inputs.json"), "--out", out.resolve("trace.safetensors"));
            assertEquals(
                    new Terminal(3, "", table + " in " + weights + " holds values that are not numbers (NaN or infinite). "
                            + "Save the checkpoint again from a run that did not diverge.\n"),
                    answer);
            assertNothingLeft();
        }
    }

    /// Bytes of the configuration overwritten at random: it opens, or it is refused in one line. It is never our fault.
    @Test
    void damagedConfigurationsAreNeverOurFault() throws IOException {
        Random random = new Random(3);
        int refused = 0;
        for (int round = 0; round < 600; round++) {
            Path model = List.of(Golden.BERT, Golden.BERT_CLASSES, Golden.GPT2).get(round % 3);
            Golden.copy(model, folder);
            byte[] config = Files.readAllBytes(folder.resolve("config.json"));
            byte[] letters = "0123456789-.eE\"{}[],: nulltruefalse\u0000é".getBytes(StandardCharsets.UTF_8);
            for (int i = random.nextInt(1, 5); i > 0; i--) {
                config[random.nextInt(config.length)] = letters[random.nextInt(letters.length)];
            }
            Files.write(folder.resolve("config.json"), config);
            refused += assertOpenedOrRefused(Terminal.run("inspect", folder), new String(config, StandardCharsets.UTF_8));
        }
        assertTrue(refused > 200, "refused " + refused);
    }

    /// The same for the weights, which are run.
    @Test
    void damagedWeightsAreNeverOurFault() throws IOException {
        Random random = new Random(4);
        int refused = 0;
        for (int round = 0; round < 60; round++) {
            Golden.copy(Golden.GPT2, folder);
            Path weights = folder.resolve("model.safetensors");
            byte[] bytes = Files.readAllBytes(weights);
            for (int i = random.nextInt(1, 6); i > 0; i--) {
                bytes[random.nextInt(random.nextBoolean() ? bytes.length : 4_000)] = (byte) random.nextInt(256);
            }
            Files.write(weights, bytes);
            refused += assertOpenedOrRefused(Terminal.run(capture().toArray()), "round " + round);
            Files.deleteIfExists(out.resolve("trace.safetensors"));
            assertNothingLeft();
        }
        assertTrue(refused > 10, "refused " + refused);
    }

    private List<Object> capture() {
        return List.of("capture", folder, "--inputs", Golden.GPT2.resolve("inputs.json"), "--out", out.resolve("trace.safetensors"));
    }

    private static int assertOpenedOrRefused(Terminal answer, String what) {
        assertTrue(answer.code() == 0 || answer.code() == 3, () -> answer + "\n" + what);
        assertEquals(answer.code() == 3 ? 1 : 0, answer.err().lines().count(), () -> answer.err() + what);
        return answer.code() == 3 ? 1 : 0;
    }

    private void assertRefused(String sentence) throws IOException {
        assertEquals(new Terminal(3, "", sentence + "\n"), Terminal.run("inspect", folder));
        assertEquals(new Terminal(3, "", sentence + "\n"), Terminal.run(capture().toArray()));
        assertNothingLeft();
    }

    private void assertNothingLeft() throws IOException {
        try (Stream<Path> left = Files.list(out)) {
            assertEquals(List.of(), left.toList());
        }
    }
}

package io.headscope.app;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.checkpoint.Checkpoint;
import io.headscope.checkpoint.SafetensorsFile;
import io.headscope.model.StoredTensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CaptureCommandTest {

    @Test
    void whatIsSavedIsWhatTheReferenceHas(@TempDir Path folder) throws IOException {
        for (Path model : List.of(Golden.BERT, Golden.BERT_CLASSES, Golden.GPT2, Golden.BART, Golden.MARIAN)) {
            int tensors = model.equals(Golden.BART) || model.equals(Golden.MARIAN) ? 15 : 9;
            Path file = folder.resolve("model.safetensors");
            Terminal answer = Terminal.run("capture", model, "--inputs", model.resolve("inputs.json"), "--out", file);
            assertEquals(new Terminal(0, file + ": " + tensors + " tensors\n", ""), answer, model.toString());
            Files.writeString(folder.resolve("config.json"), "{}");
            Path reference = Files.createDirectories(folder.resolve("reference"));
            Files.writeString(reference.resolve("config.json"), "{}");
            Files.write(reference.resolve("model.safetensors"), Files.readAllBytes(model.resolve("expected.safetensors")));
            try (Checkpoint captured = Checkpoint.open(folder); Checkpoint expected = Checkpoint.open(reference)) {
                for (StoredTensor tensor : expected.tensors().values()) {
                    StoredTensor ours = Objects.requireNonNull(captured.tensors().get(tensor.name()), tensor.name());
                    assertEquals(tensor.shape(), ours.shape(), tensor.name());
                    assertArrayEquals(numbers(tensor), numbers(ours), 1e-4f, model + " " + tensor.name());
                }
            }
        }
    }

    @Test
    void withoutAFileItSaysWhatWouldBeSaved(@TempDir Path folder) throws IOException {
        Golden.withTokenizer(Golden.BERT, "wordpiece", folder);
        assertEquals(new Sorted(0, """
                attentions.0 [4, 5, 5]
                attentions.1 [4, 5, 5]
                attentions.2 [4, 5, 5]
                logits [5, 200]
                hidden_states.0 [5, 32]
                hidden_states.1 [5, 32]
                hidden_states.2 [5, 32]
                hidden_states.3 [5, 32]
                last_hidden_state [5, 32]
                """.lines().sorted().toList(), ""), sorted(Terminal.run("capture", folder, "--text", "[MASK]", "--pair", "[MASK]")));
    }

    /// Tensors stand in the order in which the engine gives them.
    private static Sorted sorted(Terminal terminal) {
        return new Sorted(terminal.code(), terminal.out().lines().sorted().toList(), terminal.err());
    }

    private record Sorted(int code, List<String> out, String err) {}

    @Test
    void whatCannotBeUsedIsOneSentenceAndLeavesNothingBehind(@TempDir Path folder, @TempDir Path out) throws IOException {
        Golden.withTokenizer(Golden.BERT, "wordpiece", folder);
        Path file = out.resolve("trace.safetensors");
        assertEquals(
                new Terminal(3, "", "There is no text. Type at least one word.\n"),
                Terminal.run("capture", folder, "--text", "", "--out", file));
        assertEquals(
                new Terminal(3, "", "The text has 42 tokens, but the model has 40 positions. Shorten the text.\n"),
                Terminal.run("capture", folder, "--text", "[MASK]".repeat(40), "--out", file));
        assertEquals(
                new Terminal(3, "", Golden.BERT + " has no tokenizer.json, so text cannot be entered. "
                        + "Copy the tokenizer.json of the model into the folder.\n"),
                Terminal.run("capture", Golden.BERT, "--text", "the", "--out", file));
        assertEquals(
                new Terminal(3, "", "nowhere.json does not exist. Check the path.\n"),
                Terminal.run("capture", folder, "--inputs", "nowhere.json", "--out", file));
        Path nowhere = out.resolve("nowhere").resolve("trace.safetensors");
        assertEquals(
                new Terminal(3, "", nowhere + " could not be written (no such folder). Free some space or choose another folder.\n"),
                Terminal.run("capture", folder, "--text", "[MASK]", "--out", nowhere));
        try (Stream<Path> left = Files.list(out)) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void headsAreSwitchedOff(@TempDir Path out) {
        Path inputs = Golden.GPT2.resolve("inputs.json");
        Path whole = out.resolve("whole.safetensors");
        Path without = out.resolve("without.safetensors");
        assertEquals(0, Terminal.run("capture", Golden.GPT2, "--inputs", inputs, "--out", whole).code());
        assertEquals(0, Terminal.run("capture", Golden.GPT2, "--inputs", inputs, "--off", "0.1,1.0", "--out", without).code());
        try (Arena arena = Arena.ofConfined()) {
            var before = SafetensorsFile.map(whole, arena);
            var after = SafetensorsFile.map(without, arena);
            assertArrayEquals(
                    numbers(Objects.requireNonNull(before.get("attentions.0"))), numbers(Objects.requireNonNull(after.get("attentions.0"))), 1e-6f);
            float[] logits = numbers(Objects.requireNonNull(before.get("logits")));
            float[] others = numbers(Objects.requireNonNull(after.get("logits")));
            assertTrue(IntStream.range(0, logits.length).anyMatch(i -> Math.abs(logits[i] - others[i]) > 1e-3), "what follows differs");
        }
        Terminal none = Terminal.run("capture", Golden.GPT2, "--inputs", inputs, "--off", "0.99");
        assertEquals(2, none.code());
        assertTrue(none.err().startsWith("There is no head 0.99. There is attention called decoder"), none.err());
        Terminal wrong = Terminal.run("capture", Golden.GPT2, "--inputs", inputs, "--off", "first");
        assertTrue(wrong.err().startsWith("first names no head. Give layer and head, as 3.5"), wrong.err());
    }

    @Test
    void aTokenizerThatKnowsMoreThanTheModelIsRefusedAtOnce(@TempDir Path folder) throws IOException {
        Golden.withLargerTokenizer(Golden.BERT, "wordpiece", folder);
        assertEquals(
                new Terminal(3, "", folder.resolve("tokenizer.json") + " has 640 pieces, but the model knows only 200 tokens. "
                        + "Use the tokenizer that belongs to this checkpoint.\n"),
                Terminal.run("capture", folder, "--text", "[MASK]"));
    }

    @Test
    void secondTextIsRefusedWhereTheModelTakesOne(@TempDir Path folder) throws IOException {
        Golden.withTokenizer(Golden.GPT2, "bytelevel", folder);
        assertEquals(
                new Terminal(3, "", "The model in " + folder + " takes one text, not two. Leave the second text out.\n"),
                Terminal.run("capture", folder, "--text", "a", "--pair", "b"));
    }

    @Test
    void targetIsRefusedWhereTheModelWritesNone(@TempDir Path folder) throws IOException {
        Golden.withTokenizer(Golden.GPT2, "bytelevel", folder);
        assertEquals(
                new Terminal(3, "", "The model in " + folder + " does not read one text and write another. Leave the target out.\n"),
                Terminal.run("capture", folder, "--text", "a", "--target", "b"));
    }

    @Test
    void targetIsWhatTheDecoderHasRead(@TempDir Path folder) throws IOException {
        Golden.withTokenizer(Golden.BART, "wordpiece", folder);
        Terminal answer = Terminal.run("capture", folder, "--text", "[MASK]", "--target", "[MASK] [MASK]");
        assertEquals(
                List.of("cross_attentions.0 [4, 4, 3]", "cross_attentions.1 [4, 4, 3]", "decoder_attentions.0 [4, 4, 4]"),
                answer.out().lines().sorted().limit(3).toList(),
                answer.err());
    }

    @Test
    void oneInputIsAskedForAndNoMore() {
        Terminal none = Terminal.run("capture", Golden.BERT);
        assertEquals(2, none.code());
        assertTrue(none.err().endsWith("Try: headscope capture --help\n"), none.err());
        Terminal both = Terminal.run("capture", Golden.BERT, "--text", "a", "--inputs", "b");
        assertEquals(2, both.code());
    }

    private static float[] numbers(StoredTensor tensor) {
        return tensor.data().toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
    }
}

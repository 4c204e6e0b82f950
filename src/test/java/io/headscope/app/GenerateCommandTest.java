package io.headscope.app;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.headscope.attention.FloatTensor;
import io.headscope.checkpoint.GoldenFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GenerateCommandTest {

    private static final Path GPT2 = Path.of("src/test/resources/golden/gpt2");
    private static final Path SAMPLE = Path.of("sample-models/shakespeare-gpt");

    @Test
    void savesWhatEveryTokenAttendedTo(@TempDir Path folder) {
        Path file = folder.resolve("steps.safetensors");
        Terminal answer = Terminal.run("generate", GPT2, "--inputs", GPT2.resolve("inputs.json"), "--limit", "12", "--out", file);
        assertEquals(0, answer.code(), answer.err());
        Map<String, FloatTensor> ours = new TreeMap<>(GoldenFolder.expected(file));
        Map<String, FloatTensor> theirs =
                GoldenFolder.expected(Path.of("src/test/resources/generate/gpt2/expected_generate.safetensors"));
        assertEquals(theirs.keySet(), ours.keySet());
        theirs.forEach((name, numbers) ->
                assertArrayEquals(numbers.toArray(), Objects.requireNonNull(ours.get(name)).toArray(), 1e-4f, name));
    }

    @Test
    void jsonHasEveryTokenWithItsCandidates() {
        Terminal answer = Terminal.run("generate", SAMPLE, "--text", "To be", "--limit", "3", "--json");
        JsonObject json = JsonParser.parseString(answer.out()).getAsJsonObject();
        StringBuilder joined = new StringBuilder();
        json.getAsJsonArray("tokens").forEach(token -> {
            joined.append(token.getAsJsonObject().get("text").getAsString());
            var candidates = token.getAsJsonObject().getAsJsonArray("candidates");
            assertEquals(5, candidates.size());
            assertEquals(token.getAsJsonObject().get("id"), candidates.get(0).getAsJsonObject().get("id"));
        });
        assertEquals(3, json.getAsJsonArray("tokens").size());
        assertEquals(json.get("text").getAsString(), joined.toString());
    }

    @Test
    void aSeedMakesTheSameTextAgain() {
        Object[] chance = {"generate", SAMPLE, "--text", "KING:", "--limit", "10", "--temperature", "1.2", "--top-k", "20", "--seed", "7"};
        assertEquals(Terminal.run(chance), Terminal.run(chance));
    }

    @Test
    void whatCannotBeUsedIsOneSentenceAndLeavesNothingBehind(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("steps.safetensors");
        assertEquals(
                new Terminal(3, "", "The model in " + Golden.BERT
                        + " does not write texts. Open one with a head for language.\n"),
                Terminal.run("generate", Golden.BERT, "--inputs", Golden.BERT.resolve("inputs.json"), "--out", file));
        assertEquals(
                new Terminal(2, "", "--temperature is a number above 0, up to 100, and --top-k one from 1 up\n"
                        + "Try: headscope generate --help\n"),
                Terminal.run("generate", GPT2, "--text", "a", "--temperature", "0"));
        assertEquals(
                new Terminal(2, "", "--limit is a number from 1 up\nTry: headscope generate --help\n"),
                Terminal.run("generate", GPT2, "--text", "a", "--limit", "0"));
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(List.of(), left.toList());
        }
    }
}

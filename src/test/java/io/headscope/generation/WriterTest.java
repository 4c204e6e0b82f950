package io.headscope.generation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.headscope.attention.AttentionSite.Kind;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.Trace;
import io.headscope.checkpoint.Checkpoint;
import io.headscope.checkpoint.GoldenFolder;
import io.headscope.checkpoint.WeightCheck;
import io.headscope.engine.RandomWeights;
import io.headscope.engine.djl.DjlEngine;
import io.headscope.engine.onnx.OnnxEngine;
import io.headscope.file.JsonFile;
import io.headscope.input.InputFile;
import io.headscope.input.ModelInputs;
import io.headscope.model.Continuation;
import io.headscope.model.Engine;
import io.headscope.model.InputTensor;
import io.headscope.model.ModelConfig;
import io.headscope.model.ModelInput;
import io.headscope.model.Network;
import io.headscope.model.OpenNetwork;
import io.headscope.model.RunRequest;
import io.headscope.model.family.Phi3;
import io.headscope.task.Cancellation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Texts written token by token, against those that Hugging Face transformers wrote: tokens, scores, and what every token
/// attended to.
final class WriterTest {

    private static final Path ROOT = Path.of("src/test/resources/generate");
    private static final double ATTENTION = 1e-5;
    private static final double LOGITS = 1e-4;

    static Stream<Arguments> runs() throws IOException {
        List<Path> folders;
        try (Stream<Path> found = Files.list(ROOT)) {
            folders = found.sorted().toList();
        }
        return Stream.of(new OnnxEngine(), new DjlEngine()).flatMap(engine -> folders.stream()
                .flatMap(folder -> Stream.of("", "_varied")
                        .map(way -> Arguments.of(folder.getFileName() + way + " on " + engine.name(), engine, folder, way))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("runs")
    void writesWhatTheReferenceWrote(String name, Engine engine, Path folder, String way) {
        JsonObject expected = JsonFile.read(folder.resolve("expected_generate" + way + ".json"));
        Map<String, FloatTensor> numbers = GoldenFolder.expected(folder.resolve("expected_generate" + way + ".safetensors"));
        numbers.keySet().removeIf(key -> key.startsWith("encoder_attentions"));
        Set<Integer> never = expected.getAsJsonArray("never_predicted").asList().stream().map(JsonElement::getAsInt).collect(Collectors.toSet());
        Wish wish = new Wish(
                Choice.GREEDY, expected.get("max_new_tokens").getAsInt(), Set.of(), OptionalInt.empty(), never, way.isEmpty());
        try (Opened opened = new Opened(engine, folder.getFileName().toString())) {
            List<WrittenToken> written = opened.write(wish, Cancellation.never());
            assertEquals(
                    expected.getAsJsonArray("new_tokens").asList().stream().map(JsonElement::getAsInt).toList(),
                    written.stream().map(WrittenToken::id).toList());
            for (int step = 0; step < written.size(); step++) {
                compare(step, written.get(step), expected.getAsJsonArray("steps").get(step).getAsJsonObject(), numbers);
            }
            assertEquals(Set.of(), numbers.keySet(), "expected, but not compared");
        }
    }

    private static void compare(int step, WrittenToken token, JsonObject expected, Map<String, FloatTensor> numbers) {
        assertEquals(expected.get("log_probability").getAsDouble(), Math.log(token.candidates().getFirst().probability()), 1e-4);
        assertEquals(
                expected.getAsJsonArray("top5").asList().stream().map(JsonElement::getAsInt).toList(),
                token.candidates().stream().limit(5).map(candidate -> candidate.index()).toList());
        token.rows().forEach((site, rows) ->
                compare("step." + step + (site.kind() == Kind.CROSS ? ".cross." : ".self.") + site.layer(), rows, ATTENTION, numbers));
        compare("step." + step + ".logits", token.logits(), LOGITS, numbers);
    }

    private static void compare(String name, FloatTensor ours, double tolerance, Map<String, FloatTensor> numbers) {
        FloatTensor theirs = Objects.requireNonNull(numbers.remove(name), name);
        assertEquals(theirs.shape(), ours.shape(), name);
        assertArrayEquals(theirs.toArray(), ours.toArray(), (float) tolerance, name);
    }

    static Stream<String> families() {
        return GoldenFolder.all().stream()
                .filter(folder -> {
                    try (Checkpoint checkpoint = folder.open()) {
                        return Continuation.of(GoldenFolder.network(checkpoint)).isPresent();
                    }
                })
                .map(GoldenFolder::name);
    }

    /// What is worked out on kept keys and values is what the whole text gives: for every family, also with padding before it.
    @ParameterizedTest
    @MethodSource("families")
    void goingOnIsTheSameAsBeginningAnew(String family) {
        try (Opened opened = new Opened(new OnnxEngine(), family)) {
            for (GoldenFolder.Case golden : GoldenFolder.of(family).cases()) {
                if (golden.name().equals("padded") && !opened.open.network().takesTarget()) {
                    continue;
                }
                List<WrittenToken> written = opened.writer.write(golden.input(), Wish.greedy(5), _ -> {}, Cancellation.never());
                Written whole = Written.of(opened.open.network(), golden.input(), written.subList(0, 4), null);
                try (Trace trace = opened.open.run(whole.input(), RunRequest.of("logits"), Cancellation.never())) {
                    FloatTensor logits = trace.tensor("logits");
                    float[] last = new float[logits.length(1)];
                    logits.copy(logits.size() - last.length, last, 0, last.length);
                    assertArrayEquals(last, written.getLast().logits().toArray(), (float) LOGITS, golden.name());
                    written.getLast().rows().forEach((site, rows) -> {
                        for (int head = 0; head < site.heads(); head++) {
                            float[] map = trace.map(site).head(head);
                            int keys = rows.length(1);
                            for (int key = 0; key < keys; key++) {
                                assertEquals(map[map.length - keys + key], rows.at((long) head * keys + key), ATTENTION, site + " " + golden.name());
                            }
                        }
                    });
                }
            }
        }
    }

    /// Phi-3 turns all positions by other factors once a text is longer than its first training.
    @Test
    void beyondTheFirstTrainingAllPositionsAreTurnedAnew() {
        Network network = new Phi3().write(new ModelConfig(Path.of("config.json"), JsonParser.parseString("""
                {"architectures": ["Phi3ForCausalLM"], "vocab_size": 32, "hidden_size": 24, "num_hidden_layers": 2,
                 "num_attention_heads": 4, "intermediate_size": 20, "max_position_embeddings": 16, "initializer_range": 0.3,
                 "original_max_position_embeddings": 6, "rms_norm_eps": 1e-6,
                 "rope_scaling": {"type": "longrope", "short_factor": [1, 1, 1], "long_factor": [1.5, 2, 4]}}""").getAsJsonObject()));
        ModelInput beginning = ModelInputs.of(network, Map.of("input_ids", InputTensor.row(3, 17, 8, 29)), null);
        try (OpenNetwork open = new OnnxEngine(1).open(network, RandomWeights.noting(new HashMap<>()));
                Writer writer = new Writer(open, Continuation.of(network).orElseThrow())) {
            List<WrittenToken> written = writer.write(beginning, Wish.greedy(7), _ -> {}, Cancellation.never());
            for (int count = 1; count < 7; count++) {
                Written whole = Written.of(network, beginning, written.subList(0, count), null);
                try (Trace trace = open.run(whole.input(), RunRequest.of("logits"), Cancellation.never())) {
                    FloatTensor logits = trace.tensor("logits");
                    float[] last = new float[logits.length(1)];
                    logits.copy(logits.size() - last.length, last, 0, last.length);
                    assertArrayEquals(last, written.get(count).logits().toArray(), (float) LOGITS, "token " + count);
                }
            }
        }
    }

    @Test
    void stopsAtTheTokenThatEndsATextAndTellsEveryTokenAsItComes() {
        try (Opened opened = new Opened(new OnnxEngine(), "llama")) {
            List<Integer> told = new ArrayList<>();
            Wish wish = new Wish(Choice.GREEDY, 12, Set.of(184), OptionalInt.empty(), Set.of(), true);
            List<WrittenToken> written =
                    opened.writer.write(opened.beginning, wish, token -> told.add(token.id()), Cancellation.never());
            assertEquals(List.of(111, 139, 184), told);
            assertEquals(told, written.stream().map(WrittenToken::id).toList());
        }
    }

    @Test
    void beginsWithTheTokenThatIsForced() {
        try (Opened opened = new Opened(new OnnxEngine(), "bart")) {
            Wish wish = new Wish(Choice.GREEDY, 2, Set.of(), OptionalInt.of(7), Set.of(), true);
            assertEquals(7, opened.write(wish, Cancellation.never()).getFirst().id());
        }
    }

    @Test
    void stopsWhereThePositionsEnd() {
        try (Opened opened = new Opened(new OnnxEngine(), "gpt2")) {
            int positions = opened.open.network().positions();
            int given = opened.beginning.tensor("input_ids").values().length;
            assertEquals(positions - given + 1, opened.write(Wish.greedy(10_000), Cancellation.never()).size());
        }
    }

    @Test
    void canBeStoppedAtEveryToken() {
        try (Opened opened = new Opened(new OnnxEngine(), "gpt2")) {
            Cancellation cancellation = new Cancellation();
            List<Integer> told = new ArrayList<>();
            assertThrows(CancellationException.class, () -> opened.writer.write(opened.beginning, Wish.greedy(12), token -> {
                told.add(token.id());
                if (told.size() == 3) {
                    cancellation.cancel();
                }
            }, cancellation));
            assertEquals(3, told.size());
        }
    }

    @Test
    void chanceFollowsItsSeedAndKeepsToTheLikeliest() {
        try (Opened opened = new Opened(new OnnxEngine(), "gpt2")) {
            List<Integer> once = ids(opened.write(sample(1.5, 3, 1), Cancellation.never()));
            assertEquals(once, ids(opened.write(sample(1.5, 3, 1), Cancellation.never())));
            Set<List<Integer>> texts = new HashSet<>();
            for (int seed = 0; seed < 5; seed++) {
                List<WrittenToken> written = opened.write(sample(1.5, 3, seed), Cancellation.never());
                written.forEach(token -> assertTrue(
                        token.candidates().stream().limit(3).anyMatch(candidate -> candidate.index() == token.id())));
                texts.add(ids(written));
            }
            assertTrue(texts.size() > 1, "five seeds, one text");
            assertEquals(ids(opened.write(Wish.greedy(12), Cancellation.never())), ids(opened.write(sample(1, 1, 9), Cancellation.never())));
        }
    }

    private static Wish sample(double temperature, int top, long seed) {
        return Wish.greedy(12).by(new Choice.Sample(temperature, top, seed));
    }

    private static List<Integer> ids(List<WrittenToken> written) {
        return written.stream().map(WrittenToken::id).toList();
    }

    @Test
    void networksThatDoNotWriteAreNotContinued() {
        try (Checkpoint checkpoint = GoldenFolder.of("bert").open()) {
            assertTrue(Continuation.of(GoldenFolder.network(checkpoint)).isEmpty());
        }
    }

    /// A reference model, ready to write, and what it begins with.
    private static final class Opened implements AutoCloseable {
        private final Checkpoint checkpoint;
        private final OpenNetwork open;
        private final Writer writer;
        private final ModelInput beginning;

        Opened(Engine engine, String family) {
            checkpoint = GoldenFolder.of(family).open();
            Network network = GoldenFolder.network(checkpoint);
            open = engine.open(network, WeightCheck.of(checkpoint, network).require());
            writer = new Writer(open, Continuation.of(network).orElseThrow());
            Map<String, InputTensor> given = new HashMap<>(InputFile.read(GoldenFolder.of(family).folder().resolve("inputs.json")));
            given.remove("decoder_input_ids");
            beginning = ModelInputs.of(network, given, null);
        }

        List<WrittenToken> write(Wish wish, Cancellation cancellation) {
            return writer.write(beginning, wish, _ -> {}, cancellation);
        }

        @Override
        public void close() {
            writer.close();
            open.close();
            checkpoint.close();
        }
    }
}

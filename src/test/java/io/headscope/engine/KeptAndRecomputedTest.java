package io.headscope.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.headscope.attention.AttentionMap;
import io.headscope.attention.AttentionSite;
import io.headscope.attention.IndexRange;
import io.headscope.attention.KeptMap;
import io.headscope.attention.Pooling;
import io.headscope.attention.RecomputedMap;
import io.headscope.attention.Stack;
import io.headscope.attention.Token;
import io.headscope.attention.Trace;
import io.headscope.engine.djl.DjlEngine;
import io.headscope.engine.onnx.OnnxEngine;
import io.headscope.model.ElementType;
import io.headscope.model.Engine;
import io.headscope.model.Init;
import io.headscope.model.InputTensor;
import io.headscope.model.ModelConfig;
import io.headscope.model.ModelFamily;
import io.headscope.model.ModelInput;
import io.headscope.model.Network;
import io.headscope.model.OpenNetwork;
import io.headscope.model.RunRequest;
import io.headscope.model.RunRequest.Keeping;
import io.headscope.model.StoredTensor;
import io.headscope.model.Weights;
import io.headscope.model.family.Bert;
import io.headscope.model.family.Gpt2;
import io.headscope.task.Cancellation;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Maps that are kept and maps that are recomputed are the same maps, at a length where it matters.
final class KeptAndRecomputedTest {

    private static final int TOKENS = 2048;
    private static final float SAME = 1e-5f;

    private static final String GPT2 = """
            {"architectures": ["GPT2LMHeadModel"], "model_type": "gpt2", "vocab_size": 64, "n_positions": 2048,
             "n_embd": 16, "n_layer": 2, "n_head": 2, "initializer_range": 0.5}""";
    private static final String BERT = """
            {"architectures": ["BertModel"], "model_type": "bert", "vocab_size": 64, "max_position_embeddings": 2048,
             "hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 32,
             "initializer_range": 0.5}""";

    static Stream<Arguments> runs() {
        return Stream.of(new OnnxEngine(), new DjlEngine()).flatMap(engine -> Stream.of(
                Arguments.of(engine.name(), "causal", new Gpt2(), GPT2, 0, 0, engine),
                Arguments.of(engine.name(), "causal, padded left", new Gpt2(), GPT2, 300, 0, engine),
                Arguments.of(engine.name(), "causal, padded right", new Gpt2(), GPT2, 0, 300, engine),
                Arguments.of(engine.name(), "all to all", new Bert(), BERT, 0, 0, engine),
                Arguments.of(engine.name(), "all to all, padded", new Bert(), BERT, 0, 777, engine)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("runs")
    void areTheSameNumbers(
            String engineName, String caseName, ModelFamily family, String config, int left, int right, Engine engine) {
        Network network = network(family, config);
        try (Arena arena = Arena.ofShared();
                OpenNetwork open = engine.open(network, randomWeights(arena))) {
            ModelInput input = input(left, right);
            try (Trace kept = open.run(input, request(Keeping.KEPT), Cancellation.never());
                    Trace recomputed = open.run(input, request(Keeping.RECOMPUTED), Cancellation.never())) {
                assertEquals(2, kept.sites().size());
                kept.sites().forEach(site -> compare(site, kept.map(site), recomputed.map(site), left, TOKENS - right));
                assertArrayEquals(
                        kept.tensor("last_hidden_state").toArray(),
                        recomputed.tensor("last_hidden_state").toArray(),
                        1e-4f);
            }
        }
    }

    private static void compare(AttentionSite site, AttentionMap kept, AttentionMap recomputed, int from, int to) {
        assertInstanceOf(KeptMap.class, kept);
        assertInstanceOf(RecomputedMap.class, recomputed);
        for (int head = 0; head < site.heads(); head++) {
            float[] weights = kept.head(head);
            assertArrayEquals(weights, recomputed.head(head), SAME, site + " head " + head);
            rowsSumToOne(weights, from, to);
            comparePooled(head, kept, recomputed);
        }
        assertEquals(
                IntStream.range(0, TOKENS).mapToObj(query -> query >= from && query < to).toList(),
                IntStream.range(0, TOKENS).mapToObj(recomputed::attends).toList());
    }

    private static void rowsSumToOne(float[] weights, int from, int to) {
        for (int query = 0; query < TOKENS; query++) {
            double sum = 0;
            for (int key = 0; key < TOKENS; key++) {
                sum += weights[query * TOKENS + key];
            }
            assertEquals(query >= from && query < to ? 1 : 0, sum, 1e-4, "row " + query);
        }
    }

    private static void comparePooled(int head, AttentionMap kept, AttentionMap recomputed) {
        IndexRange queries = new IndexRange(100, 1900);
        IndexRange keys = new IndexRange(37, 2048);
        for (Pooling pooling : Pooling.values()) {
            float[] ofKept = new float[60 * 64];
            float[] ofRecomputed = new float[60 * 64];
            kept.readPooled(head, queries, keys, pooling, 60, 64, ofKept);
            recomputed.readPooled(head, queries, keys, pooling, 60, 64, ofRecomputed);
            assertArrayEquals(ofKept, ofRecomputed, SAME, pooling + " of head " + head);
        }
    }

    @Test
    void pooledCellsAreTheMeanAndTheLargestOfWhatFallsIntoThem() {
        float[] weights = {0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.1f, 0.2f, 0.2f};
        AttentionMap map = new KeptMap(
                1,
                new io.headscope.attention.Visibility(2, 4, false, null, null),
                MemorySegment.ofArray(weights));
        float[] mean = new float[2];
        float[] max = new float[2];
        map.readPooled(0, IndexRange.upTo(2), IndexRange.upTo(4), Pooling.MEAN, 1, 2, mean);
        map.readPooled(0, IndexRange.upTo(2), IndexRange.upTo(4), Pooling.MAX, 1, 2, max);
        assertArrayEquals(new float[] {0.225f, 0.275f}, mean, 1e-7f);
        assertArrayEquals(new float[] {0.5f, 0.4f}, max);
    }

    private static RunRequest request(Keeping keeping) {
        return new RunRequest(Set.of("last_hidden_state"), keeping);
    }

    private static Network network(ModelFamily family, String config) {
        JsonObject json = JsonParser.parseString(config).getAsJsonObject();
        return family.write(new ModelConfig(Path.of("config.json"), json));
    }

    private static ModelInput input(int left, int right) {
        Random random = new Random(11);
        long[] ids = random.longs(TOKENS, 0, 64).toArray();
        long[] mask = LongStream.range(0, TOKENS).map(i -> i >= left && i < TOKENS - right ? 1 : 0).toArray();
        long[] positions = LongStream.range(0, TOKENS).map(i -> mask[(int) i] == 0 ? 1 : i - left).toArray();
        List<Token> tokens = LongStream.of(ids).mapToObj(id -> Token.ofId((int) id, Token.Role.TEXT)).toList();
        return new ModelInput(
                Map.of(
                        "input_ids", InputTensor.row(ids),
                        "attention_mask", InputTensor.row(mask),
                        "token_type_ids", InputTensor.row(new long[TOKENS]),
                        "position_ids", InputTensor.row(positions)),
                Map.of(Stack.ENCODER, tokens, Stack.DECODER, tokens));
    }

    private static Weights randomWeights(Arena arena) {
        return weight -> {
            Random random = new Random(weight.name().hashCode());
            MemorySegment data = arena.allocate(weight.size() * Float.BYTES, Float.BYTES);
            for (long i = 0; i < weight.size(); i++) {
                data.setAtIndex(ValueLayout.JAVA_FLOAT, i, switch (weight.init()) {
                    case Init.Normal(double deviation) -> (float) (random.nextGaussian() * deviation);
                    case Init.Constant(double value) -> (float) value;
                });
            }
            return new StoredTensor(weight.name(), ElementType.F32, weight.shape(), Path.of("random"), 0, data);
        };
    }
}

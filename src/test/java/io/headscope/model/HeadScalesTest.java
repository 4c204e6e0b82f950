package io.headscope.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonParser;
import io.headscope.attention.AttentionSite;
import io.headscope.attention.AttentionSite.Kind;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.HeadAddress;
import io.headscope.attention.Stack;
import io.headscope.attention.Trace;
import io.headscope.engine.RandomWeights;
import io.headscope.engine.djl.DjlEngine;
import io.headscope.engine.onnx.OnnxEngine;
import io.headscope.input.ModelInputs;
import io.headscope.model.RunRequest.Keeping;
import io.headscope.model.family.Llama;
import io.headscope.task.Cancellation;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// A head that is weakened writes less, as if its values were smaller.
final class HeadScalesTest {

    private static final int WIDTH = 8;
    private static final int SIZE = 4;
    private static final Network NETWORK = new Llama().write(new ModelConfig(Path.of("config.json"), JsonParser.parseString("""
            {"architectures": ["LlamaModel"], "vocab_size": 16, "hidden_size": 8, "num_hidden_layers": 2,
             "num_attention_heads": 2, "intermediate_size": 8, "max_position_embeddings": 16, "initializer_range": 0.5}""").getAsJsonObject()));
    private static final AttentionSite FIRST = new AttentionSite(Stack.DECODER, Kind.SELF, 0, 2);

    static Stream<Arguments> runs() {
        return Stream.of(new OnnxEngine(), new DjlEngine()).flatMap(engine -> Stream.of(Keeping.KEPT, Keeping.RECOMPUTED)
                .flatMap(keeping -> Stream.of(0.0, 0.5).map(scale -> Arguments.of(engine.name(), keeping, scale, engine))));
    }

    @ParameterizedTest(name = "{0}, {1}, by {2}")
    @MethodSource("runs")
    void aScaledHeadIsOneWithScaledValues(String engineName, Keeping keeping, double scale, Engine engine) {
        HeadScales scales = HeadScales.of(NETWORK);
        try (OpenNetwork plain = engine.open(NETWORK, RandomWeights.noting(new HashMap<>()));
                OpenNetwork scaled = plain.sharing(scales.network());
                OpenNetwork smaller = engine.open(NETWORK, withSecondHeadsValues(scale))) {
            ModelInput input = ModelInputs.of(NETWORK, Map.of("input_ids", InputTensor.row(3, 7, 1, 9)), null);
            Map<HeadAddress, Double> second = Map.of(FIRST.head(1), scale);
            float[] expected = last(smaller, input, keeping);
            assertArrayEquals(expected, last(scaled, scales.scaled(input, second), keeping), 1e-5f);
            assertArrayEquals(last(plain, input, keeping), last(scaled, scales.scaled(input, Map.of()), keeping), 0);
        }
    }

    @ParameterizedTest(name = "{0}, {1}, by {2}")
    @MethodSource("runs")
    void whatAScaledHeadAttendsToStaysAsItWas(String engineName, Keeping keeping, double scale, Engine engine) {
        HeadScales scales = HeadScales.of(NETWORK);
        try (OpenNetwork plain = engine.open(NETWORK, RandomWeights.noting(new HashMap<>()));
                OpenNetwork scaled = plain.sharing(scales.network())) {
            ModelInput input = ModelInputs.of(NETWORK, Map.of("input_ids", InputTensor.row(3, 7, 1, 9)), null);
            try (Trace before = run(plain, input, keeping);
                    Trace after = run(scaled, scales.scaled(input, Map.of(FIRST.head(1), scale)), keeping)) {
                assertEquals(before.sites(), after.sites());
                assertArrayEquals(before.map(FIRST).head(1), after.map(FIRST).head(1));
            }
        }
    }

    private static float[] last(OpenNetwork network, ModelInput input, Keeping keeping) {
        try (Trace trace = run(network, input, keeping)) {
            return trace.tensor("last_hidden_state").toArray();
        }
    }

    private static Trace run(OpenNetwork network, ModelInput input, Keeping keeping) {
        return network.run(input, new RunRequest(Set.of("last_hidden_state"), keeping), Cancellation.never());
    }

    /// The rows of the values' matrix that belong to the second head of the first layer, made smaller.
    private static Weights withSecondHeadsValues(double scale) {
        Map<String, FloatTensor> drawn = new HashMap<>();
        Weights weights = RandomWeights.noting(drawn);
        return weight -> {
            StoredTensor tensor = weights.find(weight);
            if (weight.name().equals("model.layers.0.self_attn.v_proj.weight")) {
                for (long i = SIZE * WIDTH; i < 2L * SIZE * WIDTH; i++) {
                    float number = tensor.data().getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, i);
                    tensor.data().setAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, i, (float) (number * scale));
                }
            }
            return tensor;
        };
    }
}

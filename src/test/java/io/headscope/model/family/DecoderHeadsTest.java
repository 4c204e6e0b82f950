package io.headscope.model.family;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonParser;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.Trace;
import io.headscope.engine.RandomWeights;
import io.headscope.engine.djl.DjlEngine;
import io.headscope.engine.onnx.OnnxEngine;
import io.headscope.input.ModelInputs;
import io.headscope.model.Answer;
import io.headscope.model.Engine;
import io.headscope.model.InputTensor;
import io.headscope.model.ModelConfig;
import io.headscope.model.Network;
import io.headscope.model.OpenNetwork;
import io.headscope.model.RunRequest;
import io.headscope.task.Cancellation;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What stands on top of decoders besides the scores of tokens.
final class DecoderHeadsTest {

    private static final String CONFIG = """
            "vocab_size": 16, "hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 8,
            "max_position_embeddings": 16, "initializer_range": 0.3, "num_labels": 3""";

    static Stream<Engine> engines() {
        return Stream.of(new OnnxEngine(), new DjlEngine());
    }

    @ParameterizedTest
    @MethodSource("engines")
    void classesOfATextAreReadOffItsLastTokenThatIsNotPadding(Engine engine) {
        Network network = network("LlamaForSequenceClassification");
        assertEquals(new Answer.Classes(List.of("LABEL_0", "LABEL_1", "LABEL_2")), network.answer());
        Map<String, FloatTensor> weights = new HashMap<>();
        try (OpenNetwork open = engine.open(network, RandomWeights.noting(weights));
                Trace trace = run(open, InputTensor.row(5, 3, 9, 1, 1), InputTensor.row(1, 1, 1, 0, 0))) {
            FloatTensor hidden = trace.tensor("last_hidden_state");
            FloatTensor score = Objects.requireNonNull(weights.get("score.weight"));
            assertArrayEquals(scores(hidden, 2, score, new float[3]), trace.tensor("logits").toArray(), 1e-5f);
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void classesOfTokensAreReadOffEveryToken(Engine engine) {
        Network network = network("LlamaForTokenClassification");
        Map<String, FloatTensor> weights = new HashMap<>();
        try (OpenNetwork open = engine.open(network, RandomWeights.noting(weights));
                Trace trace = run(open, InputTensor.row(5, 3, 9), InputTensor.row(1, 1, 1))) {
            FloatTensor hidden = trace.tensor("last_hidden_state");
            FloatTensor score = Objects.requireNonNull(weights.get("score.weight"));
            float[] shift = Objects.requireNonNull(weights.get("score.bias")).toArray();
            FloatTensor logits = trace.tensor("logits");
            assertEquals(List.of(3L, 3L), logits.shape());
            for (int token = 0; token < 3; token++) {
                float[] row = new float[3];
                logits.copy(token * 3L, row, 0, 3);
                assertArrayEquals(scores(hidden, token, score, shift), row, 1e-5f);
            }
        }
    }

    private static float[] scores(FloatTensor hidden, int token, FloatTensor weight, float[] shift) {
        float[] scores = shift.clone();
        for (int label = 0; label < scores.length; label++) {
            for (int d = 0; d < 8; d++) {
                scores[label] += hidden.at(token * 8L + d) * weight.at(label * 8L + d);
            }
        }
        return scores;
    }

    private static Network network(String architecture) {
        String config = "{\"architectures\": [\"" + architecture + "\"], " + CONFIG + "}";
        return new Llama().write(new ModelConfig(Path.of("config.json"), JsonParser.parseString(config).getAsJsonObject()));
    }

    private static Trace run(OpenNetwork open, InputTensor ids, InputTensor mask) {
        return open.run(
                ModelInputs.of(open.network(), Map.of("input_ids", ids, "attention_mask", mask), null),
                RunRequest.of("logits", "last_hidden_state"),
                Cancellation.never());
    }
}

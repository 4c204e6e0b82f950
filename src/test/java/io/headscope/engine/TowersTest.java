package io.headscope.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.headscope.attention.Trace;
import io.headscope.engine.onnx.OnnxEngine;
import io.headscope.model.Answer;
import io.headscope.model.InputTensor;
import io.headscope.model.ModelFamily;
import io.headscope.model.family.Clip;
import io.headscope.model.family.Siglip;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// A tower that was saved alone is the tower that stands beside the other: the numbers of both together are held against a
/// reference or a definition elsewhere.
final class TowersTest {

    private static final String SIZES =
            "\"hidden_size\": 16, \"intermediate_size\": 20, \"num_hidden_layers\": 2, \"num_attention_heads\": 2, \"initializer_range\": 0.3";
    private static final String TEXT = SIZES + ", \"vocab_size\": 30, \"max_position_embeddings\": 12, \"eos_token_id\": 3";
    private static final String PICTURE = SIZES + ", \"image_size\": 8, \"patch_size\": 4";
    private static final String BOTH = "{\"projection_dim\": 6, \"text_config\": {%s}, \"vision_config\": {%s}}".formatted(TEXT, PICTURE);

    private static final Map<String, InputTensor> WORDS = Map.of("input_ids", InputTensor.row(5, 9, 17, 3));
    private static final Map<String, InputTensor> PIXELS = Map.of("pixel_values", pixels());

    static Stream<Arguments> towers() {
        return Stream.of(
                Arguments.of("CLIPTextModelWithProjection", Clip.both(), Clip.ofTexts(), TEXT, WORDS, "text"),
                Arguments.of("CLIPTextModel", Clip.both(), Clip.ofTexts(), TEXT, WORDS, "text"),
                Arguments.of("CLIPVisionModelWithProjection", Clip.both(), Clip.ofPictures(), PICTURE, PIXELS, "vision"),
                Arguments.of("CLIPVisionModel", Clip.both(), Clip.ofPictures(), PICTURE, PIXELS, "vision"),
                Arguments.of("SiglipTextModel", Siglip.both(), Siglip.ofTexts(), TEXT, WORDS, "text"),
                Arguments.of("SiglipVisionModel", Siglip.both(), Siglip.ofPictures(), PICTURE, PIXELS, "vision"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("towers")
    void aloneIsAsBesideTheOther(
            String architecture, ModelFamily both, ModelFamily alone, String config, Map<String, InputTensor> inputs, String tower) {
        RandomNetwork whole = new RandomNetwork(both, BOTH);
        RandomNetwork part = new RandomNetwork(
                alone, "{\"architectures\": [\"%s\"], \"projection_dim\": 6, %s}".formatted(architecture, config));
        assertEquals(new Answer.None(), part.network().answer());
        Map<String, InputTensor> all = Stream.of(WORDS, PIXELS)
                .flatMap(some -> some.entrySet().stream())
                .collect(java.util.stream.Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        try (Trace expected = whole.run(new OnnxEngine(1), all);
                Trace trace = part.run(new OnnxEngine(1), inputs)) {
            for (String output : List.of("last_hidden_state", "pooler_output")) {
                assertArrayEquals(expected.tensor(tower + "." + output).toArray(), trace.tensor(output).toArray(), 1e-5f, output);
            }
            trace.sites().forEach(site -> assertArrayEquals(expected.map(site).head(1), trace.map(site).head(1), 1e-6f, site::toString));
            if (architecture.endsWith("WithProjection")) {
                String embeds = tower.equals("text") ? "text_embeds" : "image_embeds";
                float[] vector = trace.tensor(embeds).toArray();
                assertEquals(6, vector.length);
                assertArrayEquals(expected.tensor(embeds).toArray(), unit(vector), 1e-5f);
            }
        }
    }

    private static float[] unit(float[] vector) {
        double square = 0;
        for (float number : vector) {
            square += number * number;
        }
        float[] unit = new float[vector.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = (float) (vector[i] / Math.sqrt(square));
        }
        return unit;
    }

    private static InputTensor pixels() {
        Random random = new Random(3);
        float[] pixels = new float[3 * 8 * 8];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextGaussian();
        }
        return InputTensor.of(pixels, 1, 3, 8, 8);
    }
}

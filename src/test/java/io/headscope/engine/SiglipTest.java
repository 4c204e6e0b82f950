package io.headscope.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.AttentionSite.Kind;
import io.headscope.attention.Stack;
import io.headscope.attention.Token;
import io.headscope.attention.Trace;
import io.headscope.engine.djl.DjlEngine;
import io.headscope.engine.onnx.OnnxEngine;
import io.headscope.model.Engine;
import io.headscope.model.InputTensor;
import io.headscope.model.family.Siglip;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// SigLIP, of which there is no reference folder, worked out number by number as its paper and its published definition say.
final class SiglipTest {

    private static final int WIDTH = 16;
    private static final int HEADS = 2;
    private static final int PIXELS = 8;
    private static final int PATCH = 4;
    private static final double SAME = 1e-4;
    private static final long[] TEXT = {5, 9, 17, 3};

    private static final String TOWER =
            "\"hidden_size\": 16, \"intermediate_size\": 20, \"num_hidden_layers\": 1, \"num_attention_heads\": 2, \"initializer_range\": 0.3";
    private static final String CONFIG = """
            {"text_config": {%s, "vocab_size": 30, "max_position_embeddings": 12},
             "vision_config": {%s, "image_size": 8, "patch_size": 4}}""".formatted(TOWER, TOWER);

    static Stream<Engine> engines() {
        return Stream.of(new OnnxEngine(), new DjlEngine());
    }

    @ParameterizedTest
    @MethodSource("engines")
    void isWhatItsDefinitionSays(Engine engine) {
        RandomNetwork network = new RandomNetwork(Siglip.both(), CONFIG);
        float[] pixels = pixels();
        double[][] text = text(network);
        double[][] seen = seen(network, pixels);
        double[][][] gathering = gathering(network, seen);
        double[] picture = picture(network, seen, gathering);
        double logit = cosine(text[0], picture) * Math.exp(network.weight("logit_scale")[0]) + network.weight("logit_bias")[0];
        Map<String, InputTensor> inputs = Map.of(
                "input_ids", InputTensor.row(TEXT), "pixel_values", InputTensor.of(pixels, 1, 3, PIXELS, PIXELS));
        try (Trace trace = network.run(engine, inputs)) {
            assertArrayEquals(text[0], PlainMath.rows(trace.tensor("text.pooler_output"))[0], SAME);
            assertArrayEquals(picture, PlainMath.rows(trace.tensor("vision.pooler_output"))[0], SAME);
            assertEquals(logit, trace.tensor("logits_per_image").at(0), SAME);
            AttentionSite probe = new AttentionSite(Stack.VISION, Kind.SELF, 1, HEADS);
            for (int head = 0; head < HEADS; head++) {
                float[] weights = trace.map(probe).head(head);
                for (int key = 0; key < weights.length; key++) {
                    assertEquals(gathering[head][0][key], weights[key], 1e-5);
                }
            }
            assertEquals(List.of("[PROBE]"), trace.queries(probe).stream().map(Token::text).toList());
            assertEquals(List.of("1,1", "1,2", "2,1", "2,2"), trace.keys(probe).stream().map(Token::text).toList());
        }
    }

    private static float[] pixels() {
        Random random = new Random(5);
        float[] pixels = new float[3 * PIXELS * PIXELS];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextGaussian();
        }
        return pixels;
    }

    private static double[][] text(RandomNetwork network) {
        double[][] words = PlainMath.rows(network.weight("text_model.embeddings.token_embedding.weight"), WIDTH, TEXT);
        double[][] places = PlainMath.rows(
                network.weight("text_model.embeddings.position_embedding.weight"), WIDTH, LongStream.range(0, TEXT.length).toArray());
        double[][] hidden = norm(network, "text_model.final_layer_norm", layer(network, "text_model", PlainMath.plus(words, places)));
        return dense(network, "text_model.head", new double[][] {hidden[TEXT.length - 1]});
    }

    private static double[][] seen(RandomNetwork network, float[] pixels) {
        int across = PIXELS / PATCH;
        double[][] patches = new double[across * across][3 * PATCH * PATCH];
        for (int patch = 0; patch < patches.length; patch++) {
            for (int i = 0; i < patches[patch].length; i++) {
                int channel = i / (PATCH * PATCH);
                int y = patch / across * PATCH + i / PATCH % PATCH;
                int x = patch % across * PATCH + i % PATCH;
                patches[patch][i] = pixels[(channel * PIXELS + y) * PIXELS + x];
            }
        }
        double[][] places = PlainMath.rows(
                network.weight("vision_model.embeddings.position_embedding.weight"), WIDTH, LongStream.range(0, patches.length).toArray());
        double[][] embedded = PlainMath.plus(dense(network, "vision_model.embeddings.patch_embedding", patches), places);
        return norm(network, "vision_model.post_layernorm", layer(network, "vision_model", embedded));
    }

    private static double[][] layer(RandomNetwork network, String tower, double[][] hidden) {
        String name = tower + ".encoder.layers.0";
        double[][] normed = norm(network, name + ".layer_norm1", hidden);
        double[][][] weights = PlainMath.weights(
                dense(network, name + ".self_attn.q_proj", normed),
                dense(network, name + ".self_attn.k_proj", normed),
                HEADS,
                1 / Math.sqrt(WIDTH / (double) HEADS),
                (head, query, key) -> 0);
        double[][] mixed = PlainMath.mix(weights, dense(network, name + ".self_attn.v_proj", normed));
        double[][] attended = PlainMath.plus(hidden, dense(network, name + ".self_attn.out_proj", mixed));
        return PlainMath.plus(attended, mlp(network, name + ".mlp", norm(network, name + ".layer_norm2", attended)));
    }

    private static double[][] mlp(RandomNetwork network, String name, double[][] x) {
        double[][] wide = PlainMath.map(dense(network, name + ".fc1", x), z ->
                0.5 * z * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (z + 0.044715 * z * z * z))));
        return dense(network, name + ".fc2", wide);
    }

    /// A third of the matrix that holds the projections of queries, keys and values.
    private static double[][] projected(RandomNetwork network, double[][] x, int part) {
        float[] weight = network.weight("vision_model.head.attention.in_proj_weight");
        float[] bias = network.weight("vision_model.head.attention.in_proj_bias");
        return PlainMath.linear(
                x,
                Arrays.copyOfRange(weight, part * WIDTH * WIDTH, (part + 1) * WIDTH * WIDTH),
                Arrays.copyOfRange(bias, part * WIDTH, (part + 1) * WIDTH));
    }

    private static double[][][] gathering(RandomNetwork network, double[][] seen) {
        double[][] probe = PlainMath.rows(network.weight("vision_model.head.probe"), WIDTH, 0);
        return PlainMath.weights(
                projected(network, probe, 0),
                projected(network, seen, 1),
                HEADS,
                1 / Math.sqrt(WIDTH / (double) HEADS),
                (head, query, key) -> 0);
    }

    private static double[] picture(RandomNetwork network, double[][] seen, double[][][] gathering) {
        double[][] mixed = PlainMath.mix(gathering, projected(network, seen, 2));
        double[][] out = dense(network, "vision_model.head.attention.out_proj", mixed);
        return PlainMath.plus(out, mlp(network, "vision_model.head.mlp", norm(network, "vision_model.head.layernorm", out)))[0];
    }

    private static double cosine(double[] a, double[] b) {
        double product = 0;
        double ofA = 0;
        double ofB = 0;
        for (int i = 0; i < a.length; i++) {
            product += a[i] * b[i];
            ofA += a[i] * a[i];
            ofB += b[i] * b[i];
        }
        return product / Math.sqrt(ofA * ofB);
    }

    private static double[][] dense(RandomNetwork network, String name, double[][] x) {
        return PlainMath.linear(x, network.weight(name + ".weight"), network.weight(name + ".bias"));
    }

    private static double[][] norm(RandomNetwork network, String name, double[][] x) {
        return PlainMath.layerNorm(x, network.weight(name + ".weight"), network.weight(name + ".bias"), 1e-6);
    }
}

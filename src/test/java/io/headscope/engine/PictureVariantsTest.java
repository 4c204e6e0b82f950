package io.headscope.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.headscope.attention.Trace;
import io.headscope.engine.djl.DjlEngine;
import io.headscope.engine.onnx.OnnxEngine;
import io.headscope.model.Engine;
import io.headscope.model.InputTensor;
import io.headscope.model.family.Beit;
import io.headscope.model.family.Deit;
import io.headscope.model.family.Detr;
import io.headscope.model.family.Dinov2;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the reference folders for pictures do not show, worked out number by number as published.
final class PictureVariantsTest {

    private static final int WIDTH = 16;
    private static final int HEADS = 2;
    private static final int SIDE = 8;
    private static final int PATCH = 4;
    private static final int POSITIONS = 1 + SIDE / PATCH * (SIDE / PATCH);
    private static final double SAME = 1e-4;

    private static final String SIZES = "\"hidden_size\": 16, \"num_hidden_layers\": 1, \"num_attention_heads\": 2, \"image_size\": 8,"
            + " \"patch_size\": 4, \"initializer_range\": 0.3";

    static Stream<Engine> engines() {
        return Stream.of(new OnnxEngine(), new DjlEngine());
    }

    /// The largest DINOv2: half of what is widened opens the gate for the other half.
    @ParameterizedTest
    @MethodSource("engines")
    void aGatedPerceptron(Engine engine) {
        RandomNetwork network = new RandomNetwork(
                Dinov2.plain(), "{\"architectures\": [\"Dinov2Model\"], \"use_swiglu_ffn\": true, \"mlp_ratio\": 2, %s}".formatted(SIZES));
        float[] pixels = random(3 * SIDE * SIDE);
        String layer = "dinov2.encoder.layer.0";
        double[][] hidden = PlainMath.plus(withClass(network, "dinov2", pixels), places(network, "dinov2"));
        double[][] normed = norm(network, layer + ".norm1", hidden, 1e-6);
        double[][] attended = PlainMath.plus(
                hidden, scaled(attention(network, layer, normed, true, (head, query, key) -> 0), network.weight(layer + ".layer_scale1.lambda1")));
        double[][] wide = dense(network, layer + ".mlp.weights_in", norm(network, layer + ".norm2", attended, 1e-6));
        // Two thirds of twice the width, to whole eights: 24 and 24.
        assertEquals(48, wide[0].length);
        double[][] gated = new double[wide.length][24];
        for (int row = 0; row < wide.length; row++) {
            for (int i = 0; i < 24; i++) {
                gated[row][i] = wide[row][i] / (1 + Math.exp(-wide[row][i])) * wide[row][24 + i];
            }
        }
        double[][] out = PlainMath.plus(
                attended, scaled(dense(network, layer + ".mlp.weights_out", gated), network.weight(layer + ".layer_scale2.lambda1")));
        assertRows(norm(network, "dinov2.layernorm", out, 1e-6), network, engine, pixels, "last_hidden_state");
    }

    /// Registers stand between the class token and the patches, without a place, and are left out of the answer.
    @ParameterizedTest
    @MethodSource("engines")
    void registers(Engine engine) {
        RandomNetwork network = new RandomNetwork(Dinov2.withRegisters(), """
                {"architectures": ["Dinov2WithRegistersForImageClassification"], "num_register_tokens": 2, "mlp_ratio": 2,
                 "num_labels": 3, %s}""".formatted(SIZES));
        float[] pixels = random(3 * SIDE * SIDE);
        String name = "dinov2_with_registers";
        String layer = name + ".encoder.layer.0";
        double[][] placed = PlainMath.plus(withClass(network, name, pixels), places(network, name));
        double[][] hidden = new double[POSITIONS + 2][];
        hidden[0] = placed[0];
        System.arraycopy(PlainMath.rows(network.weight(name + ".embeddings.register_tokens"), WIDTH, 0, 1), 0, hidden, 1, 2);
        System.arraycopy(placed, 1, hidden, 3, POSITIONS - 1);
        double[][] normed = norm(network, layer + ".norm1", hidden, 1e-6);
        double[][] attended = PlainMath.plus(
                hidden, scaled(attention(network, layer, normed, true, (head, query, key) -> 0), network.weight(layer + ".layer_scale1.lambda1")));
        double[][] wide = PlainMath.map(dense(network, layer + ".mlp.fc1", norm(network, layer + ".norm2", attended, 1e-6)), PlainMath::gelu);
        double[][] out = norm(network, name + ".layernorm", PlainMath.plus(
                attended, scaled(dense(network, layer + ".mlp.fc2", wide), network.weight(layer + ".layer_scale2.lambda1"))), 1e-6);
        assertRows(out, network, engine, pixels, "last_hidden_state");
        double[] both = new double[2 * WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            both[i] = out[0][i];
            for (int patch = 3; patch < out.length; patch++) {
                both[WIDTH + i] += out[patch][i] / (out.length - 3);
            }
        }
        assertRows(dense(network, "classifier", new double[][] {both}), network, engine, pixels, "logits");
    }

    /// BEiT with one table for all layers, learned places, no scaled branches, and the class token for an answer.
    @ParameterizedTest
    @MethodSource("engines")
    void oneTableForAllLayers(Engine engine) {
        RandomNetwork network = new RandomNetwork(new Beit(), """
                {"architectures": ["BeitModel"], "use_shared_relative_position_bias": true, "use_absolute_position_embeddings": true,
                 "layer_scale_init_value": 0, "use_mean_pooling": false, "intermediate_size": 20, "layer_norm_eps": 1e-6, %s}""".formatted(SIZES));
        float[] pixels = random(3 * SIDE * SIDE);
        String layer = "beit.encoder.layer.0";
        float[] table = network.weight("beit.encoder.relative_position_bias.relative_position_bias_table");
        double[][] hidden = PlainMath.plus(withClass(network, "beit", pixels), places(network, "beit"));
        double[][] normed = norm(network, layer + ".layernorm_before", hidden, 1e-6);
        double[][] attended = PlainMath.plus(
                hidden, attention(network, layer, normed, false, (head, query, key) -> table[row(query, key) * HEADS + head]));
        double[][] wide = PlainMath.map(
                dense(network, layer + ".intermediate.dense", norm(network, layer + ".layernorm_after", attended, 1e-6)), PlainMath::gelu);
        double[][] out = PlainMath.plus(attended, dense(network, layer + ".output.dense", wide));
        assertRows(norm(network, "beit.layernorm", out, 1e-6), network, engine, pixels, "last_hidden_state");
    }

    /// The row of a 2×2 grid's table: nine relations, then class to patch, patch to class, class to itself.
    private static int row(int query, int key) {
        if (query == 0 || key == 0) {
            return query == key ? 11 : query == 0 ? 9 : 10;
        }
        int down = (query - 1) / 2 - (key - 1) / 2 + 1;
        int across = (query - 1) % 2 - (key - 1) % 2 + 1;
        return down * 3 + across;
    }

    /// A residual network of bottlenecks, seen through DETR's projection.
    @ParameterizedTest
    @MethodSource("engines")
    void bottlenecks(Engine engine) {
        RandomNetwork network = new RandomNetwork(new Detr(), """
                {"architectures": ["DetrModel"], "d_model": 8, "encoder_layers": 1, "decoder_layers": 1, "encoder_attention_heads": 2,
                 "decoder_attention_heads": 2, "encoder_ffn_dim": 8, "decoder_ffn_dim": 8, "num_queries": 3, "image_size": 40,
                 "use_timm_backbone": false, "init_std": 0.3, "backbone_config": {"model_type": "resnet", "embedding_size": 4,
                 "hidden_sizes": [8, 16], "depths": [1, 2], "layer_type": "bottleneck"}}""");
        float[] pixels = random(3 * 40 * 40);
        String name = "model.backbone.conv_encoder.model.";
        double[][][] x = new double[3][40][40];
        for (int i = 0; i < pixels.length; i++) {
            x[i / 1600][i / 40 % 40][i % 40] = pixels[i];
        }
        x = pooled(relu(conv(network, name + "embedder.embedder", x, 7, 2)));
        x = bottleneck(network, name + "encoder.stages.0.layers.0", x, 1, true);
        x = bottleneck(network, name + "encoder.stages.1.layers.0", x, 2, true);
        x = bottleneck(network, name + "encoder.stages.1.layers.1", x, 1, false);
        double[][] sequence = new double[x[0].length * x[0][0].length][x.length];
        for (int i = 0; i < sequence.length; i++) {
            for (int channel = 0; channel < x.length; channel++) {
                sequence[i][channel] = x[channel][i / x[0][0].length][i % x[0][0].length];
            }
        }
        double[][] projected = PlainMath.linear(
                sequence, network.weight("model.input_projection.weight"), network.weight("model.input_projection.bias"));
        assertRows(projected, network, engine, pixels, "encoder_hidden_states.0");
    }

    /// Without a teacher's head the class token alone answers; both tokens are there all the same.
    @ParameterizedTest
    @MethodSource("engines")
    void deitWithoutItsTeacher(Engine engine) {
        String config = "{\"architectures\": [\"%s\"], \"num_labels\": 3, \"intermediate_size\": 20, \"hidden_act\": \"gelu\", " + SIZES + "}";
        RandomNetwork alone = new RandomNetwork(new Deit(), config.formatted("DeiTForImageClassification"));
        RandomNetwork taught = new RandomNetwork(new Deit(), config.formatted("DeiTForImageClassificationWithTeacher"));
        Map<String, InputTensor> inputs = Map.of("pixel_values", InputTensor.of(random(3 * SIDE * SIDE), 1, 3, SIDE, SIDE));
        try (Trace trace = alone.run(engine, inputs);
                Trace ofTaught = taught.run(engine, inputs)) {
            assertArrayEquals(
                    ofTaught.tensor("last_hidden_state").toArray(), trace.tensor("last_hidden_state").toArray(), 1e-5f, "a reference folder is of this");
            double[][] hidden = PlainMath.rows(trace.tensor("last_hidden_state"));
            assertEquals(2 + POSITIONS - 1, hidden.length);
            double[] logits = dense(alone, "classifier", new double[][] {hidden[0]})[0];
            assertArrayEquals(logits, PlainMath.rows(trace.tensor("logits"))[0], SAME);
        }
    }

    private static final String DETECTOR = """
            {"architectures": ["DetrModel"], "d_model": 8, "encoder_layers": 1, "decoder_layers": 1, "encoder_attention_heads": 2,
             "decoder_attention_heads": 2, "encoder_ffn_dim": 8, "decoder_ffn_dim": 8, "num_queries": 3, "image_size": 40, "init_std": 0.05, %s}""";

    /// Under timm's names the same network stands as under Hugging Face's, which a reference folder is of.
    @Test
    void timmsNamesNameTheSameNetwork() {
        RandomNetwork timm = new RandomNetwork(
                new Detr(), DETECTOR.formatted("\"use_timm_backbone\": true, \"backbone\": \"resnet18\""), namesOfTimm());
        RandomNetwork own = new RandomNetwork(new Detr(), DETECTOR.formatted("""
                "use_timm_backbone": false, "backbone_config": {"model_type": "resnet", "embedding_size": 64,
                "hidden_sizes": [64, 128, 256, 512], "depths": [2, 2, 2, 2], "layer_type": "basic"}"""));
        Map<String, InputTensor> inputs = Map.of("pixel_values", InputTensor.of(random(3 * 40 * 40), 1, 3, 40, 40));
        try (Trace expected = own.run(new OnnxEngine(), inputs);
                Trace trace = timm.run(new OnnxEngine(), inputs)) {
            for (String name : List.of("encoder_hidden_states.0", "last_hidden_state")) {
                assertArrayEquals(expected.tensor(name).toArray(), trace.tensor(name).toArray(), 1e-4f, name);
            }
        }
    }

    private static Map<String, String> namesOfTimm() {
        String model = "conv_encoder.model.";
        Map<String, String> names = new HashMap<>();
        names.put(model + "conv1.", model + "embedder.embedder.convolution.");
        names.put(model + "bn1.", model + "embedder.embedder.normalization.");
        for (int stage = 0; stage < 4; stage++) {
            for (int block = 0; block < 2; block++) {
                String timm = model + "layer" + (stage + 1) + "." + block + ".";
                String own = model + "encoder.stages." + stage + ".layers." + block + ".";
                for (int layer = 0; layer < 2; layer++) {
                    names.put(timm + "conv" + (layer + 1) + ".", own + "layer." + layer + ".convolution.");
                    names.put(timm + "bn" + (layer + 1) + ".", own + "layer." + layer + ".normalization.");
                }
                names.put(timm + "downsample.0.", own + "shortcut.convolution.");
                names.put(timm + "downsample.1.", own + "shortcut.normalization.");
            }
        }
        return names;
    }

    private static double[][][] bottleneck(RandomNetwork network, String name, double[][][] x, int stride, boolean shortcut) {
        double[][][] narrow = relu(conv(network, name + ".layer.0", x, 1, 1));
        double[][][] middle = relu(conv(network, name + ".layer.1", narrow, 3, stride));
        double[][][] branch = conv(network, name + ".layer.2", middle, 1, 1);
        double[][][] beside = shortcut ? conv(network, name + ".shortcut", x, 1, stride) : x;
        for (int channel = 0; channel < branch.length; channel++) {
            branch[channel] = PlainMath.plus(branch[channel], beside[channel]);
        }
        return relu(branch);
    }

    /// A convolution with its frozen norm.
    private static double[][][] conv(RandomNetwork network, String name, double[][][] x, int size, int stride) {
        float[] kernel = network.weight(name + ".convolution.weight");
        float[] scale = network.weight(name + ".normalization.weight");
        float[] shift = network.weight(name + ".normalization.bias");
        float[] mean = network.weight(name + ".normalization.running_mean");
        float[] variance = network.weight(name + ".normalization.running_var");
        int out = scale.length;
        int padding = size / 2;
        int side = (x[0].length + 2 * padding - size) / stride + 1;
        double[][][] y = new double[out][side][side];
        for (int o = 0; o < out; o++) {
            for (int i = 0; i < side * side; i++) {
                double sum = 0;
                for (int at = 0; at < x.length * size * size; at++) {
                    int row = i / side * stride + at / size % size - padding;
                    int column = i % side * stride + at % size - padding;
                    if (row >= 0 && row < x[0].length && column >= 0 && column < x[0].length) {
                        sum += x[at / (size * size)][row][column] * kernel[o * x.length * size * size + at];
                    }
                }
                y[o][i / side][i % side] = (sum - mean[o]) / Math.sqrt(variance[o] + 1e-5) * scale[o] + shift[o];
            }
        }
        return y;
    }

    private static double[][][] pooled(double[][][] x) {
        int side = (x[0].length - 1) / 2 + 1;
        double[][][] y = new double[x.length][side][side];
        for (int channel = 0; channel < x.length; channel++) {
            for (int i = 0; i < side * side; i++) {
                double largest = Double.NEGATIVE_INFINITY;
                for (int row = Math.max(0, i / side * 2 - 1); row < Math.min(x[0].length, i / side * 2 + 2); row++) {
                    for (int column = Math.max(0, i % side * 2 - 1); column < Math.min(x[0].length, i % side * 2 + 2); column++) {
                        largest = Math.max(largest, x[channel][row][column]);
                    }
                }
                y[channel][i / side][i % side] = largest;
            }
        }
        return y;
    }

    private static double[][][] relu(double[][][] x) {
        DoubleUnaryOperator positive = number -> Math.max(0, number);
        return Stream.of(x).map(plane -> PlainMath.map(plane, positive)).toArray(double[][][]::new);
    }

    private static double[][] attention(
            RandomNetwork network, String layer, double[][] x, boolean keyBias, PlainMath.PairBias bias) {
        String name = layer + ".attention.attention.";
        double[][] keys = PlainMath.linear(x, network.weight(name + "key.weight"), keyBias ? network.weight(name + "key.bias") : null);
        double[][][] weights = PlainMath.weights(
                dense(network, name + "query", x), keys, HEADS, 1 / Math.sqrt(WIDTH / (double) HEADS), bias);
        return dense(network, layer + ".attention.output.dense", PlainMath.mix(weights, dense(network, name + "value", x)));
    }

    private static double[][] withClass(RandomNetwork network, String name, float[] pixels) {
        int across = SIDE / PATCH;
        double[][] patches = new double[across * across][3 * PATCH * PATCH];
        for (int patch = 0; patch < patches.length; patch++) {
            for (int i = 0; i < patches[patch].length; i++) {
                int y = patch / across * PATCH + i / PATCH % PATCH;
                int x = patch % across * PATCH + i % PATCH;
                patches[patch][i] = pixels[(i / (PATCH * PATCH) * SIDE + y) * SIDE + x];
            }
        }
        double[][] embedded = dense(network, name + ".embeddings.patch_embeddings.projection", patches);
        double[][] all = new double[POSITIONS][];
        all[0] = PlainMath.rows(network.weight(name + ".embeddings.cls_token"), WIDTH, 0)[0];
        System.arraycopy(embedded, 0, all, 1, embedded.length);
        return all;
    }

    private static double[][] places(RandomNetwork network, String name) {
        return PlainMath.rows(
                network.weight(name + ".embeddings.position_embeddings"), WIDTH, LongStream.range(0, POSITIONS).toArray());
    }

    private static double[][] scaled(double[][] x, float[] factors) {
        double[][] y = new double[x.length][factors.length];
        for (int row = 0; row < x.length; row++) {
            for (int i = 0; i < factors.length; i++) {
                y[row][i] = x[row][i] * factors[i];
            }
        }
        return y;
    }

    private static double[][] dense(RandomNetwork network, String name, double[][] x) {
        return PlainMath.linear(x, network.weight(name + ".weight"), network.weight(name + ".bias"));
    }

    private static double[][] norm(RandomNetwork network, String name, double[][] x, double epsilon) {
        return PlainMath.layerNorm(x, network.weight(name + ".weight"), network.weight(name + ".bias"), epsilon);
    }

    private static float[] random(int length) {
        Random random = new Random(7);
        float[] numbers = new float[length];
        for (int i = 0; i < length; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    private static void assertRows(double[][] expected, RandomNetwork network, Engine engine, float[] pixels, String name) {
        int side = (int) Math.sqrt(pixels.length / 3.0);
        try (Trace trace = network.run(engine, Map.of("pixel_values", InputTensor.of(pixels, 1, 3, side, side)))) {
            double[][] ours = PlainMath.rows(trace.tensor(name));
            assertEquals(expected.length, ours.length);
            for (int row = 0; row < expected.length; row++) {
                assertArrayEquals(expected[row], ours[row], SAME, name + " row " + row);
            }
        }
    }
}

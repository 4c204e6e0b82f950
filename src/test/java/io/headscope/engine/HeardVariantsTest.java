package io.headscope.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.headscope.attention.Layout;
import io.headscope.attention.Stack;
import io.headscope.attention.Trace;
import io.headscope.engine.djl.DjlEngine;
import io.headscope.engine.onnx.OnnxEngine;
import io.headscope.model.Engine;
import io.headscope.model.InputTensor;
import io.headscope.model.family.Wav2Vec2;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// HuBERT and the large Wav2Vec2, of which there are no reference folders, worked out number by number as their
/// definitions say: norms behind or before every branch, one norm over time or one at every convolution.
final class HeardVariantsTest {

    private static final int SAMPLES = 16_000;
    private static final int WIDTH = 16;
    private static final int HEADS = 2;
    private static final int PLACING = 4;
    private static final int GROUPS = 2;
    private static final double EPSILON = 1e-5;
    private static final int[][] CONVS = {{8, 400, 200}, {12, 3, 2}};

    private static final String CONFIG = """
            {"architectures": ["%s"], "hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 20,
             "conv_dim": [8, 12], "conv_kernel": [400, 3], "conv_stride": [200, 2], "conv_bias": %s, "feat_extract_norm": "%s",
             "do_stable_layer_norm": %s, "num_conv_pos_embeddings": 4, "num_conv_pos_embedding_groups": 2, "vocab_size": 7,
             "feat_proj_layer_norm": %s, "initializer_range": 0.3}""";

    static Stream<Arguments> runs() {
        return Stream.of(new OnnxEngine(), new DjlEngine()).flatMap(engine -> Stream.of(
                Arguments.of("hubert", engine, "hubert", false, true),
                Arguments.of("hubert without the norm of its features", engine, "hubert", false, false),
                Arguments.of("large hubert", engine, "hubert", true, true),
                Arguments.of("large wav2vec2", engine, "wav2vec2", true, true)));
    }

    @ParameterizedTest(name = "{0} on {1}")
    @MethodSource("runs")
    void isWhatItsDefinitionSays(String name, Engine engine, String id, boolean large, boolean projectionNorm) {
        Wav2Vec2 family = id.equals("hubert") ? Wav2Vec2.hubert() : Wav2Vec2.wav2vec2();
        String config = CONFIG.formatted(family.architectures().getFirst(), large, large ? "layer" : "group", large, projectionNorm);
        RandomNetwork network = new RandomNetwork(family, config);
        Random random = new Random(3);
        float[] sound = new float[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            sound[i] = (float) random.nextGaussian();
        }
        double[][] logits = new Plain(network, id, large, projectionNorm).logits(sound);
        try (Trace trace = network.run(engine, Map.of("input_values", InputTensor.of(sound, 1, SAMPLES)))) {
            double[][] ours = PlainMath.rows(trace.tensor("logits"));
            assertEquals(39, ours.length);
            for (int frame = 0; frame < ours.length; frame++) {
                assertArrayEquals(logits[frame], ours[frame], 1e-4, "frame " + frame);
            }
            // Every 400 samples a frame, which hears 800, at 16,000 a second.
            Layout.Frames frames = trace.layout(Stack.ENCODER).section(Layout.Frames.class).orElseThrow();
            assertEquals(new Layout.Frames(39, 0, 0.025, 0.05), frames);
        }
    }

    /// Fill behind a sound has no part in what it is taken for.
    @ParameterizedTest
    @org.junit.jupiter.params.provider.ValueSource(booleans = {false, true})
    void fillCountsNothingInTheMean(boolean filled) {
        String config = CONFIG.formatted("Wav2Vec2ForSequenceClassification", false, "group", false, true)
                .replace("\"vocab_size\": 7", "\"num_labels\": 3, \"classifier_proj_size\": 5");
        RandomNetwork network = new RandomNetwork(Wav2Vec2.wav2vec2(), config);
        Random random = new Random(3);
        float[] sound = new float[SAMPLES];
        long[] mask = new long[SAMPLES];
        int length = filled ? 8_000 : SAMPLES;
        for (int i = 0; i < length; i++) {
            sound[i] = (float) random.nextGaussian();
            mask[i] = 1;
        }
        Map<String, InputTensor> inputs = Map.of(
                "input_values", InputTensor.of(sound, 1, SAMPLES), "attention_mask", InputTensor.of(mask, 1, SAMPLES));
        try (Trace trace = network.run(new OnnxEngine(), inputs)) {
            double[][] hidden = PlainMath.rows(trace.tensor("last_hidden_state"));
            double[][] projected = PlainMath.linear(hidden, network.weight("projector.weight"), network.weight("projector.bias"));
            // Convolutions of 400 by 200 and of 3 by 2.
            int heard = (((length - 400) / 200 + 1) - 3) / 2 + 1;
            double[][] mean = new double[1][5];
            for (int frame = 0; frame < heard; frame++) {
                for (int i = 0; i < 5; i++) {
                    mean[0][i] += projected[frame][i] / heard;
                }
            }
            double[] logits = PlainMath.linear(mean, network.weight("classifier.weight"), network.weight("classifier.bias"))[0];
            assertArrayEquals(logits, PlainMath.rows(trace.tensor("logits"))[0], 1e-4);
        }
    }

    private record Plain(RandomNetwork network, String id, boolean large, boolean projectionNorm) {

        double[][] logits(float[] sound) {
            double[][] x = new double[sound.length][1];
            for (int i = 0; i < sound.length; i++) {
                x[i][0] = sound[i];
            }
            for (int i = 0; i < CONVS.length; i++) {
                x = PlainMath.map(normed(i, conv(i, x)), PlainMath::gelu);
            }
            double[][] features = projectionNorm ? norm(id + ".feature_projection.layer_norm", x) : x;
            double[][] hidden = dense(id + ".feature_projection.projection", features);
            hidden = PlainMath.plus(hidden, places(hidden));
            String last = id + ".encoder.layer_norm";
            hidden = large ? hidden : norm(last, hidden);
            hidden = layer(hidden);
            return dense("lm_head", large ? norm(last, hidden) : hidden);
        }

        /// @param x [time, channels]
        private double[][] conv(int number, double[][] x) {
            int width = CONVS[number][0];
            int size = CONVS[number][1];
            int stride = CONVS[number][2];
            String place = id + ".feature_extractor.conv_layers." + number + ".conv";
            float[] kernel = network.weight(place + ".weight");
            float[] bias = large ? network.weight(place + ".bias") : new float[width];
            double[][] y = new double[(x.length - size) / stride + 1][width];
            for (int t = 0; t < y.length; t++) {
                for (int out = 0; out < width; out++) {
                    y[t][out] = bias[out];
                    for (int in = 0; in < x[0].length; in++) {
                        for (int i = 0; i < size; i++) {
                            y[t][out] += x[t * stride + i][in] * kernel[(out * x[0].length + in) * size + i];
                        }
                    }
                }
            }
            return y;
        }

        private double[][] normed(int number, double[][] x) {
            String place = id + ".feature_extractor.conv_layers." + number + ".layer_norm";
            if (large) {
                return norm(place, x);
            }
            return number == 0 ? overTime(x, network.weight(place + ".weight"), network.weight(place + ".bias")) : x;
        }

        private static double[][] overTime(double[][] x, float[] scale, float[] shift) {
            double[][] y = new double[x.length][x[0].length];
            for (int channel = 0; channel < x[0].length; channel++) {
                double mean = 0;
                double square = 0;
                for (double[] row : x) {
                    mean += row[channel] / x.length;
                }
                for (double[] row : x) {
                    square += (row[channel] - mean) * (row[channel] - mean) / x.length;
                }
                for (int t = 0; t < x.length; t++) {
                    y[t][channel] = (x[t][channel] - mean) / Math.sqrt(square + EPSILON) * scale[channel] + shift[channel];
                }
            }
            return y;
        }

        private double[][] places(double[][] hidden) {
            String place = id + ".encoder.pos_conv_embed.conv";
            float[] kernel = network.weight(place + ".weight");
            float[] bias = network.weight(place + ".bias");
            int each = WIDTH / GROUPS;
            double[][] y = new double[hidden.length][WIDTH];
            for (int t = 0; t < hidden.length; t++) {
                for (int out = 0; out < WIDTH; out++) {
                    double sum = bias[out];
                    for (int in = 0; in < each; in++) {
                        for (int i = 0; i < PLACING; i++) {
                            int at = t + i - PLACING / 2;
                            double heard = at < 0 || at >= hidden.length ? 0 : hidden[at][out / each * each + in];
                            sum += heard * kernel[(out * each + in) * PLACING + i];
                        }
                    }
                    y[t][out] = PlainMath.gelu(sum);
                }
            }
            return y;
        }

        private double[][] layer(double[][] hidden) {
            String name = id + ".encoder.layers.0";
            double[][] given = large ? norm(name + ".layer_norm", hidden) : hidden;
            double[][][] weights = PlainMath.weights(
                    dense(name + ".attention.q_proj", given),
                    dense(name + ".attention.k_proj", given),
                    HEADS,
                    1 / Math.sqrt(WIDTH / (double) HEADS),
                    (head, query, key) -> 0);
            double[][] mixed = PlainMath.mix(weights, dense(name + ".attention.v_proj", given));
            double[][] sum = PlainMath.plus(hidden, dense(name + ".attention.out_proj", mixed));
            double[][] attended = large ? sum : norm(name + ".layer_norm", sum);
            double[][] before = large ? norm(name + ".final_layer_norm", attended) : attended;
            double[][] wide = PlainMath.map(dense(name + ".feed_forward.intermediate_dense", before), PlainMath::gelu);
            double[][] both = PlainMath.plus(attended, dense(name + ".feed_forward.output_dense", wide));
            return large ? both : norm(name + ".final_layer_norm", both);
        }

        private double[][] dense(String name, double[][] x) {
            return PlainMath.linear(x, network.weight(name + ".weight"), network.weight(name + ".bias"));
        }

        private double[][] norm(String name, double[][] x) {
            return PlainMath.layerNorm(x, network.weight(name + ".weight"), network.weight(name + ".bias"), EPSILON);
        }
    }
}

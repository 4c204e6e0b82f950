package io.headscope.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.Trace;
import io.headscope.engine.djl.DjlEngine;
import io.headscope.engine.onnx.OnnxEngine;
import io.headscope.model.Bias;
import io.headscope.model.Engine;
import io.headscope.model.InputTensor;
import io.headscope.model.family.Deberta;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What DeBERTa's papers allow and its reference folder has not: distances with projections of their own, each half alone,
/// no ranges, and the convolution beside the first layer.
final class DebertaVariantsTest {

    private static final double SAME = 1e-4;
    private static final int WIDTH = 8;
    private static final int HEADS = 2;
    private static final int SPAN = 5;
    private static final long[] IDS = {3, 17, 8, 30, 11, 2, 9, 21, 0};

    private static final String CONFIG = """
            {"architectures": ["DebertaV2Model"], "vocab_size": 40, "hidden_size": 8, "num_hidden_layers": 1,
             "num_attention_heads": 2, "intermediate_size": 12, "max_position_embeddings": 20, "type_vocab_size": 0,
             "relative_attention": true, "max_relative_positions": 5, "pos_att_type": "%s", "position_biased_input": false,
             "share_att_key": false, "layer_norm_eps": 1e-7, "initializer_range": 0.4, "conv_kernel_size": 3}""";

    static Stream<Arguments> runs() {
        return Stream.of(new OnnxEngine(), new DjlEngine())
                .flatMap(engine -> Stream.of("c2p|p2c", "c2p", "p2c").map(kinds -> Arguments.of(kinds, engine)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("runs")
    void isWhatItsPaperSays(String kinds, Engine engine) {
        RandomNetwork network = new RandomNetwork(new Deberta(), CONFIG.formatted(kinds));
        Plain plain = new Plain(network);
        long[] valid = {1, 1, 1, 1, 1, 1, 1, 1, 0};
        Map<String, InputTensor> inputs = Map.of("input_ids", InputTensor.row(IDS), "attention_mask", InputTensor.row(valid));
        double[][] embedded = plain.norm("embeddings.LayerNorm", PlainMath.rows(network.weight("deberta.embeddings.word_embeddings.weight"), WIDTH, IDS));
        embedded[8] = new double[WIDTH];
        double[][][] weights = plain.weights(embedded, kinds);
        double[][] expected = plain.layer(embedded, weights);
        try (Trace trace = network.run(engine, inputs)) {
            AttentionSite site = trace.sites().getFirst();
            double[][] last = PlainMath.rows(trace.tensor("last_hidden_state"));
            for (int row = 0; row < 8; row++) {
                for (int head = 0; head < HEADS; head++) {
                    for (int key = 0; key < 8; key++) {
                        assertEquals(weights[head][row][key], trace.map(site).head(head)[row * 9 + key], 1e-5);
                    }
                }
                assertArrayEquals(expected[row], last[row], SAME, "row " + row);
            }
        }
    }

    /// Section A.4 of the second paper, its examples worked out by hand: 4 single distances, then ranges up to 40.
    @Test
    void rangesOfDistancesWidenLogarithmically() {
        Bias.Disentangled ranges = new Bias.Disentangled(null, null, 8, 40);
        assertArrayEquals(
                new int[] {8, 9, 12, 13, 13, 14, 14, 15, 15, 15, 7, 4, 3, 0},
                IntStream.of(0, 1, 4, 5, 8, 9, 18, 19, 39, 1000, -1, -4, -5, -1000).map(ranges::row).toArray());
    }

    private record Plain(RandomNetwork network) {

        double[][][] weights(double[][] x, String kinds) {
            double[][] q = dense("encoder.layer.0.attention.self.query_proj", x);
            double[][] k = dense("encoder.layer.0.attention.self.key_proj", x);
            double[][] distances = PlainMath.rows(
                    network.weight("deberta.encoder.rel_embeddings.weight"), WIDTH, IntStream.range(0, 2 * SPAN).asLongStream().toArray());
            double scale = 1 / Math.sqrt(WIDTH / (double) HEADS * (kinds.length() > 3 ? 3 : 2));
            return PlainMath.weights(q, k, HEADS, scale, (head, query, key) -> {
                if (key == 8) {
                    return Double.NEGATIVE_INFINITY;
                }
                int row = Math.clamp(query - key + SPAN, 0, 2 * SPAN - 1);
                double sum = 0;
                if (kinds.contains("c2p")) {
                    sum += product(head, q[query], dense("encoder.layer.0.attention.self.pos_key_proj", distances)[row]);
                }
                if (kinds.contains("p2c")) {
                    sum += product(head, k[key], dense("encoder.layer.0.attention.self.pos_query_proj", distances)[row]);
                }
                return scale * sum;
            });
        }

        private static double product(int head, double[] a, double[] b) {
            int size = WIDTH / HEADS;
            return IntStream.range(head * size, (head + 1) * size).mapToDouble(d -> a[d] * b[d]).sum();
        }

        double[][] layer(double[][] x, double[][][] weights) {
            double[][] mixed = PlainMath.mix(weights, dense("encoder.layer.0.attention.self.value_proj", x));
            double[][] attended = norm(
                    "encoder.layer.0.attention.output.LayerNorm",
                    PlainMath.plus(dense("encoder.layer.0.attention.output.dense", mixed), x));
            double[][] wide = PlainMath.map(dense("encoder.layer.0.intermediate.dense", attended), PlainMath::gelu);
            double[][] fed = norm(
                    "encoder.layer.0.output.LayerNorm", PlainMath.plus(dense("encoder.layer.0.output.dense", wide), attended));
            return norm("encoder.conv.LayerNorm", PlainMath.plus(fed, PlainMath.map(convolved(x), Math::tanh)));
        }

        private double[][] convolved(double[][] x) {
            float[] kernel = network.weight("deberta.encoder.conv.conv.weight");
            float[] shift = network.weight("deberta.encoder.conv.conv.bias");
            double[][] y = new double[x.length][WIDTH];
            for (int at = 0; at < x.length; at++) {
                for (int out = 0; out < WIDTH; out++) {
                    y[at][out] = shift[out];
                    for (int in = 0; in < WIDTH; in++) {
                        for (int tap = 0; tap < 3; tap++) {
                            int from = at + tap - 1;
                            y[at][out] += from < 0 || from >= x.length ? 0 : kernel[(out * WIDTH + in) * 3 + tap] * x[from][in];
                        }
                    }
                }
            }
            return y;
        }

        private double[][] dense(String name, double[][] x) {
            return PlainMath.linear(x, network.weight("deberta." + name + ".weight"), network.weight("deberta." + name + ".bias"));
        }

        double[][] norm(String name, double[][] x) {
            return PlainMath.layerNorm(x, network.weight("deberta." + name + ".weight"), network.weight("deberta." + name + ".bias"), 1e-7);
        }
    }
}

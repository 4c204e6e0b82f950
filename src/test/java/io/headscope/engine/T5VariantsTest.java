package io.headscope.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.headscope.attention.Trace;
import io.headscope.engine.djl.DjlEngine;
import io.headscope.engine.onnx.OnnxEngine;
import io.headscope.model.Answer;
import io.headscope.model.Engine;
import io.headscope.model.InputTensor;
import io.headscope.model.family.T5;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// T5 v1.1 and mT5, of which there are no reference folders, worked out number by number: the feed-forward part gated, the
/// head of its own, heads that do not add up to the width.
final class T5VariantsTest {

    private static final double SAME = 1e-4;
    private static final int WIDTH = 12;
    private static final int HEADS = 2;

    private static final String CONFIG = """
            {"architectures": ["%s"], "vocab_size": 30, "d_model": 12, "d_kv": 8, "num_heads": 2, "d_ff": 20, "num_layers": 2,
             "num_decoder_layers": 1, "relative_attention_num_buckets": 8, "relative_attention_max_distance": 16,
             "feed_forward_proj": "gated-gelu", "tie_word_embeddings": false, "initializer_factor": 6}""";

    private static final long[] SOURCE = {5, 9, 17, 3, 28, 11, 2, 19, 22, 7, 1, 6, 13, 25, 4, 8, 29, 10, 12, 14, 15};
    private static final long[] TARGET = {0, 21, 8, 3, 16, 24, 9};

    static List<Engine> engines() {
        return List.of(new OnnxEngine(), new DjlEngine());
    }

    @ParameterizedTest
    @MethodSource("engines")
    void isWhatItsPaperSays(Engine engine) {
        RandomNetwork network = new RandomNetwork(T5.t5(), CONFIG.formatted("T5ForConditionalGeneration"));
        Plain plain = new Plain(network);
        double[][] encoded = plain.encoder();
        double[][] logits = PlainMath.linear(plain.decoder(encoded), network.weight("lm_head.weight"), null);
        Map<String, InputTensor> inputs = Map.of("input_ids", InputTensor.row(SOURCE), "decoder_input_ids", InputTensor.row(TARGET));
        try (Trace trace = network.run(engine, inputs)) {
            assertRows(encoded, PlainMath.rows(trace.tensor("encoder_last_hidden_state")));
            assertRows(logits, PlainMath.rows(trace.tensor("logits")));
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void theEncoderAloneIsTheSameEncoder(Engine engine) {
        RandomNetwork network = new RandomNetwork(T5.mt5(), CONFIG.formatted("MT5EncoderModel"));
        try (Trace trace = network.run(engine, Map.of("input_ids", InputTensor.row(SOURCE)))) {
            assertRows(new Plain(network).encoder(), PlainMath.rows(trace.tensor("last_hidden_state")));
            assertEquals(Set.of("last_hidden_state", "hidden_states.0", "hidden_states.1", "hidden_states.2"), trace.tensors().keySet());
            assertEquals(2, trace.sites().size());
        }
    }

    /// UMT5: every layer has its own table.
    @ParameterizedTest
    @MethodSource("engines")
    void everyLayerHasDistancesOfItsOwn(Engine engine) {
        RandomNetwork network = new RandomNetwork(T5.umt5(), CONFIG.formatted("UMT5ForConditionalGeneration"));
        Plain plain = new Plain(network, true);
        double[][] encoded = plain.encoder();
        double[][] logits = PlainMath.linear(plain.decoder(encoded), network.weight("lm_head.weight"), null);
        Map<String, InputTensor> inputs = Map.of("input_ids", InputTensor.row(SOURCE), "decoder_input_ids", InputTensor.row(TARGET));
        try (Trace trace = network.run(engine, inputs)) {
            assertRows(encoded, PlainMath.rows(trace.tensor("encoder_last_hidden_state")));
            assertRows(logits, PlainMath.rows(trace.tensor("logits")));
        }
    }

    @Test
    void onlyTheWholeNetworkWritesATarget() {
        RandomNetwork both = new RandomNetwork(T5.mt5(), CONFIG.formatted("MT5ForConditionalGeneration"));
        RandomNetwork encoder = new RandomNetwork(T5.t5(), CONFIG.formatted("T5EncoderModel"));
        assertEquals(List.of(true, false), List.of(both.network().takesTarget(), encoder.network().takesTarget()));
        assertEquals(List.of(new Answer.NextToken(), new Answer.None()), List.of(both.network().answer(), encoder.network().answer()));
    }

    /// The rules of section 2.1 and of T5 v1.1's note: GELU(x W₀) ⊙ x W₁, then W.
    ///
    /// @param each whether every layer has a table of distances of its own
    private record Plain(RandomNetwork network, boolean each) {

        Plain(RandomNetwork network) {
            this(network, false);
        }

        double[][] encoder() {
            double[][] hidden = PlainMath.rows(network.weight("shared.weight"), WIDTH, SOURCE);
            for (int layer = 0; layer < 2; layer++) {
                String name = "encoder.block." + layer + ".layer.";
                double[][] normed = norm(name + "0.layer_norm", hidden);
                hidden = PlainMath.plus(hidden, attention(name + "0.SelfAttention", normed, normed, bias("encoder", layer, true)));
                hidden = PlainMath.plus(hidden, mlp(name + "1", hidden));
            }
            return norm("encoder.final_layer_norm", hidden);
        }

        double[][] decoder(double[][] encoded) {
            double[][] hidden = PlainMath.rows(network.weight("shared.weight"), WIDTH, TARGET);
            String name = "decoder.block.0.layer.";
            double[][] normed = norm(name + "0.layer_norm", hidden);
            hidden = PlainMath.plus(hidden, attention(name + "0.SelfAttention", normed, normed, bias("decoder", 0, false)));
            double[][] reading = norm(name + "1.layer_norm", hidden);
            hidden = PlainMath.plus(hidden, attention(name + "1.EncDecAttention", reading, encoded, (head, query, key) -> 0));
            hidden = PlainMath.plus(hidden, mlp(name + "2", hidden));
            return norm("decoder.final_layer_norm", hidden);
        }

        private PlainMath.PairBias bias(String stack, int layer, boolean twoSided) {
            float[] table = network.weight(
                    stack + ".block." + (each ? layer : 0) + ".layer.0.SelfAttention.relative_attention_bias.weight");
            return (head, query, key) -> !twoSided && key > query
                    ? Double.NEGATIVE_INFINITY
                    : table[bucket(key - query, twoSided) * HEADS + head];
        }

        /// Half of the buckets for single distances, half for ranges that grow up to 16.
        private static int bucket(int distance, boolean twoSided) {
            int buckets = twoSided ? 4 : 8;
            int side = twoSided && distance > 0 ? 4 : 0;
            int far = Math.abs(distance);
            int exact = buckets / 2;
            double range = Math.log(far / (double) exact) / Math.log(16.0 / exact) * (buckets - exact);
            return side + (far < exact ? far : Math.min(buckets - 1, exact + (int) (range + 1e-6)));
        }

        private double[][] attention(String name, double[][] from, double[][] to, PlainMath.PairBias bias) {
            double[][][] weights =
                    PlainMath.weights(product(name + ".q", from), product(name + ".k", to), HEADS, 1, bias);
            return product(name + ".o", PlainMath.mix(weights, product(name + ".v", to)));
        }

        private double[][] mlp(String name, double[][] hidden) {
            double[][] x = norm(name + ".layer_norm", hidden);
            double[][] gate = PlainMath.map(product(name + ".DenseReluDense.wi_0", x), T5VariantsTest::tanhGelu);
            double[][] other = product(name + ".DenseReluDense.wi_1", x);
            for (int row = 0; row < gate.length; row++) {
                for (int i = 0; i < gate[row].length; i++) {
                    gate[row][i] *= other[row][i];
                }
            }
            return product(name + ".DenseReluDense.wo", gate);
        }

        private double[][] product(String name, double[][] x) {
            return PlainMath.linear(x, network.weight(name + ".weight"), null);
        }

        private double[][] norm(String name, double[][] x) {
            float[] scale = network.weight(name + ".weight");
            double[][] y = new double[x.length][WIDTH];
            for (int row = 0; row < x.length; row++) {
                double square = java.util.Arrays.stream(x[row]).map(v -> v * v).average().orElseThrow();
                for (int i = 0; i < WIDTH; i++) {
                    y[row][i] = x[row][i] / Math.sqrt(square + 1e-6) * scale[i];
                }
            }
            return y;
        }
    }

    private static double tanhGelu(double x) {
        return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
    }

    private static void assertRows(double[][] expected, double[][] actual) {
        assertEquals(expected.length, actual.length);
        for (int row = 0; row < expected.length; row++) {
            assertArrayEquals(expected[row], actual[row], SAME, "row " + row);
        }
    }
}

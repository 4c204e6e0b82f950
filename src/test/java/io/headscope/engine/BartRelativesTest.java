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
import io.headscope.model.Target;
import io.headscope.model.family.Bart;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// mBART and Pegasus, of which there are no reference folders, worked out number by number as their papers say: norms
/// before every block and one at the end of each stack; mBART's positions learned, Pegasus's sines and cosines.
final class BartRelativesTest {

    private static final double SAME = 1e-4;
    private static final int WIDTH = 16;
    private static final int HEADS = 2;

    private static final String CONFIG = """
            {"vocab_size": 30, "d_model": 16, "encoder_layers": 2, "encoder_attention_heads": 2, "encoder_ffn_dim": 20,
             "decoder_layers": 1, "decoder_attention_heads": 2, "decoder_ffn_dim": 24, "max_position_embeddings": 12,
             "scale_embedding": true, "init_std": 0.3, "activation_function": "relu", "decoder_start_token_id": 2}""";

    private static final long[] SOURCE = {5, 9, 17, 3, 28};
    private static final long[] TARGET = {2, 21, 8};

    static Stream<Arguments> runs() {
        return Stream.of(new OnnxEngine(), new DjlEngine()).flatMap(engine -> Stream.of(
                Arguments.of("mbart", engine, Bart.mbart(), true, false),
                Arguments.of("pegasus", engine, Bart.pegasus(), false, true)));
    }

    @ParameterizedTest(name = "{0} on {1}")
    @MethodSource("runs")
    void isWhatItsPaperSays(String name, Engine engine, Bart family, boolean normEmbeddings, boolean sinusoids) {
        RandomNetwork network = new RandomNetwork(family, CONFIG);
        Plain plain = new Plain(network, normEmbeddings, sinusoids);
        double[][] encoded = plain.stack("encoder", SOURCE, null);
        double[][] decoded = plain.stack("decoder", TARGET, encoded);
        double[][] logits = PlainMath.linear(decoded, network.weight("model.shared.weight"), network.weight("final_logits_bias"));
        Map<String, InputTensor> inputs = Map.of("input_ids", InputTensor.row(SOURCE), "decoder_input_ids", InputTensor.row(TARGET));
        try (Trace trace = network.run(engine, inputs)) {
            assertRows(encoded, PlainMath.rows(trace.tensor("encoder_last_hidden_state")));
            assertRows(logits, PlainMath.rows(trace.tensor("logits")));
            AttentionSite cross = new AttentionSite(Stack.DECODER, Kind.CROSS, 0, HEADS);
            for (int head = 0; head < HEADS; head++) {
                float[] weights = trace.map(cross).head(head);
                double[][] expected = Objects.requireNonNull(plain.lastCross)[head];
                for (int i = 0; i < weights.length; i++) {
                    assertEquals(expected[i / SOURCE.length][i % SOURCE.length], weights[i], 1e-5);
                }
            }
            assertEquals(List.of(3, 5), List.of(trace.queries(cross).size(), trace.keys(cross).size()));
        }
    }

    static Stream<Engine> engines() {
        return Stream.of(new OnnxEngine(), new DjlEngine());
    }

    /// As the paper has it: the text is given to encoder and decoder, and its class told by the decoder's last state at the
    /// token that ends it.
    @ParameterizedTest
    @MethodSource("engines")
    void whatATextIsMbartTellsWhereItEnds(Engine engine) {
        RandomNetwork network = new RandomNetwork(Bart.mbart(), classifying("MBart"));
        Plain plain = new Plain(network, true, false);
        long[] text = {5, 9, 3, 3, 17, 28};
        double[][] decoded = plain.stack("decoder", new long[] {28, 5, 9, 3, 3, 17}, plain.stack("encoder", text, null));
        assertClasses(network, engine, text, decoded[3]);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void whatATextIsBartTellsWhereItEnds(Engine engine) {
        RandomNetwork network = new RandomNetwork(Bart.bart(), classifying("Bart"));
        long[] text = {0, 9, 17, 3};
        try (Trace trace = network.run(engine, Map.of("input_ids", InputTensor.row(text)))) {
            double[][] decoded = PlainMath.rows(trace.tensor("last_hidden_state"));
            assertEquals(List.of(2, 0, 9, 17), trace.tokens(Stack.DECODER).stream().map(Token::id).toList());
            assertClasses(network, engine, text, decoded[3]);
        }
        assertEquals(List.of(true, true, false), List.of(
                network.network().takesText(), network.network().takesTwoTexts(), network.network().takesTarget()));
    }

    private static String classifying(String name) {
        return CONFIG.replace("{\"vocab", "{\"architectures\": [\"" + name + "ForSequenceClassification\"], \"eos_token_id\": 3, \"num_labels\": 3, \"vocab");
    }

    private static void assertClasses(RandomNetwork network, Engine engine, long[] text, double[] state) {
        double[][] understood = PlainMath.map(
                PlainMath.linear(
                        new double[][] {state},
                        network.weight("classification_head.dense.weight"),
                        network.weight("classification_head.dense.bias")),
                Math::tanh);
        double[][] logits = PlainMath.linear(
                understood, network.weight("classification_head.out_proj.weight"), network.weight("classification_head.out_proj.bias"));
        try (Trace trace = network.run(engine, Map.of("input_ids", InputTensor.row(text)))) {
            assertArrayEquals(logits[0], PlainMath.rows(trace.tensor("logits"))[0], SAME);
        }
    }

    @Test
    void marianMayHaveATableForEachSide() {
        String config = CONFIG.replace("{\"vocab", "{\"share_encoder_decoder_embeddings\": false, \"decoder_vocab_size\": 40, \"vocab");
        RandomNetwork marian = new RandomNetwork(Bart.marian(), config);
        assertEquals(30 * WIDTH, marian.weight("model.encoder.embed_tokens.weight").length);
        assertEquals(40 * WIDTH, marian.weight("model.decoder.embed_tokens.weight").length);
        assertEquals(new Target(2, false), marian.network().target());
    }

    private static final class Plain {
        private final RandomNetwork network;
        private final boolean normEmbeddings;
        private final boolean sinusoids;
        private double @org.jspecify.annotations.Nullable [][][] lastCross;

        Plain(RandomNetwork network, boolean normEmbeddings, boolean sinusoids) {
            this.network = network;
            this.normEmbeddings = normEmbeddings;
            this.sinusoids = sinusoids;
        }

        double[][] stack(String stack, long[] ids, double @org.jspecify.annotations.Nullable [][] encoded) {
            String prefix = "model." + stack;
            double[][] words = PlainMath.map(
                    PlainMath.rows(network.weight("model.shared.weight"), WIDTH, ids), x -> x * Math.sqrt(WIDTH));
            double[][] hidden = PlainMath.plus(words, positions(prefix, ids.length));
            if (normEmbeddings) {
                hidden = norm(prefix + ".layernorm_embedding", hidden);
            }
            for (int layer = 0; layer < (encoded == null ? 2 : 1); layer++) {
                String name = prefix + ".layers." + layer;
                boolean causal = encoded != null;
                hidden = residual(name + ".self_attn_layer_norm", hidden, x -> attention(name + ".self_attn", x, x, causal));
                if (encoded != null) {
                    hidden = residual(
                            name + ".encoder_attn_layer_norm", hidden, x -> attention(name + ".encoder_attn", x, encoded, false));
                }
                hidden = residual(
                        name + ".final_layer_norm",
                        hidden,
                        x -> dense(name + ".fc2", PlainMath.map(dense(name + ".fc1", x), y -> Math.max(0, y))));
            }
            return norm(prefix + ".layer_norm", hidden);
        }

        private double[][] positions(String prefix, int length) {
            if (!sinusoids) {
                long[] behindTheFirstTwo = LongStream.range(2, 2 + length).toArray();
                return PlainMath.rows(network.weight(prefix + ".embed_positions.weight"), WIDTH, behindTheFirstTwo);
            }
            double[][] positions = new double[length][WIDTH];
            for (int at = 0; at < length; at++) {
                for (int i = 0; i < WIDTH / 2; i++) {
                    positions[at][i] = Math.sin(at / Math.pow(10_000, 2.0 * i / WIDTH));
                    positions[at][WIDTH / 2 + i] = Math.cos(at / Math.pow(10_000, 2.0 * i / WIDTH));
                }
            }
            return positions;
        }

        private double[][] residual(String norm, double[][] hidden, UnaryOperator<double[][]> body) {
            return PlainMath.plus(hidden, body.apply(norm(norm, hidden)));
        }

        private double[][] attention(String name, double[][] from, double[][] to, boolean causal) {
            double[][][] weights = PlainMath.weights(
                    dense(name + ".q_proj", from),
                    dense(name + ".k_proj", to),
                    HEADS,
                    1 / Math.sqrt(WIDTH / (double) HEADS),
                    (head, query, key) -> causal && key > query ? Double.NEGATIVE_INFINITY : 0);
            lastCross = weights;
            return dense(name + ".out_proj", PlainMath.mix(weights, dense(name + ".v_proj", to)));
        }

        private double[][] dense(String name, double[][] x) {
            return PlainMath.linear(x, network.weight(name + ".weight"), network.weight(name + ".bias"));
        }

        private double[][] norm(String name, double[][] x) {
            return PlainMath.layerNorm(x, network.weight(name + ".weight"), network.weight(name + ".bias"), 1e-5);
        }
    }

    private static void assertRows(double[][] expected, double[][] actual) {
        assertEquals(expected.length, actual.length);
        for (int row = 0; row < expected.length; row++) {
            assertArrayEquals(expected[row], actual[row], SAME, "row " + row);
        }
    }
}

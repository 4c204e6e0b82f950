package io.headscope.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonParser;
import io.headscope.attention.FloatTensor;
import io.headscope.engine.djl.DjlEngine;
import io.headscope.engine.onnx.OnnxEngine;
import io.headscope.generation.Wish;
import io.headscope.generation.Writer;
import io.headscope.generation.WrittenToken;
import io.headscope.input.ModelInputs;
import io.headscope.model.Continuation;
import io.headscope.model.Engine;
import io.headscope.model.InputTensor;
import io.headscope.model.ModelConfig;
import io.headscope.model.ModelInput;
import io.headscope.model.Network;
import io.headscope.model.OpenNetwork;
import io.headscope.model.family.Llama;
import io.headscope.task.Cancellation;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A text that grows beyond the length of training under dynamic scaling (bloc97, 2023; `_dynamic_frequency_update` of
/// transformers), written out: what a token turns is as long as the text was when it was read, and its key stays so.
final class DynamicTurnsTest {

    private static final long[] BEGINNING = {3, 17, 8, 29};
    private static final int TRAINED = 8;
    private static final int WRITTEN = 10;
    private static final int SIZE = 6;
    private static final double FACTOR = 3;

    static Stream<Engine> engines() {
        return Stream.of(new OnnxEngine(1), new DjlEngine());
    }

    @ParameterizedTest
    @MethodSource("engines")
    void everyTokenIsTurnedByTheLengthThatTheTextHadWhenItWasRead(Engine engine) {
        Network network = new Llama().write(new ModelConfig(Path.of("config.json"), JsonParser.parseString("""
                {"architectures": ["LlamaForCausalLM"], "vocab_size": 32, "hidden_size": 24, "num_hidden_layers": 2,
                 "num_attention_heads": 4, "num_key_value_heads": 2, "intermediate_size": 20, "max_position_embeddings": 8,
                 "initializer_range": 0.3, "rms_norm_eps": 1e-6, "tie_word_embeddings": false,
                 "rope_scaling": {"rope_type": "dynamic", "factor": 3}}""").getAsJsonObject()));
        Map<String, FloatTensor> weights = new HashMap<>();
        ModelInput beginning = ModelInputs.of(network, Map.of("input_ids", InputTensor.row(BEGINNING)), null);
        try (OpenNetwork open = engine.open(network, RandomWeights.noting(weights));
                Writer writer = new Writer(open, Continuation.of(network).orElseThrow())) {
            List<WrittenToken> written = writer.write(beginning, Wish.greedy(WRITTEN), _ -> {}, Cancellation.never());
            assertEquals(WRITTEN, written.size());
            long[] ids = Arrays.copyOf(BEGINNING, BEGINNING.length + WRITTEN);
            for (int i = 0; i < WRITTEN; i++) {
                ids[BEGINNING.length + i] = written.get(i).id();
            }
            PlainDecoder plain = new PlainDecoder(weights);
            double[][] logits = logits(plain, ids);
            for (int i = 0; i < WRITTEN; i++) {
                int read = BEGINNING.length + i - 1;
                float[] expected = floats(logits[read]);
                assertArrayEquals(expected, written.get(i).logits().toArray(), 1e-4f, "token " + i);
                assertRows(plain, written.get(i), read);
            }
        }
    }

    private static void assertRows(PlainDecoder plain, WrittenToken token, int read) {
        token.rows().forEach((site, rows) -> {
            double[][][] map = plain.maps().get(site.layer());
            for (int head = 0; head < site.heads(); head++) {
                for (int key = 0; key <= read; key++) {
                    assertEquals(map[head][read][key], rows.at((long) head * rows.length(1) + key), 1e-5, site + " at " + read);
                }
            }
        });
    }

    private static double[][] logits(PlainDecoder plain, long[] ids) {
        double[][] x = plain.embed("model.embed_tokens", ids);
        for (int layer = 0; layer < 2; layer++) {
            String name = "model.layers." + layer;
            double[][] normed = plain.rms(name + ".input_layernorm", x);
            double[][] mixed = plain.attend(
                    turned(plain.linear(name + ".self_attn.q_proj", normed)),
                    turned(plain.linear(name + ".self_attn.k_proj", normed)),
                    plain.linear(name + ".self_attn.v_proj", normed),
                    SIZE,
                    1 / Math.sqrt(SIZE),
                    PlainDecoder.Bias.NONE);
            x = PlainDecoder.sum(x, plain.linear(name + ".self_attn.o_proj", mixed));
            double[][] before = plain.rms(name + ".post_attention_layernorm", x);
            double[][] gated = PlainDecoder.product(
                    PlainDecoder.each(plain.linear(name + ".mlp.gate_proj", before), PlainDecoder::silu),
                    plain.linear(name + ".mlp.up_proj", before));
            x = PlainDecoder.sum(x, plain.linear(name + ".mlp.down_proj", gated));
        }
        return plain.linear("lm_head", plain.rms("model.norm", x));
    }

    /// Every token by the frequencies of its own time.
    private static double[][] turned(double[][] x) {
        double[][] turned = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            int length = Math.max(t + 1, BEGINNING.length);
            double longer = Math.max(length, TRAINED) / (double) TRAINED;
            double base = 10_000 * Math.pow(FACTOR * longer - (FACTOR - 1), SIZE / (SIZE - 2.0));
            turned[t] = PlainDecoder.turn(x, SIZE, PlainDecoder.frequencies(base, SIZE))[t];
        }
        return turned;
    }

    private static float[] floats(double[] numbers) {
        float[] floats = new float[numbers.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) numbers[i];
        }
        return floats;
    }
}

package io.headscope.engine;

import static io.headscope.engine.PlainDecoder.byHead;
import static io.headscope.engine.PlainDecoder.columns;
import static io.headscope.engine.PlainDecoder.each;
import static io.headscope.engine.PlainDecoder.frequencies;
import static io.headscope.engine.PlainDecoder.product;
import static io.headscope.engine.PlainDecoder.sum;
import static io.headscope.engine.PlainDecoder.turn;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonParser;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.Trace;
import io.headscope.engine.djl.DjlEngine;
import io.headscope.engine.onnx.OnnxEngine;
import io.headscope.input.ModelInputs;
import io.headscope.model.Engine;
import io.headscope.model.InputTensor;
import io.headscope.model.ModelConfig;
import io.headscope.model.ModelFamily;
import io.headscope.model.Network;
import io.headscope.model.OpenNetwork;
import io.headscope.model.RunRequest;
import io.headscope.model.RunRequest.Keeping;
import io.headscope.model.family.Bloom;
import io.headscope.model.family.Falcon;
import io.headscope.model.family.GptBigCode;
import io.headscope.model.family.GptNeoX;
import io.headscope.model.family.Opt;
import io.headscope.model.family.Phi;
import io.headscope.model.family.Phi3;
import io.headscope.model.family.Qwen;
import io.headscope.model.family.StableLm;
import io.headscope.task.Cancellation;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Decoders and variants of them for which there is no golden folder, held against what their papers and published code
/// say, worked out number by number.
final class DecoderDefinitionsTest {

    private static final long[] IDS = {3, 17, 8, 29, 0, 11, 17};
    private static final int WIDTH = 24;
    private static final int HEADS = 4;
    private static final int SIZE = 6;
    private static final double SCALE = 1 / Math.sqrt(SIZE);

    /// @param definition writes the last hidden state
    private record Case(String name, ModelFamily family, String config, Definition definition) {}

    @FunctionalInterface
    private interface Definition {
        double[][] write(PlainDecoder plain);
    }

    private static List<Case> cases() {
        String common = "\"vocab_size\": 32, \"hidden_size\": 24, \"num_hidden_layers\": 2, \"num_attention_heads\": 4,"
                + " \"intermediate_size\": 20, \"max_position_embeddings\": 16, \"initializer_range\": 0.3,";
        String old = "\"vocab_size\": 32, \"hidden_size\": 24, \"num_hidden_layers\": 2, \"num_attention_heads\": 4,"
                + " \"initializer_range\": 0.3,";
        return List.of(
                new Case("Qwen3", Qwen.three(), common + """
                        "architectures": ["Qwen3Model"], "head_dim": 6, "num_key_value_heads": 2, "rms_norm_eps": 1e-6,
                        "rope_theta": 1000000""", DecoderDefinitionsTest::qwen3),
                new Case("Qwen2 with windows in its upper layers", Qwen.two(), common + """
                        "architectures": ["Qwen2Model"], "num_key_value_heads": 2, "rms_norm_eps": 1e-6, "rope_theta": 1000000,
                        "use_sliding_window": true, "sliding_window": 3, "max_window_layers": 1""", DecoderDefinitionsTest::qwen2),
                new Case("Phi-3 with a window and factors for every pair", new Phi3(), common + """
                        "architectures": ["Phi3Model"], "num_key_value_heads": 2, "rms_norm_eps": 1e-6, "sliding_window": 4,
                        "original_max_position_embeddings": 4,
                        "rope_scaling": {"type": "longrope", "short_factor": [1, 1, 1], "long_factor": [1.5, 2, 4]}""",
                        DecoderDefinitionsTest::phi3),
                new Case("GPT-NeoX, one after the other", new GptNeoX(), common + """
                        "architectures": ["GPTNeoXModel"], "use_parallel_residual": false, "rotary_pct": 0.34,
                        "rotary_emb_base": 500""", plain -> neoX(plain, false, true)),
                new Case("GPT-NeoX without biases", new GptNeoX(), common + """
                        "architectures": ["GPTNeoXModel"], "attention_bias": false, "rotary_pct": 0.34,
                        "rotary_emb_base": 500""", plain -> neoX(plain, true, false)),
                new Case("Falcon 7B", new Falcon(), old + """
                        "architectures": ["FalconModel"], "multi_query": true, "parallel_attn": true, "bias": false""",
                        plain -> falcon(plain, 1, false, true, false)),
                new Case("Falcon RW", new Falcon(), old + """
                        "architectures": ["FalconModel"], "multi_query": false, "parallel_attn": false, "bias": true,
                        "alibi": true""", plain -> falcon(plain, 4, true, false, true)),
                new Case("Falcon 11B", new Falcon(), old + """
                        "architectures": ["FalconModel"], "new_decoder_architecture": true, "num_kv_heads": 2,
                        "num_ln_in_parallel_attn": 1, "bias": false""", plain -> falcon(plain, 2, false, true, false)),
                new Case("OPT 350M", new Opt(), """
                        "architectures": ["OPTModel"], "vocab_size": 32, "hidden_size": 24, "num_hidden_layers": 2,
                        "num_attention_heads": 4, "ffn_dim": 20, "max_position_embeddings": 16, "init_std": 0.3,
                        "word_embed_proj_dim": 10, "do_layer_norm_before": false""", DecoderDefinitionsTest::opt),
                new Case("BLOOM behind the norms, six heads", new Bloom(), """
                        "architectures": ["BloomModel"], "vocab_size": 32, "n_embed": 24, "num_attention_heads": 6,
                        "n_layer": 2, "initializer_range": 0.3, "apply_residual_connection_post_layernorm": true""",
                        DecoderDefinitionsTest::bloom),
                new Case("GPT-BigCode, plain heads", new GptBigCode(), """
                        "architectures": ["GPTBigCodeModel"], "vocab_size": 32, "n_embd": 24, "n_layer": 2, "n_head": 4,
                        "n_positions": 16, "initializer_range": 0.3, "multi_query": false""", DecoderDefinitionsTest::bigCode),
                new Case("Phi with normed heads", new Phi(), common + """
                        "architectures": ["PhiModel"], "num_key_value_heads": 2, "qk_layernorm": true,
                        "partial_rotary_factor": 0.67""", DecoderDefinitionsTest::phi),
                new Case("StableLM 2 12B", new StableLm(), common + """
                        "architectures": ["StableLmModel"], "num_key_value_heads": 2, "qk_layernorm": true,
                        "use_parallel_residual": true, "partial_rotary_factor": 0.34""", DecoderDefinitionsTest::stableLm));
    }

    private static double[][] qwen3(PlainDecoder plain) {
        double[] turns = frequencies(1e6, SIZE);
        double[][] x = plain.embed("model.embed_tokens", IDS);
        for (int layer = 0; layer < 2; layer++) {
            String name = "model.layers." + layer;
            double[][] normed = plain.rms(name + ".input_layernorm", x);
            double[][] q = plain.linear(name + ".self_attn.q_proj", normed);
            double[][] k = plain.linear(name + ".self_attn.k_proj", normed);
            double[][] mixed = plain.attend(
                    turn(byHead(q, SIZE, (_, own) -> plain.rms(name + ".self_attn.q_norm", own)), SIZE, turns),
                    turn(byHead(k, SIZE, (_, own) -> plain.rms(name + ".self_attn.k_norm", own)), SIZE, turns),
                    plain.linear(name + ".self_attn.v_proj", normed), SIZE, SCALE, PlainDecoder.Bias.NONE);
            x = sum(x, plain.linear(name + ".self_attn.o_proj", mixed));
            x = sum(x, gated(plain, name + ".mlp", plain.rms(name + ".post_attention_layernorm", x)));
        }
        return plain.rms("model.norm", x);
    }

    private static double[][] qwen2(PlainDecoder plain) {
        double[] turns = frequencies(1e6, SIZE);
        double[][] x = plain.embed("model.embed_tokens", IDS);
        for (int layer = 0; layer < 2; layer++) {
            String name = "model.layers." + layer;
            double[][] normed = plain.rms(name + ".input_layernorm", x);
            double[][] mixed = plain.attend(
                    turn(plain.biased(name + ".self_attn.q_proj", normed), SIZE, turns),
                    turn(plain.biased(name + ".self_attn.k_proj", normed), SIZE, turns),
                    plain.biased(name + ".self_attn.v_proj", normed), SIZE, SCALE, layer == 0 ? PlainDecoder.Bias.NONE : window(3));
            x = sum(x, plain.linear(name + ".self_attn.o_proj", mixed));
            x = sum(x, gated(plain, name + ".mlp", plain.rms(name + ".post_attention_layernorm", x)));
        }
        return plain.rms("model.norm", x);
    }

    /// Only the last keys are seen, the query's own among them.
    private static PlainDecoder.Bias window(int length) {
        return (_, query, key) -> query - key >= length ? Double.NEGATIVE_INFINITY : 0;
    }

    /// Seven tokens are more than the four of its first training, sixteen positions four times as many.
    private static double[][] phi3(PlainDecoder plain) {
        double[] turns = frequencies(10_000, SIZE);
        double[] factors = {1.5, 2, 4};
        for (int i = 0; i < turns.length; i++) {
            turns[i] /= factors[i];
        }
        double magnitude = Math.sqrt(1 + Math.log(16 / 4.0) / Math.log(4));
        double[][] x = plain.embed("model.embed_tokens", IDS);
        for (int layer = 0; layer < 2; layer++) {
            String name = "model.layers." + layer;
            double[][] fused = plain.linear(name + ".self_attn.qkv_proj", plain.rms(name + ".input_layernorm", x));
            double[][] mixed = plain.attend(
                    each(turn(columns(fused, 0, WIDTH), SIZE, turns), number -> number * magnitude),
                    each(turn(columns(fused, WIDTH, 2 * SIZE), SIZE, turns), number -> number * magnitude),
                    columns(fused, WIDTH + 2 * SIZE, 2 * SIZE), SIZE, SCALE, window(4));
            x = sum(x, plain.linear(name + ".self_attn.o_proj", mixed));
            double[][] both = plain.linear(name + ".mlp.gate_up_proj", plain.rms(name + ".post_attention_layernorm", x));
            double[][] gate = each(columns(both, 0, 20), PlainDecoder::silu);
            x = sum(x, plain.linear(name + ".mlp.down_proj", product(gate, columns(both, 20, 20))));
        }
        return plain.rms("model.norm", x);
    }

    private static double[][] gated(PlainDecoder plain, String name, double[][] x) {
        double[][] gate = each(plain.linear(name + ".gate_proj", x), PlainDecoder::silu);
        return plain.linear(name + ".down_proj", product(gate, plain.linear(name + ".up_proj", x)));
    }

    private static double[][] neoX(PlainDecoder plain, boolean parallel, boolean biased) {
        double[] turns = frequencies(500, 2);
        double[][] x = plain.embed("gpt_neox.embed_in", IDS);
        for (int layer = 0; layer < 2; layer++) {
            String name = "gpt_neox.layers." + layer;
            double[][] normed = plain.norm(name + ".input_layernorm", x);
            String in = name + ".attention.query_key_value";
            double[][] fused = biased ? plain.biased(in, normed) : plain.linear(in, normed);
            double[][] mixed = plain.attend(
                    turn(part(fused, 0, SIZE), SIZE, turns), turn(part(fused, 1, SIZE), SIZE, turns), part(fused, 2, SIZE),
                    SIZE, SCALE, PlainDecoder.Bias.NONE);
            String out = name + ".attention.dense";
            double[][] attended = sum(x, biased ? plain.biased(out, mixed) : plain.linear(out, mixed));
            double[][] read = plain.norm(name + ".post_attention_layernorm", parallel ? x : attended);
            double[][] wide = each(plain.biased(name + ".mlp.dense_h_to_4h", read), PlainDecoder::gelu);
            x = sum(attended, plain.biased(name + ".mlp.dense_4h_to_h", wide));
        }
        return plain.norm("gpt_neox.final_layer_norm", x);
    }

    /// Of every head's query, key and value, which lie side by side, one.
    private static double[][] part(double[][] fused, int part, int size) {
        double[][] out = new double[fused.length][fused[0].length / 3];
        for (int t = 0; t < out.length; t++) {
            for (int i = 0; i < out[t].length; i++) {
                out[t][i] = fused[t][i / size * 3 * size + part * size + i % size];
            }
        }
        return out;
    }

    private static double[][] falcon(PlainDecoder plain, int keyHeads, boolean alibi, boolean parallel, boolean biased) {
        double[] turns = frequencies(10_000, SIZE);
        int group = HEADS / keyHeads;
        double[][] x = plain.embed("transformer.word_embeddings", IDS);
        for (int layer = 0; layer < 2; layer++) {
            String name = "transformer.h." + layer;
            double[][] normed = plain.norm(name + ".input_layernorm", x);
            double[][] fused = falconLinear(plain, name + ".self_attention.query_key_value", normed, biased);
            double[][] q = new double[IDS.length][WIDTH];
            double[][] k = new double[IDS.length][keyHeads * SIZE];
            double[][] v = new double[IDS.length][keyHeads * SIZE];
            for (int t = 0; t < IDS.length; t++) {
                for (int g = 0; g < keyHeads; g++) {
                    int at = g * (group + 2) * SIZE;
                    System.arraycopy(fused[t], at, q[t], g * group * SIZE, group * SIZE);
                    System.arraycopy(fused[t], at + group * SIZE, k[t], g * SIZE, SIZE);
                    System.arraycopy(fused[t], at + (group + 1) * SIZE, v[t], g * SIZE, SIZE);
                }
            }
            // With four heads the slopes are 1/4, 1/16, 1/64 and 1/256; BF16 holds their products with small numbers.
            PlainDecoder.Bias bias = alibi ? (head, _, key) -> SCALE * key * Math.pow(4, -1 - head) : PlainDecoder.Bias.NONE;
            double[][] mixed = plain.attend(
                    alibi ? q : turn(q, SIZE, turns), alibi ? k : turn(k, SIZE, turns), v, SIZE, SCALE, bias);
            double[][] attended = sum(x, falconLinear(plain, name + ".self_attention.dense", mixed, biased));
            double[][] read = parallel ? normed : plain.norm(name + ".post_attention_layernorm", attended);
            double[][] wide = each(falconLinear(plain, name + ".mlp.dense_h_to_4h", read, biased), PlainDecoder::gelu);
            x = sum(attended, falconLinear(plain, name + ".mlp.dense_4h_to_h", wide, biased));
        }
        return plain.norm("transformer.ln_f", x);
    }

    private static double[][] falconLinear(PlainDecoder plain, String name, double[][] x, boolean biased) {
        return biased ? plain.biased(name, x) : plain.linear(name, x);
    }

    private static double[][] opt(PlainDecoder plain) {
        long[] positions = {2, 3, 4, 5, 6, 7, 8};
        double[][] words = plain.linear("model.decoder.project_in", plain.embed("model.decoder.embed_tokens", IDS));
        double[][] x = sum(words, plain.embed("model.decoder.embed_positions", positions));
        for (int layer = 0; layer < 2; layer++) {
            String name = "model.decoder.layers." + layer;
            double[][] mixed = plain.attend(
                    plain.biased(name + ".self_attn.q_proj", x), plain.biased(name + ".self_attn.k_proj", x),
                    plain.biased(name + ".self_attn.v_proj", x), SIZE, SCALE, PlainDecoder.Bias.NONE);
            x = plain.norm(name + ".self_attn_layer_norm", sum(x, plain.biased(name + ".self_attn.out_proj", mixed)));
            double[][] wide = each(plain.biased(name + ".fc1", x), number -> Math.max(0, number));
            x = plain.norm(name + ".final_layer_norm", sum(x, plain.biased(name + ".fc2", wide)));
        }
        return plain.linear("model.decoder.project_out", x);
    }

    private static double[][] bloom(PlainDecoder plain) {
        int size = 4;
        // Of six heads four have the slopes of four heads, 1/4 to 1/256, and two every other of those of eight: 1/2, 1/8.
        double[] slopes = {0.25, 0.0625, 0.015625, 0.00390625, 0.5, 0.125};
        double[][] x = plain.norm("transformer.word_embeddings_layernorm", plain.embed("transformer.word_embeddings", IDS));
        for (int layer = 0; layer < 2; layer++) {
            String name = "transformer.h." + layer;
            double[][] normed = plain.norm(name + ".input_layernorm", x);
            double[][] fused = plain.biased(name + ".self_attention.query_key_value", normed);
            double[][] mixed = plain.attend(
                    part(fused, 0, size), part(fused, 1, size), part(fused, 2, size), size, 0.5,
                    (head, query, key) -> slopes[head] * (key - query));
            double[][] attended = sum(normed, plain.biased(name + ".self_attention.dense", mixed));
            double[][] read = plain.norm(name + ".post_attention_layernorm", attended);
            double[][] wide = each(plain.biased(name + ".mlp.dense_h_to_4h", read), PlainDecoder::geluTanh);
            x = sum(read, plain.biased(name + ".mlp.dense_4h_to_h", wide));
        }
        return plain.norm("transformer.ln_f", x);
    }

    private static double[][] bigCode(PlainDecoder plain) {
        double[][] x = sum(
                plain.embed("transformer.wte", IDS), plain.embed("transformer.wpe", new long[] {0, 1, 2, 3, 4, 5, 6}));
        for (int layer = 0; layer < 2; layer++) {
            String name = "transformer.h." + layer;
            double[][] fused = plain.biased(name + ".attn.c_attn", plain.norm(name + ".ln_1", x));
            double[][] mixed = plain.attend(
                    part(fused, 0, SIZE), part(fused, 1, SIZE), part(fused, 2, SIZE), SIZE, SCALE, PlainDecoder.Bias.NONE);
            x = sum(x, plain.biased(name + ".attn.c_proj", mixed));
            double[][] wide = each(plain.biased(name + ".mlp.c_fc", plain.norm(name + ".ln_2", x)), PlainDecoder::geluTanh);
            x = sum(x, plain.biased(name + ".mlp.c_proj", wide));
        }
        return plain.norm("transformer.ln_f", x);
    }

    private static double[][] phi(PlainDecoder plain) {
        double[] turns = frequencies(10_000, 4);
        double[][] x = plain.embed("model.embed_tokens", IDS);
        for (int layer = 0; layer < 2; layer++) {
            String name = "model.layers." + layer;
            double[][] normed = plain.norm(name + ".input_layernorm", x);
            double[][] q = plain.biased(name + ".self_attn.q_proj", normed);
            double[][] k = plain.biased(name + ".self_attn.k_proj", normed);
            double[][] mixed = plain.attend(
                    turn(byHead(q, SIZE, (_, own) -> plain.norm(name + ".self_attn.q_layernorm", own)), SIZE, turns),
                    turn(byHead(k, SIZE, (_, own) -> plain.norm(name + ".self_attn.k_layernorm", own)), SIZE, turns),
                    plain.biased(name + ".self_attn.v_proj", normed), SIZE, SCALE, PlainDecoder.Bias.NONE);
            double[][] wide = each(plain.biased(name + ".mlp.fc1", normed), PlainDecoder::geluTanh);
            x = sum(x, sum(plain.biased(name + ".self_attn.dense", mixed), plain.biased(name + ".mlp.fc2", wide)));
        }
        return plain.norm("model.final_layernorm", x);
    }

    private static double[][] stableLm(PlainDecoder plain) {
        double[] turns = frequencies(10_000, 2);
        double[][] x = plain.embed("model.embed_tokens", IDS);
        for (int layer = 0; layer < 2; layer++) {
            String name = "model.layers." + layer;
            double[][] normed = plain.norm(name + ".input_layernorm", x);
            double[][] q = plain.linear(name + ".self_attn.q_proj", normed);
            double[][] k = plain.linear(name + ".self_attn.k_proj", normed);
            double[][] mixed = plain.attend(
                    turn(ownNorm(plain, name + ".self_attn.q_layernorm", q), SIZE, turns),
                    turn(ownNorm(plain, name + ".self_attn.k_layernorm", k), SIZE, turns),
                    plain.linear(name + ".self_attn.v_proj", normed), SIZE, SCALE, PlainDecoder.Bias.NONE);
            x = sum(x, sum(plain.linear(name + ".self_attn.o_proj", mixed), gated(plain, name + ".mlp", normed)));
        }
        return plain.norm("model.norm", x);
    }

    private static double[][] ownNorm(PlainDecoder plain, String name, double[][] x) {
        return byHead(x, SIZE, (head, own) -> {
            FloatTensor scale = java.util.Objects.requireNonNull(plain.weights().get(name + ".norms." + head + ".weight"));
            double[][] out = PlainDecoder.normed(own);
            for (double[] row : out) {
                for (int d = 0; d < SIZE; d++) {
                    row[d] *= scale.at(d);
                }
            }
            return out;
        });
    }

    static Stream<Arguments> runs() {
        return cases().stream().flatMap(one -> Stream.of(new OnnxEngine(), new DjlEngine())
                .flatMap(engine -> Stream.of(Keeping.KEPT, Keeping.RECOMPUTED)
                        .map(keeping -> Arguments.of(one.name(), engine.name(), keeping, one, engine))));
    }

    @ParameterizedTest(name = "{0}: {1}, {2}")
    @MethodSource("runs")
    void isWhatItsPaperSays(String name, String engineName, Keeping keeping, Case one, Engine engine) {
        Network network = one.family().write(new ModelConfig(
                Path.of("config.json"), JsonParser.parseString("{" + one.config() + "}").getAsJsonObject()));
        Map<String, FloatTensor> weights = new HashMap<>();
        try (OpenNetwork open = engine.open(network, RandomWeights.noting(weights));
                Trace trace = open.run(
                        ModelInputs.of(network, Map.of("input_ids", InputTensor.row(IDS)), null),
                        new RunRequest(Set.of("last_hidden_state"), keeping),
                        Cancellation.never())) {
            network.program().weights().forEach(weight -> RandomWeights.noting(weights).find(weight));
            PlainDecoder plain = new PlainDecoder(weights);
            double[] expected = Stream.of(one.definition().write(plain)).flatMapToDouble(java.util.Arrays::stream).toArray();
            assertArrayEquals(expected, doubles(trace.tensor("last_hidden_state").toArray()), 1e-4);
            assertEquals(2, trace.sites().size());
            trace.sites().forEach(site -> {
                double[][][] map = plain.maps().get(site.layer());
                assertEquals(map.length, site.heads());
                for (int head = 0; head < map.length; head++) {
                    double[] weightsOfHead = Stream.of(map[head]).flatMapToDouble(java.util.Arrays::stream).toArray();
                    assertArrayEquals(weightsOfHead, doubles(trace.map(site).head(head)), 1e-5, site + " head " + head);
                }
            });
        }
    }

    private static double[] doubles(float[] numbers) {
        double[] doubles = new double[numbers.length];
        java.util.Arrays.setAll(doubles, i -> numbers[i]);
        return doubles;
    }
}

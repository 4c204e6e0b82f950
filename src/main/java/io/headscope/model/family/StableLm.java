package io.headscope.model.family;

import io.headscope.model.Activation;
import io.headscope.model.Attention;
import io.headscope.model.Dim;
import io.headscope.model.Init;
import io.headscope.model.ModelConfig;
import io.headscope.model.ModelFamily;
import io.headscope.model.Network;
import io.headscope.model.Ops;
import io.headscope.model.Value;
import java.util.List;
import java.util.stream.IntStream;

/// StableLM 2 and 3B (Bellagamba et al., 2024, <https://arxiv.org/abs/2402.17834>): Llama with full norms, part of every
/// head turned and, in some, a norm of its own for every head.
public final class StableLm implements ModelFamily {

    private static final String BASE = "model.";

    @Override
    public String id() {
        return "stablelm";
    }

    @Override
    public List<String> architectures() {
        return DecoderFrame.architectures("StableLm");
    }

    @Override
    public Network write(ModelConfig config) {
        DecoderFrame frame = new DecoderFrame(id(), architectures(), config);
        Settings settings = Settings.of(config);
        Layers layers = frame.layers("layer_norm_eps", 1e-5);
        Rotary rotary = Rotary.of(frame, config, Rotary.turned(config, settings.size, 0.25));
        Writer writer = new Writer(frame, layers, rotary, settings);
        Ops ops = frame.ops();
        Value table = layers.ops().part("embeddings", () -> layers.table(BASE + "embed_tokens", settings.vocabulary, settings.width));
        Value hidden = frame.stack(
                ops.part("embeddings", () -> frame.embed(table)),
                settings.layers,
                "layers",
                writer::block,
                last -> ops.part("norm", () -> layers.norm(BASE + "norm", last)));
        return frame.network(
                hidden,
                "score",
                last -> frame.scores(last, table, "lm_head", false),
                Rotary.longest(config),
                settings.vocabulary,
                BASE);
    }

    /// @param parallel whether attention and feed-forward part read the same normed hidden state
    /// @param biased   whether queries, keys and values have a bias
    /// @param normed   whether every query and key is normed by its head's own norm before it is turned
    private record Settings(
            int vocabulary,
            int width,
            int layers,
            int heads,
            int keyHeads,
            int size,
            int inner,
            Activation activation,
            boolean parallel,
            boolean biased,
            boolean normed) {

        static Settings of(ModelConfig config) {
            int width = config.count("hidden_size");
            int heads = config.divisor("num_attention_heads", width);
            return new Settings(
                    config.count("vocab_size"),
                    width,
                    config.layers("num_hidden_layers"),
                    heads,
                    config.keyHeads("num_key_value_heads", heads),
                    width / heads,
                    config.count("intermediate_size"),
                    config.activation("hidden_act", Activation.SILU),
                    config.flag("use_parallel_residual", false),
                    config.flag("use_qkv_bias", false),
                    config.flag("qk_layernorm", false));
        }
    }

    private record Writer(DecoderFrame frame, Layers layers, Rotary rotary, Settings settings) {

        Value block(int layer, Value hidden) {
            Ops ops = layers.ops();
            String name = BASE + "layers." + layer;
            Value normed = layers.norm(name + ".input_layernorm", hidden);
            Value attended =
                    ops.add(hidden, ops.part("self_attn", () -> attention(layer, name + ".self_attn", normed)));
            Value read = settings.parallel ? normed : layers.norm(name + ".post_attention_layernorm", attended);
            return ops.add(attended, ops.part("mlp", () -> mlp(name + ".mlp", read)));
        }

        private Value attention(int layer, String name, Value x) {
            Value q = heads(name + ".q_proj", x, settings.heads);
            Value k = heads(name + ".k_proj", x, settings.keyHeads);
            Value v = heads(name + ".v_proj", x, settings.keyHeads);
            if (settings.normed) {
                q = normed(name + ".q_layernorm", q);
                k = normed(name + ".k_layernorm", k);
            }
            Attention attention = new Attention(1 / Math.sqrt(settings.size), frame.mask(), settings.keyHeads, 0);
            Value mixed = frame.attend(layer, rotary.turn(q), rotary.turn(k), v, attention);
            return layers.product(name + ".o_proj", mixed, settings.width);
        }

        private Value heads(String name, Value x, int heads) {
            Value flat = layers.project(name, x, (long) heads * settings.size, settings.biased);
            return layers.ops().splitHeads(flat, heads);
        }

        /// Every head by a scale of its own, `norms.HEAD.weight`.
        private Value normed(String name, Value x) {
            Ops ops = layers.ops();
            int heads = (int) x.length(1);
            Value[] scales = IntStream.range(0, heads)
                    .mapToObj(head -> ops.weight(name + ".norms." + head + ".weight", Init.ONES, settings.size))
                    .map(scale -> ops.reshape(scale, Dim.of(1), Dim.of(1), Dim.of(settings.size)))
                    .toArray(Value[]::new);
            return ops.mul(layers.plainNorm(x), ops.concat(0, scales));
        }

        private Value mlp(String name, Value x) {
            Ops ops = layers.ops();
            Value gate = ops.activate(settings.activation, layers.product(name + ".gate_proj", x, settings.inner));
            Value gated = ops.mul(gate, layers.product(name + ".up_proj", x, settings.inner));
            return layers.product(name + ".down_proj", gated, settings.width);
        }
    }
}

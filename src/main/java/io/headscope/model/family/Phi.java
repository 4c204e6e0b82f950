package io.headscope.model.family;

import io.headscope.model.Activation;
import io.headscope.model.Attention;
import io.headscope.model.Init;
import io.headscope.model.ModelConfig;
import io.headscope.model.ModelFamily;
import io.headscope.model.Network;
import io.headscope.model.Ops;
import io.headscope.model.Value;
import java.util.List;

/// Phi-1, 1.5 and 2 (Gunasekar et al., 2023, <https://arxiv.org/abs/2306.11644>): part of every head is turned, and
/// attention and feed-forward part read the same normed hidden state.
public final class Phi implements ModelFamily {

    private static final String BASE = "model.";

    @Override
    public String id() {
        return "phi";
    }

    @Override
    public List<String> architectures() {
        return DecoderFrame.architectures("Phi");
    }

    @Override
    public Network write(ModelConfig config) {
        DecoderFrame frame = new DecoderFrame(id(), architectures(), config);
        Settings settings = Settings.of(config);
        Layers layers = frame.layers("layer_norm_eps", 1e-5);
        Rotary rotary = Rotary.of(frame, config, Rotary.turned(config, settings.size, 0.5));
        Writer writer = new Writer(frame, layers, rotary, settings);
        Ops ops = frame.ops();
        Value table = layers.ops().part("embeddings", () -> layers.table(BASE + "embed_tokens", settings.vocabulary, settings.width));
        Value hidden = frame.stack(
                ops.part("embeddings", () -> frame.embed(table)),
                settings.layers,
                "layers",
                writer::block,
                last -> ops.part("final_layernorm", () -> layers.norm(BASE + "final_layernorm", last)));
        return frame.network(
                hidden,
                "classifier",
                last -> {
                    Value scores = frame.scores(last, table, "lm_head", false);
                    return ops.add(scores, ops.weight("lm_head.bias", Init.ZEROS, settings.vocabulary));
                },
                Rotary.longest(config),
                settings.vocabulary,
                BASE);
    }

    /// @param normed whether every query and key is normed on its own before it is turned
    private record Settings(
            int vocabulary,
            int width,
            int layers,
            int heads,
            int keyHeads,
            int size,
            int inner,
            Activation activation,
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
                    config.activation("hidden_act", Activation.GELU_TANH),
                    config.flag("qk_layernorm", false));
        }
    }

    private record Writer(DecoderFrame frame, Layers layers, Rotary rotary, Settings settings) {

        Value block(int layer, Value hidden) {
            Ops ops = layers.ops();
            String name = BASE + "layers." + layer;
            Value normed = layers.norm(name + ".input_layernorm", hidden);
            Value mixed = ops.part("self_attn", () -> attention(layer, name + ".self_attn", normed));
            Value out = ops.part("mlp", () -> mlp(name + ".mlp", normed));
            return ops.add(ops.add(mixed, out), hidden);
        }

        private Value attention(int layer, String name, Value x) {
            Value q = heads(name + ".q_proj", x, settings.heads);
            Value k = heads(name + ".k_proj", x, settings.keyHeads);
            Value v = heads(name + ".v_proj", x, settings.keyHeads);
            if (settings.normed) {
                q = layers.norm(name + ".q_layernorm", q);
                k = layers.norm(name + ".k_layernorm", k);
            }
            Attention attention = new Attention(1 / Math.sqrt(settings.size), frame.mask(), settings.keyHeads, 0);
            Value mixed = frame.attend(layer, rotary.turn(q), rotary.turn(k), v, attention);
            return layers.dense(name + ".dense", mixed, settings.width);
        }

        private Value heads(String name, Value x, int heads) {
            return layers.ops().splitHeads(layers.dense(name, x, (long) heads * settings.size), heads);
        }

        private Value mlp(String name, Value x) {
            Value wide = layers.ops().activate(settings.activation, layers.dense(name + ".fc1", x, settings.inner));
            return layers.dense(name + ".fc2", wide, settings.width);
        }
    }
}

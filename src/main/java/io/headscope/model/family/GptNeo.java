package io.headscope.model.family;

import io.headscope.model.Activation;
import io.headscope.model.Attention;
import io.headscope.model.Mask;
import io.headscope.model.ModelConfig;
import io.headscope.model.ModelFamily;
import io.headscope.model.Network;
import io.headscope.model.Ops;
import io.headscope.model.Value;
import java.util.List;

/// GPT-Neo (Black et al., 2021, <https://github.com/EleutherAI/gpt-neo>): GPT-2 whose layers attend to everything before
/// or to a window by turns, with products that are not scaled.
public final class GptNeo implements ModelFamily {

    private static final String BASE = "transformer.";

    @Override
    public String id() {
        return "gpt_neo";
    }

    @Override
    public List<String> architectures() {
        return DecoderFrame.architectures("GPTNeo");
    }

    @Override
    public Network write(ModelConfig config) {
        DecoderFrame frame = new DecoderFrame(id(), architectures(), config);
        Settings settings = Settings.of(config);
        Layers layers = frame.layers("layer_norm_epsilon", 1e-5);
        Writer writer = new Writer(frame, layers, settings);
        Ops ops = frame.ops();
        Value table = layers.ops().part("embeddings", () -> layers.table(BASE + "wte", settings.vocabulary, settings.width));
        Value hidden = frame.stack(
                ops.part("embeddings", () -> {
                    Value places = layers.table(BASE + "wpe", settings.positions, settings.width);
                    return ops.add(frame.embed(table), ops.embed(places, frame.positions()));
                }),
                settings.layers,
                "h",
                writer::block,
                last -> ops.part("ln_f", () -> layers.norm(BASE + "ln_f", last)));
        return frame.network(
                hidden,
                "classifier",
                last -> frame.scores(last, table, "lm_head", true),
                settings.positions,
                settings.vocabulary,
                BASE);
    }

    /// @param local which layers have a window
    private record Settings(
            int vocabulary,
            int positions,
            int width,
            int layers,
            int heads,
            int inner,
            int window,
            List<Boolean> local,
            Activation activation) {

        static Settings of(ModelConfig config) {
            int width = config.count("hidden_size");
            int layers = config.layers("num_layers");
            return new Settings(
                    config.count("vocab_size"),
                    config.count("max_position_embeddings"),
                    width,
                    layers,
                    config.divisor("num_heads", width),
                    config.count("intermediate_size", 4 * width),
                    config.count("window_size", 256),
                    AttentionKinds.local(config, layers),
                    config.activation("activation_function", Activation.GELU_TANH));
        }
    }

    private record Writer(DecoderFrame frame, Layers layers, Settings settings) {

        Value block(int layer, Value hidden) {
            Ops ops = layers.ops();
            String name = BASE + "h." + layer;
            Value attended = ops.add(
                    hidden,
                    ops.part("attn", () -> attention(layer, name + ".attn.attention", layers.norm(name + ".ln_1", hidden))));
            return ops.add(attended, ops.part("mlp", () -> mlp(name + ".mlp", layers.norm(name + ".ln_2", attended))));
        }

        private Value attention(int layer, String name, Value x) {
            Mask mask = settings.local.get(layer) ? frame.mask().and(new Mask.Window(settings.window)) : frame.mask();
            Value mixed = frame.attend(
                    layer,
                    heads(name + ".q_proj", x),
                    heads(name + ".k_proj", x),
                    heads(name + ".v_proj", x),
                    new Attention(1, mask, settings.heads, 0));
            return layers.dense(name + ".out_proj", mixed, settings.width);
        }

        private Value heads(String name, Value x) {
            return layers.ops().splitHeads(layers.product(name, x, settings.width), settings.heads);
        }

        private Value mlp(String name, Value x) {
            Value wide = layers.ops().activate(settings.activation, layers.dense(name + ".c_fc", x, settings.inner));
            return layers.dense(name + ".c_proj", wide, settings.width);
        }
    }
}

package io.headscope.model.family;

import io.headscope.model.Activation;
import io.headscope.model.Attention;
import io.headscope.model.Bias;
import io.headscope.model.Counting;
import io.headscope.model.ModelConfig;
import io.headscope.model.ModelFamily;
import io.headscope.model.Network;
import io.headscope.model.Ops;
import io.headscope.model.Value;
import java.util.List;

/// BLOOM (2022, <https://arxiv.org/abs/2211.05100>): no positions in the embeddings; each head's scores fall with the
/// distance by a slope of its own.
public final class Bloom implements ModelFamily {

    private static final String BASE = "transformer.";

    /// The texts it was trained on; ALiBi has no limit of its own.
    private static final int TRAINED = 2048;

    @Override
    public String id() {
        return "bloom";
    }

    @Override
    public List<String> architectures() {
        return DecoderFrame.architectures("Bloom");
    }

    @Override
    public Network write(ModelConfig config) {
        DecoderFrame frame = new DecoderFrame(id(), architectures(), config);
        Settings settings = Settings.of(config);
        Layers layers = frame.layers("layer_norm_epsilon", 1e-5);
        Writer writer = new Writer(frame, layers, settings);
        Ops ops = frame.ops();
        Value table = layers.ops().part("embeddings", () -> layers.table(BASE + "word_embeddings", settings.vocabulary, settings.width));
        Value hidden = frame.stack(
                ops.part("embeddings", () -> layers.norm(BASE + "word_embeddings_layernorm", frame.embed(table))),
                settings.layers,
                "h",
                writer::block,
                last -> ops.part("ln_f", () -> layers.norm(BASE + "ln_f", last)));
        return frame.network(
                hidden,
                "classifier",
                last -> frame.scores(last, table, "lm_head", true),
                config.count("seq_length", TRAINED),
                settings.vocabulary,
                BASE,
                new Counting.Unpadded(0, 0));
    }

    /// @param behindNorm whether residuals are taken behind the norms
    private record Settings(int vocabulary, int width, int layers, int heads, boolean behindNorm) {

        static Settings of(ModelConfig config) {
            // The first files have other names for these.
            int width = config.count(config.has("hidden_size") ? "hidden_size" : "n_embed");
            return new Settings(
                    config.count("vocab_size"),
                    width,
                    config.layers(config.has("n_layer") ? "n_layer" : "num_hidden_layers"),
                    config.divisor(config.has("n_head") ? "n_head" : "num_attention_heads", width),
                    config.flag("apply_residual_connection_post_layernorm", false));
        }
    }

    private record Writer(DecoderFrame frame, Layers layers, Settings settings) {

        Value block(int layer, Value hidden) {
            Ops ops = layers.ops();
            String name = BASE + "h." + layer;
            Value normed = layers.norm(name + ".input_layernorm", hidden);
            Value attended = ops.add(
                    settings.behindNorm ? normed : hidden,
                    ops.part("self_attention", () -> attention(layer, name + ".self_attention", normed)));
            Value read = layers.norm(name + ".post_attention_layernorm", attended);
            return ops.add(settings.behindNorm ? read : attended, ops.part("mlp", () -> mlp(name + ".mlp", read)));
        }

        private Value attention(int layer, String name, Value x) {
            // Every head's query, key and value lie side by side.
            List<Value> qkv =
                    frame.splitByHead(layers.dense(name + ".query_key_value", x, 3L * settings.width), settings.heads);
            Bias alibi =
                    new Bias.Alibi(Bias.Alibi.slopes(settings.heads), frame.positions(), Bias.Rounding.F32, 1);
            double scale = 1 / Math.sqrt(settings.width / (double) settings.heads);
            Value mixed = frame.attend(
                    layer,
                    qkv.get(0),
                    qkv.get(1),
                    qkv.get(2),
                    new Attention(scale, frame.mask(), settings.heads, 0).with(alibi));
            return layers.dense(name + ".dense", mixed, settings.width);
        }

        private Value mlp(String name, Value x) {
            Value wide = layers.dense(name + ".dense_h_to_4h", x, 4L * settings.width);
            return layers.dense(name + ".dense_4h_to_h", layers.ops().activate(Activation.GELU_TANH, wide), settings.width);
        }
    }
}

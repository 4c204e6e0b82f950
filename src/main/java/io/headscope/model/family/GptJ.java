package io.headscope.model.family;

import io.headscope.model.Activation;
import io.headscope.model.Attention;
import io.headscope.model.Init;
import io.headscope.model.ModelConfig;
import io.headscope.model.ModelFamily;
import io.headscope.model.Network;
import io.headscope.model.Op;
import io.headscope.model.Ops;
import io.headscope.model.Rotation;
import io.headscope.model.Value;
import java.util.List;

/// GPT-J (Wang & Komatsuzaki, 2021, <https://github.com/kingoflolz/mesh-transformer-jax>): neighbouring dimensions of
/// queries and keys are turned, and attention and feed-forward part read the same normed hidden state.
public final class GptJ implements ModelFamily {

    private static final String BASE = "transformer.";

    @Override
    public String id() {
        return "gptj";
    }

    @Override
    public List<String> architectures() {
        return DecoderFrame.architectures("GPTJ");
    }

    @Override
    public Network write(ModelConfig config) {
        DecoderFrame frame = new DecoderFrame(id(), architectures(), config);
        Settings settings = Settings.of(config);
        Layers layers = frame.layers("layer_norm_epsilon", 1e-5);
        Rotation rotation = new Rotation(10_000, settings.turned, Rotation.Scaling.NONE);
        Rotary rotary = new Rotary(frame.ops(), frame.angles(rotation), Op.Pairing.NEIGHBOURS);
        Writer writer = new Writer(frame, layers, rotary, settings);
        Ops ops = frame.ops();
        Value table = layers.ops().part("embeddings", () -> layers.table(BASE + "wte", settings.vocabulary, settings.width));
        Value hidden = frame.stack(
                ops.part("embeddings", () -> frame.embed(table)),
                settings.layers,
                "h",
                writer::block,
                last -> ops.part("ln_f", () -> layers.norm(BASE + "ln_f", last)));
        return frame.network(
                hidden,
                "score",
                last -> {
                    Value scores = frame.scores(last, table, "lm_head", false);
                    return ops.add(scores, ops.weight("lm_head.bias", Init.ZEROS, settings.vocabulary));
                },
                settings.positions,
                settings.vocabulary,
                BASE);
    }

    private record Settings(
            int vocabulary, int positions, int width, int layers, int heads, int inner, int turned, Activation activation) {

        static Settings of(ModelConfig config) {
            int width = config.count("n_embd");
            int heads = config.divisor("n_head", width);
            return new Settings(
                    config.count("vocab_size"),
                    config.count("n_positions", 2048),
                    width,
                    config.layers("n_layer"),
                    heads,
                    config.count("n_inner", 4 * width),
                    Rotary.even(config, "rotary_dim", width / heads),
                    config.activation("activation_function", Activation.GELU_TANH));
        }
    }

    private record Writer(DecoderFrame frame, Layers layers, Rotary rotary, Settings settings) {

        Value block(int layer, Value hidden) {
            Ops ops = layers.ops();
            String name = BASE + "h." + layer;
            Value normed = layers.norm(name + ".ln_1", hidden);
            Value mixed = ops.part("attn", () -> attention(layer, name + ".attn", normed));
            Value out = ops.part("mlp", () -> mlp(name + ".mlp", normed));
            return ops.add(ops.add(mixed, out), hidden);
        }

        private Value attention(int layer, String name, Value x) {
            Value mixed = frame.attend(
                    layer,
                    rotary.turn(heads(name + ".q_proj", x)),
                    rotary.turn(heads(name + ".k_proj", x)),
                    heads(name + ".v_proj", x),
                    new Attention(1 / Math.sqrt(settings.width / (double) settings.heads), frame.mask(), settings.heads, 0));
            return layers.product(name + ".out_proj", mixed, settings.width);
        }

        private Value heads(String name, Value x) {
            return layers.ops().splitHeads(layers.product(name, x, settings.width), settings.heads);
        }

        private Value mlp(String name, Value x) {
            Value wide = layers.ops().activate(settings.activation, layers.dense(name + ".fc_in", x, settings.inner));
            return layers.dense(name + ".fc_out", wide, settings.width);
        }
    }
}

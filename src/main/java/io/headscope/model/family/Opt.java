package io.headscope.model.family;

import io.headscope.model.Activation;
import io.headscope.model.Attention;
import io.headscope.model.Counting;
import io.headscope.model.ModelConfig;
import io.headscope.model.ModelFamily;
import io.headscope.model.Network;
import io.headscope.model.Ops;
import io.headscope.model.Value;
import java.util.List;

/// OPT (Zhang et al., 2022, <https://arxiv.org/abs/2205.01068>): learned positions from 2 up, padding left out; in one
/// size (350M) norms behind each part, and embeddings narrower than the network.
public final class Opt implements ModelFamily {

    private static final String BASE = "model.decoder.";

    /// The first two rows of the table of positions stand for nothing and padding.
    private static final int FIRST = 2;

    @Override
    public String id() {
        return "opt";
    }

    @Override
    public List<String> architectures() {
        return List.of("OPTForCausalLM", "OPTModel", "OPTForSequenceClassification");
    }

    @Override
    public Network write(ModelConfig config) {
        DecoderFrame frame = new DecoderFrame(id(), architectures(), config);
        Settings settings = Settings.of(config);
        Layers layers = frame.layers("layer_norm_eps", 1e-5, "init_std");
        Writer writer = new Writer(frame, layers, settings);
        Value table = layers.ops().part("embeddings", () -> layers.table(BASE + "embed_tokens", settings.vocabulary, settings.embedding));
        Value hidden = frame.stack(
                frame.ops().part("embeddings", () -> writer.embeddings(table)),
                settings.layers,
                "layers",
                writer::block,
                writer::last);
        return frame.network(
                hidden,
                "score",
                last -> frame.scores(last, table, "lm_head", true),
                settings.positions,
                settings.vocabulary,
                "model.",
                new Counting.Unpadded(FIRST, FIRST - 1));
    }

    /// @param embedding the width of the embeddings; where it is not `width`, they are projected
    /// @param before    whether norms stand before each part, and one behind the last
    /// @param lastNorm  whether the one behind the last is there
    /// @param scaled    whether norms have a scale and a shift
    private record Settings(
            int vocabulary,
            int positions,
            int embedding,
            int width,
            int layers,
            int heads,
            int inner,
            Activation activation,
            boolean before,
            boolean lastNorm,
            boolean biased,
            boolean scaled) {

        static Settings of(ModelConfig config) {
            int width = config.count("hidden_size");
            boolean before = config.flag("do_layer_norm_before", true);
            return new Settings(
                    config.count("vocab_size"),
                    config.count("max_position_embeddings"),
                    config.count("word_embed_proj_dim", width),
                    width,
                    config.layers("num_hidden_layers"),
                    config.divisor("num_attention_heads", width),
                    config.count("ffn_dim"),
                    config.activation("activation_function", Activation.RELU),
                    before,
                    before && !config.flag("_remove_final_layer_norm", false),
                    config.flag("enable_bias", true),
                    config.flag("layer_norm_elementwise_affine", true));
        }

        boolean projected() {
            return embedding != width;
        }
    }

    private record Writer(DecoderFrame frame, Layers layers, Settings settings) {

        Value embeddings(Value table) {
            Ops ops = layers.ops();
            Value words = frame.embed(table);
            Value wide = settings.projected() ? layers.product(BASE + "project_in", words, settings.width) : words;
            Value places = layers.table(BASE + "embed_positions", settings.positions + FIRST, settings.width);
            return ops.add(wide, ops.embed(places, frame.positions()));
        }

        Value block(int layer, Value hidden) {
            Ops ops = layers.ops();
            String name = BASE + "layers." + layer;
            Value attended = ops.part("self_attn", () -> residual(
                    name + ".self_attn_layer_norm", hidden, x -> attention(layer, name + ".self_attn", x)));
            return ops.part("mlp", () -> residual(name + ".final_layer_norm", attended, x -> mlp(name, x)));
        }

        private Value residual(String norm, Value x, java.util.function.UnaryOperator<Value> part) {
            Ops ops = layers.ops();
            return settings.before
                    ? ops.add(x, part.apply(norm(norm, x)))
                    : norm(norm, ops.add(x, part.apply(x)));
        }

        private Value norm(String name, Value x) {
            return settings.scaled ? layers.norm(name, x) : layers.plainNorm(x);
        }

        private Value attention(int layer, String name, Value x) {
            Value mixed = frame.attend(
                    layer,
                    heads(name + ".q_proj", x),
                    heads(name + ".k_proj", x),
                    heads(name + ".v_proj", x),
                    new Attention(1 / Math.sqrt(settings.width / (double) settings.heads), frame.mask(), settings.heads, 0));
            return layers.project(name + ".out_proj", mixed, settings.width, settings.biased);
        }

        private Value heads(String name, Value x) {
            return layers.ops().splitHeads(layers.project(name, x, settings.width, settings.biased), settings.heads);
        }

        private Value mlp(String name, Value x) {
            Value wide = layers.project(name + ".fc1", x, settings.inner, settings.biased);
            Value active = layers.ops().activate(settings.activation, wide);
            return layers.project(name + ".fc2", active, settings.width, settings.biased);
        }

        Value last(Value hidden) {
            Ops ops = layers.ops();
            Value normed = settings.lastNorm
                    ? ops.part("final_layer_norm", () -> norm(BASE + "final_layer_norm", hidden))
                    : hidden;
            return settings.projected()
                    ? ops.part("project_out", () -> layers.product(BASE + "project_out", normed, settings.embedding))
                    : normed;
        }
    }
}

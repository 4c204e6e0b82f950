package io.headscope.model.family;

import io.headscope.model.Activation;
import io.headscope.model.Attention;
import io.headscope.model.Bias;
import io.headscope.model.Counting;
import io.headscope.model.Dim;
import io.headscope.model.ModelConfig;
import io.headscope.model.ModelFamily;
import io.headscope.model.Network;
import io.headscope.model.Ops;
import io.headscope.model.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Falcon (Almazrouei et al., 2023, <https://arxiv.org/abs/2311.16867>) in its three builds: groups of heads that share keys
/// and values (40B, 180B, 11B), one key for all heads (7B), and plain heads with ALiBi (RW).
public final class Falcon implements ModelFamily {

    private static final String BASE = "transformer.";

    @Override
    public String id() {
        return "falcon";
    }

    @Override
    public List<String> architectures() {
        return DecoderFrame.architectures("Falcon");
    }

    @Override
    public Network write(ModelConfig config) {
        DecoderFrame frame = new DecoderFrame(id(), architectures(), config);
        Settings settings = Settings.of(config);
        Layers layers = frame.layers("layer_norm_epsilon", 1e-5);
        Rotary rotary = settings.alibi ? null : Rotary.of(frame, config, settings.size());
        Writer writer = new Writer(frame, layers, rotary, settings);
        Ops ops = frame.ops();
        Value table = layers.ops().part("embeddings", () -> layers.table(BASE + "word_embeddings", settings.vocabulary, settings.width));
        Value hidden = frame.stack(
                ops.part("embeddings", () -> frame.embed(table)),
                settings.layers,
                "h",
                writer::block,
                last -> ops.part("ln_f", () -> layers.norm(BASE + "ln_f", last)));
        return frame.network(
                hidden,
                "classifier",
                last -> frame.scores(last, table, "lm_head", true),
                Rotary.longest(config),
                settings.vocabulary,
                BASE,
                settings.alibi ? new Counting.Unpadded(0, 0) : new Counting.FromText());
    }

    /// Where the norms stand.
    private enum Norms {
        /// One before attention, one before the feed-forward part, which follows.
        ONE_AFTER_THE_OTHER,
        /// One before both, which stand side by side.
        SHARED,
        /// Both side by side, a norm each.
        OWN
    }

    private record Settings(
            int vocabulary,
            int width,
            int layers,
            int heads,
            int keyHeads,
            int inner,
            Activation activation,
            boolean alibi,
            boolean biased,
            Norms norms) {

        static Settings of(ModelConfig config) {
            int width = config.count("hidden_size");
            int heads = config.divisor(config.has("num_attention_heads") ? "num_attention_heads" : "n_head", width);
            boolean grouped = config.flag("new_decoder_architecture", false);
            return new Settings(
                    config.count("vocab_size"),
                    width,
                    config.layers(config.has("num_hidden_layers") ? "num_hidden_layers" : "n_layer"),
                    heads,
                    grouped ? config.keyHeads("num_kv_heads", heads) : config.flag("multi_query", true) ? 1 : heads,
                    config.count("ffn_hidden_size", 4 * width),
                    config.activation("activation", Activation.GELU),
                    config.flag("alibi", false),
                    config.flag("bias", false),
                    norms(config, grouped));
        }

        private static Norms norms(ModelConfig config, boolean grouped) {
            if (grouped) {
                return config.count("num_ln_in_parallel_attn", 2) == 2 ? Norms.OWN : Norms.SHARED;
            }
            return config.flag("parallel_attn", true) ? Norms.SHARED : Norms.ONE_AFTER_THE_OTHER;
        }

        int size() {
            return width / heads;
        }
    }

    private record Writer(DecoderFrame frame, Layers layers, @Nullable Rotary rotary, Settings settings) {

        Value block(int layer, Value hidden) {
            Ops ops = layers.ops();
            String name = BASE + "h." + layer;
            Value normed = layers.norm(name + (settings.norms == Norms.OWN ? ".ln_attn" : ".input_layernorm"), hidden);
            Value attended = ops.add(
                    hidden, ops.part("self_attention", () -> attention(layer, name + ".self_attention", normed)));
            Value read = switch (settings.norms) {
                case ONE_AFTER_THE_OTHER -> layers.norm(name + ".post_attention_layernorm", attended);
                case SHARED -> normed;
                case OWN -> layers.norm(name + ".ln_mlp", hidden);
            };
            return ops.add(attended, ops.part("mlp", () -> mlp(name + ".mlp", read)));
        }

        private Value attention(int layer, String name, Value x) {
            long fused = (settings.heads + 2L * settings.keyHeads) * settings.size();
            Qkv qkv = split(layers.project(name + ".query_key_value", x, fused, settings.biased));
            Value mixed = frame.attend(layer, turned(qkv.q), turned(qkv.k), qkv.v, attention());
            return layers.project(name + ".dense", mixed, settings.width, settings.biased);
        }

        private Attention attention() {
            double scale = 1 / Math.sqrt(settings.size());
            Attention plain = new Attention(scale, frame.mask(), settings.keyHeads, 0);
            return settings.alibi
                    ? plain.with(new Bias.Alibi(
                            // Falcon computes its bias in BF16, and scales it like the products.
                            Bias.Alibi.slopes(settings.heads), frame.positions(), Bias.Rounding.BF16, scale))
                    : plain;
        }

        private Value turned(Value x) {
            return rotary == null ? x : rotary.turn(x);
        }

        private record Qkv(Value q, Value k, Value v) {}

        /// Group by group: the group's queries, its key, its value. One key for all heads is one group, and so are plain
        /// heads: as many groups as heads.
        private Qkv split(Value fused) {
            Ops ops = layers.ops();
            int size = settings.size();
            int group = settings.heads / settings.keyHeads;
            Value byGroup = ops.splitHeads(fused, settings.keyHeads);                        // [B, G, T, (group + 2) · size]
            List<Value> parts = frame.stretches(byGroup, (long) group * size, size, size);
            Value apart = ops.reshape(
                    parts.get(0), Dim.BATCH, Dim.of(settings.keyHeads), fused.dim(1), Dim.of(group), Dim.of(size));
            Value q = ops.reshape(
                    ops.permute(apart, 0, 1, 3, 2, 4), Dim.BATCH, Dim.of(settings.heads), fused.dim(1), Dim.of(size));
            return new Qkv(q, parts.get(1), parts.get(2));
        }

        private Value mlp(String name, Value x) {
            Value wide = layers.project(name + ".dense_h_to_4h", x, settings.inner, settings.biased);
            Value active = layers.ops().activate(settings.activation, wide);
            return layers.project(name + ".dense_4h_to_h", active, settings.width, settings.biased);
        }
    }
}

package io.headscope.model.family;

import io.headscope.model.Activation;
import io.headscope.model.Attention;
import io.headscope.model.Bias;
import io.headscope.model.Init;
import io.headscope.model.Mask;
import io.headscope.model.ModelConfig;
import io.headscope.model.Network;
import io.headscope.model.Op;
import io.headscope.model.Ops;
import io.headscope.model.Score;
import io.headscope.model.Value;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.IntPredicate;

/// The decoder of Llama, which others took over with its names: norms by size alone before each part, queries and keys
/// turned by their positions, groups of heads that share keys and values, and a gated feed-forward part.
record LlamaStack(DecoderFrame frame, Layers layers, Rotary rotary, Traits traits) {

    private static final String BASE = "model.";

    /// What tells one of these families from the other.
    ///
    /// @param inner       the width of the feed-forward part
    /// @param size        of one head
    /// @param scale       what products of queries and keys are multiplied with
    /// @param window      the last positions that a query sees in the layers that have a window
    /// @param windowed    which layers these are
    /// @param softCap     what scaled products are kept below, if anything
    /// @param lastSoftCap what the scores of tokens are kept below, if anything
    /// @param biases      which projections have one
    /// @param normedHeads whether every query and key is normed on its own before it is turned
    /// @param sandwiched  whether attention and feed-forward part have a norm behind them, too
    /// @param aroundOne   whether norms keep what their scale is more than 1, and embeddings are scaled by √width
    /// @param fused       whether query, key and value, and gate and up, lie in one matrix each
    /// @param tied        whether the embeddings score tokens where the config does not say
    record Traits(
            int vocabulary,
            int width,
            int layers,
            int inner,
            int heads,
            int keyHeads,
            int size,
            Activation activation,
            double scale,
            int window,
            IntPredicate windowed,
            OptionalDouble softCap,
            OptionalDouble lastSoftCap,
            Biases biases,
            boolean normedHeads,
            boolean sandwiched,
            boolean aroundOne,
            boolean fused,
            boolean tied) {

        /// Plain Llama, as `config` describes it.
        static Traits of(ModelConfig config) {
            int width = config.count("hidden_size");
            int heads = config.count("num_attention_heads");
            int size = config.headSize("head_dim", "num_attention_heads", width);
            return new Traits(
                    config.count("vocab_size"),
                    width,
                    config.layers("num_hidden_layers"),
                    config.count("intermediate_size"),
                    heads,
                    config.keyHeads("num_key_value_heads", heads),
                    size,
                    config.activation("hidden_act", Activation.SILU),
                    1 / Math.sqrt(size),
                    1,
                    _ -> false,
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    Biases.NONE,
                    false,
                    false,
                    false,
                    false,
                    false);
        }

        Traits with(Biases other) {
            return new Traits(
                    vocabulary, width, layers, inner, heads, keyHeads, size, activation, scale, window, windowed, softCap,
                    lastSoftCap, other, normedHeads, sandwiched, aroundOne, fused, tied);
        }

        Traits withWindow(int length, IntPredicate which) {
            return new Traits(
                    vocabulary, width, layers, inner, heads, keyHeads, size, activation, scale, length, which, softCap,
                    lastSoftCap, biases, normedHeads, sandwiched, aroundOne, fused, tied);
        }

        Traits withNormedHeads() {
            return new Traits(
                    vocabulary, width, layers, inner, heads, keyHeads, size, activation, scale, window, windowed, softCap,
                    lastSoftCap, biases, true, sandwiched, aroundOne, fused, tied);
        }

        Traits withFusedMatrices() {
            return new Traits(
                    vocabulary, width, layers, inner, heads, keyHeads, size, activation, scale, window, windowed, softCap,
                    lastSoftCap, biases, normedHeads, sandwiched, aroundOne, true, tied);
        }

        /// As Gemma has it.
        Traits aroundOne(Activation other) {
            return new Traits(
                    vocabulary, width, layers, inner, heads, keyHeads, size, other, scale, window, windowed, softCap,
                    lastSoftCap, biases, normedHeads, sandwiched, true, fused, true);
        }

        /// As Gemma 2 has it.
        Traits sandwiched(double otherScale, OptionalDouble cap, OptionalDouble lastCap) {
            return new Traits(
                    vocabulary, width, layers, inner, heads, keyHeads, size, activation, otherScale, window, windowed, cap,
                    lastCap, biases, normedHeads, true, aroundOne, fused, tied);
        }

        /// The layers that `layer_types` calls sliding, or where it is missing, those that `otherwise` tells.
        static IntPredicate sliding(ModelConfig config, IntPredicate otherwise) {
            List<String> types = config.names("layer_types");
            return types.isEmpty()
                    ? otherwise
                    : layer -> layer < types.size() && types.get(layer).equals("sliding_attention");
        }
    }

    /// @param queries of queries, keys and values
    /// @param out     of what attention hands on
    /// @param inner   of the feed-forward part
    record Biases(boolean queries, boolean out, boolean inner) {
        static final Biases NONE = new Biases(false, false, false);
    }

    /// The whole network.
    ///
    /// @param turned dimensions of a head that are turned
    static Network network(DecoderFrame frame, ModelConfig config, Traits traits, int turned) {
        Layers layers = frame.layers("rms_norm_eps", 1e-6);
        return new LlamaStack(frame, layers, Rotary.of(frame, config, turned), traits).network(config);
    }

    private Network network(ModelConfig config) {
        Value table = layers.ops().part("embeddings", () -> layers.table(BASE + "embed_tokens", traits.vocabulary, traits.width));
        Value embedded = ops().part("embeddings", () -> scaled(frame.embed(table)));
        Value hidden = frame.stack(
                embedded, traits.layers, "layers", this::block, last -> ops().part("norm", () -> norm(BASE + "norm", last)));
        return frame.network(
                hidden,
                // Phi-3, whose matrices are fused, has the older name.
                traits.fused ? "classifier" : "score",
                last -> capped(frame.scores(last, table, "lm_head", traits.tied)),
                Rotary.longest(config),
                traits.vocabulary,
                BASE);
    }

    private Ops ops() {
        return layers.ops();
    }

    private Value norm(String name, Value x) {
        Value scale = ops().weight(name + ".weight", traits.aroundOne ? Init.ZEROS : Init.ONES, x.length(-1));
        return ops().rmsNorm(x, scale, new Op.RmsNorm(layers.epsilon(), traits.aroundOne));
    }

    private Value scaled(Value embedded) {
        return traits.aroundOne ? layers.scaled(embedded, Math.sqrt(traits.width)) : embedded;
    }

    private Value capped(Value scores) {
        if (traits.lastSoftCap.isEmpty()) {
            return scores;
        }
        double cap = traits.lastSoftCap.getAsDouble();
        return layers.scaled(ops().activate(Activation.TANH, layers.scaled(scores, 1 / cap)), cap);
    }

    private Value block(int layer, Value hidden) {
        String name = BASE + "layers." + layer;
        Value attended = ops().part("self_attn", () -> {
            Value mixed = attention(layer, name + ".self_attn", norm(name + ".input_layernorm", hidden));
            return ops().add(hidden, traits.sandwiched ? norm(name + ".post_attention_layernorm", mixed) : mixed);
        });
        return ops().part("mlp", () -> {
            String before = traits.sandwiched ? ".pre_feedforward_layernorm" : ".post_attention_layernorm";
            Value out = mlp(name + ".mlp", norm(name + before, attended));
            return ops().add(attended, traits.sandwiched ? norm(name + ".post_feedforward_layernorm", out) : out);
        });
    }

    private Value attention(int layer, String name, Value x) {
        List<Value> flat = projections(name, x);
        Value q = ops().splitHeads(flat.get(0), traits.heads);
        Value k = ops().splitHeads(flat.get(1), traits.keyHeads);
        Value v = ops().splitHeads(flat.get(2), traits.keyHeads);
        if (traits.normedHeads) {
            q = norm(name + ".q_norm", q);
            k = norm(name + ".k_norm", k);
        }
        Mask mask = traits.windowed.test(layer) ? frame.mask().and(new Mask.Window(traits.window)) : frame.mask();
        Attention attention =
                new Attention(traits.scale, Score.DOT, mask, Bias.NONE, traits.softCap, traits.keyHeads, 0);
        Value mixed = frame.attend(layer, rotary.turn(q), rotary.turn(k), v, attention);
        return layers.project(name + ".o_proj", mixed, traits.width, traits.biases.out());
    }

    private List<Value> projections(String name, Value x) {
        long queries = (long) traits.heads * traits.size;
        long keys = (long) traits.keyHeads * traits.size;
        boolean biased = traits.biases.queries();
        return traits.fused
                ? frame.stretches(layers.project(name + ".qkv_proj", x, queries + 2 * keys, biased), queries, keys, keys)
                : List.of(
                        layers.project(name + ".q_proj", x, queries, biased),
                        layers.project(name + ".k_proj", x, keys, biased),
                        layers.project(name + ".v_proj", x, keys, biased));
    }

    private Value mlp(String name, Value x) {
        boolean biased = traits.biases.inner();
        List<Value> both = traits.fused
                ? ops().split(layers.project(name + ".gate_up_proj", x, 2L * traits.inner, biased), 2)
                : List.of(
                        layers.project(name + ".gate_proj", x, traits.inner, biased),
                        layers.project(name + ".up_proj", x, traits.inner, biased));
        Value gated = ops().mul(ops().activate(traits.activation, both.get(0)), both.get(1));
        return layers.project(name + ".down_proj", gated, traits.width, biased);
    }
}

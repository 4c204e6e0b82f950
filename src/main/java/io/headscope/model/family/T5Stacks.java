package io.headscope.model.family;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.AttentionSite.Kind;
import io.headscope.attention.Stack;
import io.headscope.model.Activation;
import io.headscope.model.Attention;
import io.headscope.model.Bias;
import io.headscope.model.Dim;
import io.headscope.model.ElementType;
import io.headscope.model.Init;
import io.headscope.model.Mask;
import io.headscope.model.ModelConfig;
import io.headscope.model.Ops;
import io.headscope.model.Value;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/// The encoder and the decoder of T5: norms by size alone and before each block, no biases in the products, one table of
/// distances a stack, kept with its first layer, or one in every layer.
record T5Stacks(Ops ops, Layers layers, Settings settings) {

    /// @param size       the width of a head; heads need not add up to the width of the network
    /// @param gated      whether the activated half is multiplied with another, as in T5 v1.1
    /// @param activation of the feed-forward part
    /// @param tableEach  whether every layer has a table of distances of its own
    record Settings(
            int vocabulary,
            int width,
            int encoderLayers,
            int decoderLayers,
            int heads,
            int size,
            int inner,
            boolean gated,
            Activation activation,
            int buckets,
            int maxDistance,
            boolean tableEach,
            double epsilon,
            Init init) {

        static Settings of(ModelConfig config, boolean tableEach) {
            int layers = config.layers("num_layers");
            String projection = config.text("feed_forward_proj").orElse("relu");
            boolean gated = projection.startsWith("gated-");
            // Called plain GELU there, though the networks were trained with its approximation.
            String named = projection.equals("gated-gelu") ? "gelu_new" : gated ? projection.substring("gated-".length()) : projection;
            Activation activation = Activation.named(named)
                    .orElseThrow(() -> config.wrong("feed_forward_proj", "\"relu\", \"gated-gelu\""));
            return new Settings(
                    config.count("vocab_size"),
                    config.count("d_model"),
                    layers,
                    config.count("num_decoder_layers", layers),
                    config.count("num_heads"),
                    config.count("d_kv"),
                    config.count("d_ff"),
                    gated,
                    activation,
                    config.count("relative_attention_num_buckets", 32),
                    config.count("relative_attention_max_distance", 128),
                    tableEach,
                    config.decimal("layer_norm_epsilon", 1e-6, 0, 1),
                    new Init.Normal(0.05 * config.decimal("initializer_factor", 1, 0, 100)));
        }
    }

    /// What the encoder makes of its text.
    ///
    /// @param valid which of its tokens are none of the padding        [batch, tokens]
    /// @param hidden                                                   [batch, tokens, width]
    record Encoded(Value valid, Value hidden) {}

    /// @param prefix of the names of what can be read
    Encoded encoder(String prefix) {
        Dim tokens = Dim.named("tokens");
        Value ids = ops.input("input_ids", ElementType.I64, Dim.BATCH, tokens);
        Value valid = ops.input("attention_mask", ElementType.I64, Dim.BATCH, tokens);
        List<Bias> distances = distances("encoder", settings.encoderLayers, true);
        Value hidden = ops.part("encoder.embeddings", () -> ops.embed(table(), ids));
        for (int layer = 0; layer < settings.encoderLayers; layer++) {
            int at = layer;
            Value before = ops.tap(prefix + "hidden_states." + layer, hidden);
            hidden = ops.part("encoder.block." + layer, () -> encoderBlock(at, before, attention(Mask.padding(valid)).with(distances.get(at))));
        }
        Value last = hidden;
        Value normed = ops.part("encoder.norm", () -> layers.rmsNorm("encoder.final_layer_norm", last));
        return new Encoded(valid, ops.tap(prefix + "hidden_states." + settings.encoderLayers, normed));
    }

    /// @return [batch, targets, width]
    Value decoder(Encoded encoded) {
        Dim targets = Dim.named("targets");
        Value ids = ops.input("decoder_input_ids", ElementType.I64, Dim.BATCH, targets);
        Value valid = ops.input("decoder_attention_mask", ElementType.I64, Dim.BATCH, targets);
        Attention self = attention(Mask.padding(valid).and(new Mask.Causal()));
        List<Bias> distances = distances("decoder", settings.decoderLayers, false);
        Attention cross = attention(new Mask.Keys(encoded.valid).and(new Mask.Queries(valid)));
        Value hidden = ops.part("decoder.embeddings", () -> ops.embed(table(), ids));
        for (int layer = 0; layer < settings.decoderLayers; layer++) {
            int at = layer;
            Value before = ops.tap("decoder_hidden_states." + layer, hidden);
            hidden = ops.part("decoder.block." + layer, () -> decoderBlock(at, before, encoded.hidden, self.with(distances.get(at)), cross));
        }
        Value last = hidden;
        Value normed = ops.part("decoder.norm", () -> layers.rmsNorm("decoder.final_layer_norm", last));
        return ops.tap("decoder_hidden_states." + settings.decoderLayers, normed);
    }

    /// Through the table of the embeddings, scaled down, or through one of its own.
    Value logits(Value decoded, boolean tied) {
        return tied
                ? ops.linear(layers.scaled(decoded, 1 / Math.sqrt(settings.width)), table(), null)
                : layers.product("lm_head", decoded, settings.vocabulary);
    }

    private Value table() {
        return layers.table("shared", settings.vocabulary, settings.width);
    }

    private Attention attention(Mask mask) {
        return new Attention(1, mask, settings.heads, 0);
    }

    /// Of every layer.
    private List<Bias> distances(String stack, int count, boolean twoSided) {
        List<Bias> own = IntStream.range(0, settings.tableEach ? count : 1)
                .<Bias>mapToObj(layer -> {
                    String name = stack + ".block." + layer + ".layer.0.SelfAttention.relative_attention_bias";
                    return new Bias.Buckets(layers.table(name, settings.buckets, settings.heads), twoSided, settings.maxDistance);
                })
                .toList();
        return settings.tableEach ? own : Collections.nCopies(count, own.getFirst());
    }

    private Value encoderBlock(int layer, Value hidden, Attention attention) {
        String name = "encoder.block." + layer + ".layer.";
        AttentionSite site = new AttentionSite(Stack.ENCODER, Kind.SELF, layer, settings.heads);
        Value attended = ops.part("self_attn", () -> self(site, name + "0", hidden, attention));
        return ops.part("mlp", () -> mlp(name + "1", attended));
    }

    private Value decoderBlock(int layer, Value hidden, Value encoded, Attention self, Attention cross) {
        String name = "decoder.block." + layer + ".layer.";
        AttentionSite own = new AttentionSite(Stack.DECODER, Kind.SELF, layer, settings.heads);
        AttentionSite other = new AttentionSite(Stack.DECODER, Kind.CROSS, layer, settings.heads);
        Value attended = ops.part("self_attn", () -> self(own, name + "0", hidden, self));
        Value read = ops.part("cross_attn", () -> {
            Value normed = layers.rmsNorm(name + "1.layer_norm", attended);
            return ops.add(attended, attend(other, name + "1.EncDecAttention", normed, encoded, cross));
        });
        return ops.part("mlp", () -> mlp(name + "2", read));
    }

    private Value self(AttentionSite site, String name, Value hidden, Attention attention) {
        Value normed = layers.rmsNorm(name + ".layer_norm", hidden);
        return ops.add(hidden, attend(site, name + ".SelfAttention", normed, normed, attention));
    }

    private Value attend(AttentionSite site, String name, Value from, Value keys, Attention attention) {
        Value mixed = ops.attention(
                site, heads(name + ".q", from), heads(name + ".k", keys), heads(name + ".v", keys), attention);
        return layers.product(name + ".o", ops.mergeHeads(mixed), settings.width);
    }

    private Value heads(String name, Value x) {
        return ops.splitHeads(layers.product(name, x, (long) settings.heads * settings.size), settings.heads);
    }

    private Value mlp(String name, Value hidden) {
        Value normed = layers.rmsNorm(name + ".layer_norm", hidden);
        String dense = name + ".DenseReluDense";
        Value wide = settings.gated
                ? ops.mul(activated(dense + ".wi_0", normed), layers.product(dense + ".wi_1", normed, settings.inner))
                : activated(dense + ".wi", normed);
        return ops.add(hidden, layers.product(dense + ".wo", wide, settings.width));
    }

    private Value activated(String name, Value x) {
        return ops.activate(settings.activation, layers.product(name, x, settings.inner));
    }
}

package io.headscope.model.family;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.AttentionSite.Kind;
import io.headscope.attention.Stack;
import io.headscope.model.Activation;
import io.headscope.model.Attention;
import io.headscope.model.Dim;
import io.headscope.model.ElementType;
import io.headscope.model.Init;
import io.headscope.model.Mask;
import io.headscope.model.ModelConfig;
import io.headscope.model.Ops;
import io.headscope.model.Value;
import java.util.function.UnaryOperator;

/// The encoder and the decoder of BART and its relatives.
record BartStacks(Ops ops, Layers layers, Settings settings, Bart.Kind kind) {

    /// Tables of learned positions begin with two rows that were once for padding.
    static final int LEARNED_FROM = 2;

    /// One of the two stacks.
    ///
    /// @param prefix of its inputs
    /// @param tokens the name of their axis
    private record Side(Stack stack, String prefix, Dim tokens, int layers, int heads, int inner) {

        /// What the names of its weights begin with.
        String name() {
            return "model." + stack.id();
        }
    }

    /// @param targetVocabulary the tokens that the decoder knows
    /// @param shared           whether both stacks have one table of embeddings
    record Settings(
            int vocabulary,
            int targetVocabulary,
            boolean shared,
            int positions,
            int width,
            int encoderLayers,
            int encoderHeads,
            int encoderInner,
            int decoderLayers,
            int decoderHeads,
            int decoderInner,
            Activation activation,
            boolean scaled,
            Dropouts dropouts,
            Init init) {

        /// @param twoTables whether the stacks may have embeddings of their own
        static Settings of(ModelConfig config, boolean twoTables) {
            int width = config.count("d_model");
            int vocabulary = config.count("vocab_size");
            boolean shared = !twoTables || config.flag("share_encoder_decoder_embeddings", true);
            return new Settings(
                    vocabulary,
                    shared ? vocabulary : config.count("decoder_vocab_size", vocabulary),
                    shared,
                    config.count("max_position_embeddings", 1024),
                    width,
                    config.layers("encoder_layers"),
                    config.divisor("encoder_attention_heads", width),
                    config.count("encoder_ffn_dim"),
                    config.layers("decoder_layers"),
                    config.divisor("decoder_attention_heads", width),
                    config.count("decoder_ffn_dim"),
                    config.activation("activation_function", Activation.GELU),
                    config.flag("scale_embedding", false),
                    Dropouts.of(config),
                    new Init.Normal(config.decimal("init_std", 0.02, 0, 10)));
        }
    }

    /// What the encoder makes of its text.
    ///
    /// @param valid which of its tokens are none of the padding        [batch, tokens]
    /// @param hidden                                                   [batch, tokens, width]
    record Encoded(Value valid, Value hidden) {}

    Encoded encoder() {
        Side side = new Side(
                Stack.ENCODER, "", Dim.named("tokens"), settings.encoderLayers, settings.encoderHeads, settings.encoderInner);
        Value valid = input("attention_mask", side);
        Value hidden = embedded(side, encoderTable());
        for (int layer = 0; layer < side.layers; layer++) {
            int at = layer;
            Value before = tap("encoder_", layer, hidden);
            hidden = ops.part("encoder.layers." + layer, () -> encoderLayer(side, at, before, valid));
        }
        return new Encoded(valid, tap("encoder_", side.layers, ended(side, hidden)));
    }

    /// @return [batch, targets, width]
    Value decoder(Encoded encoded) {
        Side side = new Side(
                Stack.DECODER, "decoder_", Dim.named("targets"), settings.decoderLayers, settings.decoderHeads, settings.decoderInner);
        Value valid = input("attention_mask", side);
        Value hidden = embedded(side, decoderTable());
        for (int layer = 0; layer < side.layers; layer++) {
            int at = layer;
            Value before = tap("decoder_", layer, hidden);
            hidden = ops.part("decoder.layers." + layer, () -> decoderLayer(side, at, before, valid, encoded));
        }
        return tap("decoder_", side.layers, ended(side, hidden));
    }

    private Value tap(String stack, int layer, Value hidden) {
        return ops.tap(stack + "hidden_states." + layer, hidden);
    }

    private Value input(String name, Side side) {
        return ops.input(side.prefix + name, ElementType.I64, Dim.BATCH, side.tokens);
    }

    private Value encoderTable() {
        String name = settings.shared ? "model.shared" : "model.encoder.embed_tokens";
        return layers.table(name, settings.vocabulary, settings.width);
    }

    Value decoderTable() {
        return settings.shared
                ? encoderTable()
                : layers.table("model.decoder.embed_tokens", settings.targetVocabulary, settings.width);
    }

    private Value embedded(Side side, Value table) {
        return ops.part(side.stack.id() + ".embeddings", () -> {
            Value words = ops.embed(table, input("input_ids", side));
            Value scaled = settings.scaled
                    ? ops.mul(words, ops.constant(new float[] {(float) Math.sqrt(settings.width)}, 1))
                    : words;
            Value sum = ops.add(scaled, ops.embed(positions(side), input("position_ids", side)));
            Value normed = kind.normEmbeddings() ? layers.norm(side.name() + ".layernorm_embedding", sum) : sum;
            return ops.dropout(normed, settings.dropouts.hidden());
        });
    }

    private Value positions(Side side) {
        return kind.sinusoids()
                ? ops.constant(SinusoidTable.of(settings.positions, settings.width), settings.positions, settings.width)
                : layers.table(side.name() + ".embed_positions", settings.positions + LEARNED_FROM, settings.width);
    }

    private Value ended(Side side, Value hidden) {
        return kind.normFirst() ? ops.part(side.stack.id() + ".norm", () -> layers.norm(side.name() + ".layer_norm", hidden)) : hidden;
    }

    private Value encoderLayer(Side side, int layer, Value hidden, Value valid) {
        String name = side.name() + ".layers." + layer;
        Value attended = ops.part("self_attn", () -> around(name + ".self_attn_layer_norm", hidden, x ->
                attention(side, Kind.SELF, layer, name + ".self_attn", x, x, Mask.padding(valid))));
        return ops.part("mlp", () -> mlp(side, name, attended));
    }

    private Value decoderLayer(Side side, int layer, Value hidden, Value valid, Encoded encoded) {
        String name = side.name() + ".layers." + layer;
        Mask earlier = Mask.padding(valid).and(new Mask.Causal());
        Value attended = ops.part("self_attn", () -> around(name + ".self_attn_layer_norm", hidden, x ->
                attention(side, Kind.SELF, layer, name + ".self_attn", x, x, earlier)));
        Value read = ops.part("encoder_attn", () -> around(name + ".encoder_attn_layer_norm", attended, x ->
                attention(side, Kind.CROSS, layer, name + ".encoder_attn", x, encoded.hidden, across(encoded.valid, valid))));
        return ops.part("mlp", () -> mlp(side, name, read));
    }

    private static Mask across(Value validSource, Value validTarget) {
        return new Mask.Keys(validSource).and(new Mask.Queries(validTarget));
    }

    /// A residual with its norm, before or behind.
    private Value around(String norm, Value hidden, UnaryOperator<Value> body) {
        double share = settings.dropouts.hidden();
        return kind.normFirst()
                ? ops.add(hidden, ops.dropout(body.apply(layers.norm(norm, hidden)), share))
                : layers.norm(norm, ops.add(hidden, ops.dropout(body.apply(hidden), share)));
    }

    private Value attention(Side side, Kind to, int layer, String name, Value from, Value keys, Mask mask) {
        Value mixed = ops.attention(
                new AttentionSite(side.stack, to, layer, side.heads),
                heads(name + ".q_proj", from, side),
                heads(name + ".k_proj", keys, side),
                heads(name + ".v_proj", keys, side),
                new Attention(
                        1 / Math.sqrt(settings.width / (double) side.heads), mask, side.heads, settings.dropouts.attention()));
        return layers.dense(name + ".out_proj", ops.mergeHeads(mixed), settings.width);
    }

    private Value heads(String name, Value hidden, Side side) {
        return ops.splitHeads(layers.dense(name, hidden, settings.width), side.heads);
    }

    private Value mlp(Side side, String name, Value hidden) {
        return around(name + ".final_layer_norm", hidden, x -> {
            Value wide = ops.activate(settings.activation, layers.dense(name + ".fc1", x, side.inner));
            return layers.dense(name + ".fc2", ops.dropout(wide, settings.dropouts.activation()), settings.width);
        });
    }
}

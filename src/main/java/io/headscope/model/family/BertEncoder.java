package io.headscope.model.family;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.AttentionSite.Kind;
import io.headscope.attention.Stack;
import io.headscope.model.Activation;
import io.headscope.model.Attention;
import io.headscope.model.Dim;
import io.headscope.model.Init;
import io.headscope.model.Mask;
import io.headscope.model.ModelConfig;
import io.headscope.model.Ops;
import io.headscope.model.Value;

/// The encoder of BERT, which others took over with its names: learned positions, segments, the norm after each residual.
///
/// @param prefix what the names of its weights begin with: `bert`
record BertEncoder(Ops ops, Layers layers, Settings settings, String prefix) {

    /// @param embedding the width of the embeddings; where it is not `width`, they are projected
    record Settings(
            int vocabulary,
            int segments,
            int positions,
            int embedding,
            int width,
            int layers,
            int heads,
            int inner,
            Activation activation,
            double epsilon,
            double dropout,
            double attentionDropout,
            boolean causal,
            Init init) {

        static Settings of(ModelConfig config) {
            if (!config.text("position_embedding_type").orElse("absolute").equals("absolute")) {
                throw config.wrong("position_embedding_type", "\"absolute\"");
            }
            if (config.flag("add_cross_attention", false)) {
                throw config.wrong("add_cross_attention", "false");
            }
            int width = config.count("hidden_size");
            return new Settings(
                    config.count("vocab_size"),
                    config.count("type_vocab_size", 2),
                    config.count("max_position_embeddings"),
                    config.count("embedding_size", width),
                    width,
                    config.layers("num_hidden_layers"),
                    config.divisor("num_attention_heads", width),
                    config.count("intermediate_size"),
                    config.activation("hidden_act", Activation.GELU),
                    config.decimal("layer_norm_eps", 1e-12, 0, 1),
                    config.share("hidden_dropout_prob", 0.1),
                    config.share("attention_probs_dropout_prob", 0.1),
                    config.flag("is_decoder", false),
                    new Init.Normal(config.decimal("initializer_range", 0.02, 0, 10)));
        }
    }

    static BertEncoder of(Ops ops, ModelConfig config, String prefix) {
        Settings settings = Settings.of(config);
        return new BertEncoder(ops, new Layers(ops, settings.init, settings.epsilon), settings, prefix);
    }

    /// @return the last hidden state                                   [batch, tokens, width]
    Value write() {
        Value ids = TextHeads.tokens(ops, "input_ids");
        Value valid = TextHeads.tokens(ops, "attention_mask");
        Value embedded = ops.part("embeddings", () -> embeddings(ids));
        Value hidden = ops.tap("hidden_states.0", embedded);
        for (int layer = 0; layer < settings.layers; layer++) {
            int at = layer;
            Value before = hidden;
            Value after = ops.part("encoder.layer." + layer, () -> layer(at, before, valid));
            hidden = ops.tap("hidden_states." + (layer + 1), after);
        }
        return hidden;
    }

    private Value embeddings(Value ids) {
        String name = prefix + ".embeddings";
        Value words = ops.embed(wordTable(), ids);
        Value segments = layers.table(name + ".token_type_embeddings", settings.segments, settings.embedding);
        // With one segment only, nobody need say of which a token is.
        Value segment = settings.segments == 1
                ? ops.reshape(segments, Dim.of(settings.embedding))
                : ops.embed(segments, TextHeads.tokens(ops, "token_type_ids"));
        Value positions = layers.table(name + ".position_embeddings", settings.positions, settings.embedding);
        Value position = ops.embed(positions, TextHeads.tokens(ops, "position_ids"));
        Value sum = ops.add(ops.add(words, segment), position);
        Value embedded = ops.dropout(layers.norm(name + ".LayerNorm", sum), settings.dropout);
        return settings.embedding == settings.width
                ? embedded
                : layers.dense(prefix + ".embeddings_project", embedded, settings.width);
    }

    private Value layer(int layer, Value hidden, Value valid) {
        String name = prefix + ".encoder.layer." + layer;
        Value attended = ops.part("attention", () -> attention(layer, name + ".attention", hidden, valid));
        return ops.part("mlp", () -> mlp(name, attended));
    }

    private Value attention(int layer, String name, Value hidden, Value valid) {
        Value q = heads(name + ".self.query", hidden);
        Value k = heads(name + ".self.key", hidden);
        Value v = heads(name + ".self.value", hidden);
        Mask mask = settings.causal ? Mask.padding(valid).and(new Mask.Causal()) : Mask.padding(valid);
        double scale = 1 / Math.sqrt(settings.width / (double) settings.heads);
        Value mixed = ops.attention(
                new AttentionSite(Stack.ENCODER, Kind.SELF, layer, settings.heads),
                q,
                k,
                v,
                new Attention(scale, mask, settings.heads, settings.attentionDropout));
        Value out = layers.dense(name + ".output.dense", ops.mergeHeads(mixed), settings.width);
        return layers.norm(name + ".output.LayerNorm", ops.add(ops.dropout(out, settings.dropout), hidden));
    }

    private Value heads(String name, Value hidden) {
        return ops.splitHeads(layers.dense(name, hidden, settings.width), settings.heads);
    }

    private Value mlp(String name, Value hidden) {
        Value wide = ops.activate(settings.activation, layers.dense(name + ".intermediate.dense", hidden, settings.inner));
        Value out = layers.dense(name + ".output.dense", wide, settings.width);
        return layers.norm(name + ".output.LayerNorm", ops.add(ops.dropout(out, settings.dropout), hidden));
    }

    Value wordTable() {
        return layers.table(prefix + ".embeddings.word_embeddings", settings.vocabulary, settings.embedding);
    }
}

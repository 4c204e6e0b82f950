package io.headscope.model.family;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.AttentionSite.Kind;
import io.headscope.attention.Stack;
import io.headscope.model.Activation;
import io.headscope.model.Attention;
import io.headscope.model.Bias;
import io.headscope.model.Dim;
import io.headscope.model.Init;
import io.headscope.model.Mask;
import io.headscope.model.ModelConfig;
import io.headscope.model.Op;
import io.headscope.model.Ops;
import io.headscope.model.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The encoder of DeBERTa v2 and v3: the score of a query and a key is the sum of their product (content to content), of
/// what the query gives to their distance (content to position) and of what the key gives to it (position to content).
record DebertaEncoder(Ops ops, Layers layers, Settings settings) {

    /// @param embedding   the width of the embeddings; where it is not `width`, they are projected
    /// @param segments    0 where there are none
    /// @param absolute    whether positions are added to the words
    /// @param relative    whether scores depend on distances
    /// @param toPosition  whether queries give to distances
    /// @param fromPosition whether keys do
    /// @param sharedKeys  whether distances go through the projections of words
    /// @param buckets     ranges of distances on each side, 0 where each distance is its own
    /// @param normed      whether the table of distances is normed
    /// @param kernel      the width of the convolution beside the first layer, 0 where there is none
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
            boolean absolute,
            boolean relative,
            boolean toPosition,
            boolean fromPosition,
            boolean sharedKeys,
            int buckets,
            int maxDistance,
            boolean normed,
            int kernel,
            int groups,
            Activation convolved,
            Init init) {

        static Settings of(ModelConfig config) {
            int width = config.count("hidden_size");
            int positions = config.count("max_position_embeddings", 512);
            boolean relative = config.flag("relative_attention", false);
            List<String> kinds = config.names("pos_att_type");
            // Anything below 1 means that there is none.
            int farthest = (int) config.decimal("max_relative_positions", -1, -1, 1 << 20);
            int kernel = (int) config.decimal("conv_kernel_size", 0, 0, 99);
            if (kernel > 0 && kernel % 2 == 0) {
                throw config.wrong("conv_kernel_size", "3");
            }
            return new Settings(
                    config.count("vocab_size"),
                    (int) config.decimal("type_vocab_size", 0, 0, 1000),
                    positions,
                    config.count("embedding_size", width),
                    width,
                    config.layers("num_hidden_layers"),
                    config.divisor("num_attention_heads", width),
                    config.count("intermediate_size"),
                    config.activation("hidden_act", Activation.GELU),
                    config.decimal("layer_norm_eps", 1e-7, 0, 1),
                    config.flag("position_biased_input", true),
                    relative,
                    relative && kinds.contains("c2p"),
                    relative && kinds.contains("p2c"),
                    config.flag("share_att_key", false),
                    Math.max(0, (int) config.decimal("position_buckets", -1, -1, 1 << 20)),
                    farthest < 1 ? positions : farthest,
                    config.text("norm_rel_ebd").orElse("none").contains("layer_norm"),
                    kernel,
                    config.count("conv_groups", 1),
                    config.activation("conv_act", Activation.TANH),
                    new Init.Normal(config.decimal("initializer_range", 0.02, 0, 10)));
        }

        int span() {
            return buckets > 0 ? buckets : maxDistance;
        }
    }

    /// @return the last hidden state                                   [batch, tokens, width]
    Value write() {
        Value ids = TextHeads.tokens(ops, "input_ids");
        Value valid = TextHeads.tokens(ops, "attention_mask");
        // [batch, tokens, 1]: 1 for tokens and 0 for padding, which is blank from the beginning.
        Value shown = ops.embed(ops.constant(new float[] {0, 1}, 2, 1), valid);
        Value embedded = ops.tap("hidden_states.0", ops.part("embeddings", () -> embeddings(ids, shown)));
        Value distances = settings.relative ? ops.part("encoder.distances", this::distances) : null;
        Value hidden = embedded;
        for (int layer = 0; layer < settings.layers; layer++) {
            int at = layer;
            Value before = hidden;
            Value after = ops.part("encoder.layer." + layer, () -> layer(at, before, valid, distances));
            hidden = layer == 0 && settings.kernel > 0
                    ? ops.part("encoder.conv", () -> convolved(embedded, after, shown))
                    : after;
            hidden = ops.tap("hidden_states." + (layer + 1), hidden);
        }
        return hidden;
    }

    private Value embeddings(Value ids, Value shown) {
        String name = "deberta.embeddings";
        Value sum = ops.embed(wordTable(), ids);
        if (settings.absolute) {
            Value positions = layers.table(name + ".position_embeddings", settings.positions, settings.embedding);
            sum = ops.add(sum, ops.embed(positions, TextHeads.tokens(ops, "position_ids")));
        }
        if (settings.segments > 0) {
            Value segments = layers.table(name + ".token_type_embeddings", settings.segments, settings.embedding);
            sum = ops.add(sum, ops.embed(segments, TextHeads.tokens(ops, "token_type_ids")));
        }
        if (settings.embedding != settings.width) {
            sum = layers.product(name + ".embed_proj", sum, settings.width);
        }
        return ops.mul(layers.norm(name + ".LayerNorm", sum), shown);
    }

    Value wordTable() {
        return layers.table("deberta.embeddings.word_embeddings", settings.vocabulary, settings.embedding);
    }

    /// One row for every range of distances                            [rows, width]
    private Value distances() {
        Value table = layers.table("deberta.encoder.rel_embeddings", 2L * settings.span(), settings.width);
        return settings.normed ? layers.norm("deberta.encoder.LayerNorm", table) : table;
    }

    private Value layer(int layer, Value hidden, Value valid, @Nullable Value distances) {
        String name = "deberta.encoder.layer." + layer;
        Value attended = ops.part("attention", () -> attention(layer, name + ".attention", hidden, valid, distances));
        return ops.part("mlp", () -> mlp(name, attended));
    }

    private Value attention(int layer, String name, Value hidden, Value valid, @Nullable Value distances) {
        Value q = heads(name + ".self.query_proj", hidden);
        Value k = heads(name + ".self.key_proj", hidden);
        Value v = heads(name + ".self.value_proj", hidden);
        int kinds = 1 + (settings.toPosition ? 1 : 0) + (settings.fromPosition ? 1 : 0);
        double scale = 1 / Math.sqrt((double) settings.width / settings.heads * kinds);
        Attention plain = new Attention(scale, Mask.padding(valid), settings.heads, 0);
        Value mixed = ops.attention(
                new AttentionSite(Stack.ENCODER, Kind.SELF, layer, settings.heads),
                q,
                k,
                v,
                distances == null || kinds == 1 ? plain : plain.with(bias(name + ".self", q, k, distances, (float) scale)));
        Value out = layers.dense(name + ".output.dense", ops.mergeHeads(mixed), settings.width);
        return layers.norm(name + ".output.LayerNorm", ops.add(out, hidden));
    }

    private Bias bias(String name, Value q, Value k, Value distances, float scale) {
        String keys = settings.sharedKeys ? ".key_proj" : ".pos_key_proj";
        String queries = settings.sharedKeys ? ".query_proj" : ".pos_query_proj";
        return new Bias.Disentangled(
                settings.toPosition ? given(q, projected(name + keys, distances), scale) : null,
                settings.fromPosition ? given(k, projected(name + queries, distances), scale) : null,
                settings.buckets,
                settings.maxDistance);
    }

    /// @return [heads, size, rows]
    private Value projected(String name, Value distances) {
        Value rows = layers.dense(name, distances, settings.width);
        long size = settings.width / settings.heads;
        return ops.permute(ops.reshape(rows, rows.dim(0), Dim.of(settings.heads), Dim.of(size)), 1, 2, 0);
    }

    /// @return what every position gives to every row                  [batch, heads, positions, rows]
    private Value given(Value x, Value distances, float scale) {
        return ops.mul(ops.matMul(x, distances), ops.constant(new float[] {scale}, 1));
    }

    private Value heads(String name, Value hidden) {
        return ops.splitHeads(layers.dense(name, hidden, settings.width), settings.heads);
    }

    private Value mlp(String name, Value hidden) {
        Value wide = ops.activate(settings.activation, layers.dense(name + ".intermediate.dense", hidden, settings.inner));
        return layers.norm(
                name + ".output.LayerNorm", ops.add(layers.dense(name + ".output.dense", wide, settings.width), hidden));
    }

    /// Neighbours of the words, gathered by a convolution, are added to what the first layer made.
    private Value convolved(Value embedded, Value hidden, Value shown) {
        String name = "deberta.encoder.conv";
        Value kernel = ops.weight(
                name + ".conv.weight", settings.init, settings.width, settings.width / settings.groups, settings.kernel);
        Value shift = ops.weight(name + ".conv.bias", Init.ZEROS, settings.width);
        Op.Conv same = new Op.Conv(List.of(1), List.of(settings.kernel / 2), settings.groups);
        Value gathered = ops.permute(ops.conv(ops.permute(embedded, 0, 2, 1), kernel, shift, same), 0, 2, 1);
        Value activated = ops.activate(settings.convolved, ops.mul(gathered, shown));
        return ops.mul(layers.norm(name + ".LayerNorm", ops.add(hidden, activated)), shown);
    }
}

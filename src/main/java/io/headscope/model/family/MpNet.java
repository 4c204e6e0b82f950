package io.headscope.model.family;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.AttentionSite.Kind;
import io.headscope.attention.Stack;
import io.headscope.model.Activation;
import io.headscope.model.Answer;
import io.headscope.model.Attention;
import io.headscope.model.Bias;
import io.headscope.model.Counting;
import io.headscope.model.Init;
import io.headscope.model.Mask;
import io.headscope.model.ModelConfig;
import io.headscope.model.ModelFamily;
import io.headscope.model.Network;
import io.headscope.model.Ops;
import io.headscope.model.Value;
import java.util.List;

/// MPNet (Song et al., 2020, <https://arxiv.org/abs/2004.09297>): RoBERTa's positions, and besides them one bias by
/// distance that all layers share.
public final class MpNet implements ModelFamily {

    private static final String BASE = "MPNetModel";
    private static final String MASKED = "MPNetForMaskedLM";
    private static final String CLASSES = "MPNetForSequenceClassification";
    private static final String TOKEN_CLASSES = "MPNetForTokenClassification";
    private static final String SPAN = "MPNetForQuestionAnswering";

    /// The number of the padding token, fixed where positions are counted whatever the configuration says.
    private static final int PADDING = 1;

    private static final int MAX_DISTANCE = 128;

    @Override
    public String id() {
        return "mpnet";
    }

    @Override
    public List<String> architectures() {
        return List.of(BASE, MASKED, CLASSES, TOKEN_CLASSES, SPAN);
    }

    @Override
    public Network write(ModelConfig config) {
        String architecture = config.architecture(id(), architectures());
        Settings settings = Settings.of(config);
        Ops ops = new Ops();
        Writer writer = new Writer(ops, new Layers(ops, settings.init, settings.epsilon), settings);
        Value hidden = writer.encoder();
        TextHeads heads = new TextHeads(writer.layers, config);
        Answer answer = switch (architecture) {
            case MASKED -> ops.part("lm_head", () -> writer.masked(heads, hidden));
            case CLASSES -> heads.classes("classifier.out_proj", writer.pooled(heads, hidden));
            case TOKEN_CLASSES -> heads.tokenClasses("classifier", hidden);
            case SPAN -> heads.span("qa_outputs", hidden);
            default -> TextHeads.none();
        };
        ops.output("last_hidden_state", hidden);
        return new Network(
                id(),
                architecture,
                ops.program(),
                answer,
                settings.positions - PADDING - 1,
                settings.vocabulary,
                "mpnet.",
                new Counting.Tokens(PADDING),
                null);
    }

    private record Settings(
            int vocabulary,
            int positions,
            int width,
            int layers,
            int heads,
            int inner,
            int buckets,
            Activation activation,
            double epsilon,
            double dropout,
            double attentionDropout,
            Init init) {

        static Settings of(ModelConfig config) {
            int width = config.count("hidden_size");
            int positions = config.count("max_position_embeddings", 512);
            if (positions <= PADDING + 1) {
                throw config.wrong("max_position_embeddings", "> " + (PADDING + 1));
            }
            return new Settings(
                    config.count("vocab_size"),
                    positions,
                    width,
                    config.layers("num_hidden_layers"),
                    config.divisor("num_attention_heads", width),
                    config.count("intermediate_size"),
                    config.count("relative_attention_num_buckets", 32),
                    config.activation("hidden_act", Activation.GELU),
                    config.decimal("layer_norm_eps", 1e-12, 0, 1),
                    config.share("hidden_dropout_prob", 0.1),
                    config.share("attention_probs_dropout_prob", 0.1),
                    new Init.Normal(config.decimal("initializer_range", 0.02, 0, 10)));
        }
    }

    private record Writer(Ops ops, Layers layers, Settings settings) {

        Value encoder() {
            Value ids = TextHeads.tokens(ops, "input_ids");
            Value valid = TextHeads.tokens(ops, "attention_mask");
            Value hidden = ops.tap("hidden_states.0", ops.part("embeddings", () -> embeddings(ids)));
            Value table = layers.table("mpnet.encoder.relative_attention_bias", settings.buckets, settings.heads);
            Attention attention = new Attention(
                            1 / Math.sqrt(settings.width / (double) settings.heads),
                            Mask.padding(valid),
                            settings.heads,
                            settings.attentionDropout)
                    .with(new Bias.Buckets(table, true, MAX_DISTANCE));
            for (int layer = 0; layer < settings.layers; layer++) {
                int at = layer;
                Value before = hidden;
                Value after = ops.part("encoder.layer." + layer, () -> layer(at, before, attention));
                hidden = ops.tap("hidden_states." + (layer + 1), after);
            }
            return hidden;
        }

        private Value embeddings(Value ids) {
            Value positions = layers.table("mpnet.embeddings.position_embeddings", settings.positions, settings.width);
            Value position = ops.embed(positions, TextHeads.tokens(ops, "position_ids"));
            Value normed = layers.norm("mpnet.embeddings.LayerNorm", ops.add(ops.embed(wordTable(), ids), position));
            return ops.dropout(normed, settings.dropout);
        }

        private Value wordTable() {
            return layers.table("mpnet.embeddings.word_embeddings", settings.vocabulary, settings.width);
        }

        private Value layer(int layer, Value hidden, Attention attention) {
            String name = "mpnet.encoder.layer." + layer;
            Value attended = ops.part("attention", () -> attention(layer, name + ".attention", hidden, attention));
            return ops.part("mlp", () -> mlp(name, attended));
        }

        private Value attention(int layer, String name, Value hidden, Attention attention) {
            Value mixed = ops.attention(
                    new AttentionSite(Stack.ENCODER, Kind.SELF, layer, settings.heads),
                    heads(name + ".attn.q", hidden),
                    heads(name + ".attn.k", hidden),
                    heads(name + ".attn.v", hidden),
                    attention);
            Value out = layers.dense(name + ".attn.o", ops.mergeHeads(mixed), settings.width);
            return layers.norm(name + ".LayerNorm", ops.add(ops.dropout(out, settings.dropout), hidden));
        }

        private Value heads(String name, Value hidden) {
            return ops.splitHeads(layers.dense(name, hidden, settings.width), settings.heads);
        }

        private Value mlp(String name, Value hidden) {
            Value wide = ops.activate(settings.activation, layers.dense(name + ".intermediate.dense", hidden, settings.inner));
            Value out = layers.dense(name + ".output.dense", wide, settings.width);
            return layers.norm(name + ".output.LayerNorm", ops.add(ops.dropout(out, settings.dropout), hidden));
        }

        Answer masked(TextHeads heads, Value hidden) {
            Value dense = ops.activate(Activation.GELU, layers.dense("lm_head.dense", hidden, settings.width));
            Value decoder = heads.config().flag("tie_word_embeddings", true)
                    ? wordTable()
                    : layers.table("lm_head.decoder", settings.vocabulary, settings.width);
            return heads.masked(layers.norm("lm_head.layer_norm", dense), decoder, "lm_head.bias");
        }

        Value pooled(TextHeads heads, Value hidden) {
            return ops.activate(Activation.TANH, layers.dense("classifier.dense", heads.first(hidden), settings.width));
        }
    }
}

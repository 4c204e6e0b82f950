package io.headscope.model.family;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.AttentionSite.Kind;
import io.headscope.attention.Stack;
import io.headscope.model.Activation;
import io.headscope.model.Answer;
import io.headscope.model.Attention;
import io.headscope.model.Init;
import io.headscope.model.Mask;
import io.headscope.model.ModelConfig;
import io.headscope.model.ModelFamily;
import io.headscope.model.Network;
import io.headscope.model.Ops;
import io.headscope.model.Value;
import java.util.List;

/// ALBERT (Lan et al., 2020, <https://arxiv.org/abs/1909.11942>): BERT with narrow embeddings, whose layers share their
/// weights: one set a group, and as many attention sites as there are layers.
public final class Albert implements ModelFamily {

    private static final String BASE = "AlbertModel";
    private static final String MASKED = "AlbertForMaskedLM";
    private static final String PRETRAINING = "AlbertForPreTraining";
    private static final String CLASSES = "AlbertForSequenceClassification";
    private static final String TOKEN_CLASSES = "AlbertForTokenClassification";
    private static final String SPAN = "AlbertForQuestionAnswering";

    @Override
    public String id() {
        return "albert";
    }

    @Override
    public List<String> architectures() {
        return List.of(BASE, MASKED, PRETRAINING, CLASSES, TOKEN_CLASSES, SPAN);
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
            case MASKED, PRETRAINING -> ops.part("predictions", () -> writer.masked(heads, hidden));
            case CLASSES -> heads.classes("classifier", writer.pooled(heads, hidden));
            case TOKEN_CLASSES -> heads.tokenClasses("classifier", hidden);
            case SPAN -> heads.span("qa_outputs", hidden);
            default -> TextHeads.none();
        };
        ops.output("last_hidden_state", hidden);
        return new Network(
                id(), architecture, ops.program(), answer, settings.positions, settings.vocabulary, "albert.");
    }

    /// @param groups   of layers that share their weights
    /// @param together layers that follow each other within a group, with weights of their own
    private record Settings(
            int vocabulary,
            int segments,
            int positions,
            int embedding,
            int width,
            int layers,
            int groups,
            int together,
            int heads,
            int inner,
            Activation activation,
            double epsilon,
            double dropout,
            double attentionDropout,
            Init init) {

        static Settings of(ModelConfig config) {
            if (!config.text("position_embedding_type").orElse("absolute").equals("absolute")) {
                throw config.wrong("position_embedding_type", "\"absolute\"");
            }
            int width = config.count("hidden_size");
            return new Settings(
                    config.count("vocab_size"),
                    config.count("type_vocab_size", 2),
                    config.count("max_position_embeddings"),
                    config.count("embedding_size", 128),
                    width,
                    config.layers("num_hidden_layers"),
                    config.count("num_hidden_groups", 1),
                    config.count("inner_group_num", 1),
                    config.divisor("num_attention_heads", width),
                    config.count("intermediate_size"),
                    config.activation("hidden_act", Activation.GELU_TANH),
                    config.decimal("layer_norm_eps", 1e-12, 0, 1),
                    config.share("hidden_dropout_prob", 0),
                    config.share("attention_probs_dropout_prob", 0),
                    new Init.Normal(config.decimal("initializer_range", 0.02, 0, 10)));
        }
    }

    private record Writer(Ops ops, Layers layers, Settings settings) {

        Value encoder() {
            Value ids = TextHeads.tokens(ops, "input_ids");
            Value valid = TextHeads.tokens(ops, "attention_mask");
            Value hidden = ops.tap("hidden_states.0", ops.part("embeddings", () -> embeddings(ids)));
            for (int layer = 0; layer < settings.layers; layer++) {
                int at = layer;
                Value before = hidden;
                Value after = ops.part("encoder.layer." + layer, () -> group(at, before, valid));
                hidden = ops.tap("hidden_states." + (layer + 1), after);
            }
            return hidden;
        }

        private Value embeddings(Value ids) {
            String name = "albert.embeddings";
            Value words = ops.embed(wordTable(), ids);
            Value segments = layers.table(name + ".token_type_embeddings", settings.segments, settings.embedding);
            Value segment = ops.embed(segments, TextHeads.tokens(ops, "token_type_ids"));
            Value positions = layers.table(name + ".position_embeddings", settings.positions, settings.embedding);
            Value position = ops.embed(positions, TextHeads.tokens(ops, "position_ids"));
            Value normed = layers.norm(name + ".LayerNorm", ops.add(ops.add(words, segment), position));
            return layers.dense(
                    "albert.encoder.embedding_hidden_mapping_in", ops.dropout(normed, settings.dropout), settings.width);
        }

        private Value wordTable() {
            return layers.table("albert.embeddings.word_embeddings", settings.vocabulary, settings.embedding);
        }

        private Value group(int layer, Value hidden, Value valid) {
            int group = layer * settings.groups / settings.layers;
            Value last = hidden;
            for (int i = 0; i < settings.together; i++) {
                String name = "albert.encoder.albert_layer_groups." + group + ".albert_layers." + i;
                int site = layer * settings.together + i;
                Value before = last;
                Value attended = ops.part("attention", () -> attention(site, name + ".attention", before, valid));
                last = ops.part("mlp", () -> mlp(name, attended));
            }
            return last;
        }

        private Value attention(int layer, String name, Value hidden, Value valid) {
            Value mixed = ops.attention(
                    new AttentionSite(Stack.ENCODER, Kind.SELF, layer, settings.heads),
                    heads(name + ".query", hidden),
                    heads(name + ".key", hidden),
                    heads(name + ".value", hidden),
                    new Attention(
                            1 / Math.sqrt(settings.width / (double) settings.heads),
                            Mask.padding(valid),
                            settings.heads,
                            settings.attentionDropout));
            Value out = layers.dense(name + ".dense", ops.mergeHeads(mixed), settings.width);
            return layers.norm(name + ".LayerNorm", ops.add(ops.dropout(out, settings.dropout), hidden));
        }

        private Value heads(String name, Value hidden) {
            return ops.splitHeads(layers.dense(name, hidden, settings.width), settings.heads);
        }

        private Value mlp(String name, Value hidden) {
            Value wide = ops.activate(settings.activation, layers.dense(name + ".ffn", hidden, settings.inner));
            Value out = layers.dense(name + ".ffn_output", wide, settings.width);
            return layers.norm(name + ".full_layer_layer_norm", ops.add(ops.dropout(out, settings.dropout), hidden));
        }

        Answer masked(TextHeads heads, Value hidden) {
            Value narrow = ops.activate(settings.activation, layers.dense("predictions.dense", hidden, settings.embedding));
            Value decoder = heads.config().flag("tie_word_embeddings", true)
                    ? wordTable()
                    : layers.table("predictions.decoder", settings.vocabulary, settings.embedding);
            return heads.masked(layers.norm("predictions.LayerNorm", narrow), decoder, "predictions.bias");
        }

        Value pooled(TextHeads heads, Value hidden) {
            return ops.activate(Activation.TANH, layers.dense("albert.pooler", heads.first(hidden), settings.width));
        }
    }
}

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

/// DistilBERT (Sanh et al., 2019, <https://arxiv.org/abs/1910.01108>): BERT with half the layers, without segments.
public final class DistilBert implements ModelFamily {

    private static final String BASE = "DistilBertModel";
    private static final String MASKED = "DistilBertForMaskedLM";
    private static final String CLASSES = "DistilBertForSequenceClassification";
    private static final String TOKEN_CLASSES = "DistilBertForTokenClassification";
    private static final String SPAN = "DistilBertForQuestionAnswering";

    @Override
    public String id() {
        return "distilbert";
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
        Writer writer = new Writer(ops, new Layers(ops, settings.init, 1e-12), settings);
        Value hidden = writer.encoder();
        TextHeads heads = new TextHeads(writer.layers, config);
        Answer answer = switch (architecture) {
            case MASKED -> ops.part("vocab", () -> writer.masked(heads, hidden));
            case CLASSES -> heads.classes("classifier", writer.pooled(heads, hidden));
            case TOKEN_CLASSES -> heads.tokenClasses("classifier", hidden);
            case SPAN -> heads.span("qa_outputs", hidden);
            default -> TextHeads.none();
        };
        ops.output("last_hidden_state", hidden);
        return new Network(
                id(), architecture, ops.program(), answer, settings.positions, settings.vocabulary, "distilbert.");
    }

    private record Settings(
            int vocabulary,
            int positions,
            int width,
            int layers,
            int heads,
            int inner,
            Activation activation,
            double dropout,
            double attentionDropout,
            Init init) {

        static Settings of(ModelConfig config) {
            int width = config.count("dim");
            return new Settings(
                    config.count("vocab_size"),
                    config.count("max_position_embeddings"),
                    width,
                    config.layers("n_layers"),
                    config.divisor("n_heads", width),
                    config.count("hidden_dim"),
                    config.activation("activation", Activation.GELU),
                    config.share("dropout", 0.1),
                    config.share("attention_dropout", 0.1),
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
                Value after = ops.part("transformer.layer." + layer, () -> layer(at, before, valid));
                hidden = ops.tap("hidden_states." + (layer + 1), after);
            }
            return hidden;
        }

        private Value embeddings(Value ids) {
            Value positions = layers.table("distilbert.embeddings.position_embeddings", settings.positions, settings.width);
            Value position = ops.embed(positions, TextHeads.tokens(ops, "position_ids"));
            Value sum = ops.add(ops.embed(wordTable(), ids), position);
            return ops.dropout(layers.norm("distilbert.embeddings.LayerNorm", sum), settings.dropout);
        }

        private Value wordTable() {
            return layers.table("distilbert.embeddings.word_embeddings", settings.vocabulary, settings.width);
        }

        private Value layer(int layer, Value hidden, Value valid) {
            String name = "distilbert.transformer.layer." + layer;
            Value attended = ops.part("attention", () -> attention(layer, name + ".attention", hidden, valid));
            Value normed = layers.norm(name + ".sa_layer_norm", ops.add(attended, hidden));
            Value fed = ops.part("ffn", () -> mlp(name + ".ffn", normed));
            return layers.norm(name + ".output_layer_norm", ops.add(fed, normed));
        }

        private Value attention(int layer, String name, Value hidden, Value valid) {
            Value mixed = ops.attention(
                    new AttentionSite(Stack.ENCODER, Kind.SELF, layer, settings.heads),
                    heads(name + ".q_lin", hidden),
                    heads(name + ".k_lin", hidden),
                    heads(name + ".v_lin", hidden),
                    new Attention(
                            1 / Math.sqrt(settings.width / (double) settings.heads),
                            Mask.padding(valid),
                            settings.heads,
                            settings.attentionDropout));
            return layers.dense(name + ".out_lin", ops.mergeHeads(mixed), settings.width);
        }

        private Value heads(String name, Value hidden) {
            return ops.splitHeads(layers.dense(name, hidden, settings.width), settings.heads);
        }

        private Value mlp(String name, Value hidden) {
            Value wide = ops.activate(settings.activation, layers.dense(name + ".lin1", hidden, settings.inner));
            return ops.dropout(layers.dense(name + ".lin2", wide, settings.width), settings.dropout);
        }

        Answer masked(TextHeads heads, Value hidden) {
            Value wide = ops.activate(settings.activation, layers.dense("vocab_transform", hidden, settings.width));
            Value decoder = heads.config().flag("tie_word_embeddings", true)
                    ? wordTable()
                    : layers.table("vocab_projector", settings.vocabulary, settings.width);
            return heads.masked(layers.norm("vocab_layer_norm", wide), decoder, "vocab_projector.bias");
        }

        Value pooled(TextHeads heads, Value hidden) {
            return ops.activate(Activation.RELU, layers.dense("pre_classifier", heads.first(hidden), settings.width));
        }
    }
}

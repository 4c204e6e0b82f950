package io.headscope.model.family;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.AttentionSite.Kind;
import io.headscope.attention.Stack;
import io.headscope.model.Activation;
import io.headscope.model.Answer;
import io.headscope.model.Attention;
import io.headscope.model.Dim;
import io.headscope.model.ElementType;
import io.headscope.model.Init;
import io.headscope.model.Mask;
import io.headscope.model.ModelConfig;
import io.headscope.model.ModelFamily;
import io.headscope.model.Network;
import io.headscope.model.Ops;
import io.headscope.model.Value;
import java.util.List;

/// BERT (Devlin et al., 2019, <https://arxiv.org/abs/1810.04805>): an encoder with learned positions, segments and the
/// norm after each residual.
public final class Bert implements ModelFamily {

    private static final String BASE = "BertModel";
    private static final String MASKED = "BertForMaskedLM";
    private static final String PRETRAINING = "BertForPreTraining";
    private static final String CLASSES = "BertForSequenceClassification";

    @Override
    public String id() {
        return "bert";
    }

    @Override
    public List<String> architectures() {
        return List.of(BASE, MASKED, PRETRAINING, CLASSES);
    }

    @Override
    public Network write(ModelConfig config) {
        String architecture = config.architecture(id(), architectures());
        Settings settings = Settings.of(config);
        Ops ops = new Ops();
        Writer writer = new Writer(ops, settings);
        Value hidden = writer.encoder();
        Answer answer = switch (architecture) {
            case MASKED, PRETRAINING -> {
                ops.output("logits", ops.part("cls", () -> writer.maskedHead(hidden, config.flag("tie_word_embeddings", true))));
                yield new Answer.MaskedToken();
            }
            case CLASSES -> {
                List<String> labels = config.labels();
                ops.output("logits", writer.classHead(hidden, labels.size()));
                yield new Answer.Classes(labels);
            }
            default -> new Answer.None();
        };
        ops.output("last_hidden_state", hidden);
        return new Network(
                id(), architecture, ops.program(), answer, settings.positions, settings.vocabulary, "bert.");
    }

    private record Settings(
            int vocabulary,
            int segments,
            int positions,
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

    private record Writer(Ops ops, Settings settings) {

        Value encoder() {
            Dim tokens = Dim.named("tokens");
            Value ids = ops.input("input_ids", ElementType.I64, Dim.BATCH, tokens);
            Value valid = ops.input("attention_mask", ElementType.I64, Dim.BATCH, tokens);
            Value segments = ops.input("token_type_ids", ElementType.I64, Dim.BATCH, tokens);
            Value positions = ops.input("position_ids", ElementType.I64, Dim.BATCH, tokens);
            Value hidden = ops.tap("hidden_states.0", ops.part("embeddings", () -> embeddings(ids, segments, positions)));
            for (int layer = 0; layer < settings.layers; layer++) {
                int at = layer;
                Value before = hidden;
                Value after = ops.part("encoder.layer." + layer, () -> layer(at, before, valid));
                hidden = ops.tap("hidden_states." + (layer + 1), after);
            }
            return hidden;
        }

        private Value embeddings(Value ids, Value segments, Value positions) {
            Value words = ops.embed(wordTable(), ids);
            Value segment = ops.embed(table("bert.embeddings.token_type_embeddings", settings.segments), segments);
            Value position = ops.embed(table("bert.embeddings.position_embeddings", settings.positions), positions);
            Value sum = ops.add(ops.add(words, segment), position);
            return ops.dropout(norm("bert.embeddings.LayerNorm", sum), settings.dropout);
        }

        private Value layer(int layer, Value hidden, Value valid) {
            String name = "bert.encoder.layer." + layer;
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
            Value out = dense(name + ".output.dense", ops.mergeHeads(mixed), settings.width);
            return norm(name + ".output.LayerNorm", ops.add(ops.dropout(out, settings.dropout), hidden));
        }

        private Value heads(String name, Value hidden) {
            return ops.splitHeads(dense(name, hidden, settings.width), settings.heads);
        }

        private Value mlp(String name, Value hidden) {
            Value wide = ops.activate(settings.activation, dense(name + ".intermediate.dense", hidden, settings.inner));
            Value out = dense(name + ".output.dense", wide, settings.width);
            return norm(name + ".output.LayerNorm", ops.add(ops.dropout(out, settings.dropout), hidden));
        }

        Value maskedHead(Value hidden, boolean tied) {
            Value transformed = ops.activate(
                    settings.activation, dense("cls.predictions.transform.dense", hidden, settings.width));
            Value normed = norm("cls.predictions.transform.LayerNorm", transformed);
            Value decoder = tied ? wordTable() : table("cls.predictions.decoder", settings.vocabulary);
            return ops.linear(normed, decoder, ops.weight("cls.predictions.bias", Init.ZEROS, settings.vocabulary));
        }

        Value classHead(Value hidden, int classes) {
            Value first = ops.reshape(ops.slice(hidden, 1, 0, 1), Dim.BATCH, Dim.of(settings.width));
            Value pooled = ops.part(
                    "pooler",
                    () -> ops.activate(Activation.TANH, dense("bert.pooler.dense", first, settings.width)));
            return ops.part(
                    "classifier", () -> dense("classifier", ops.dropout(pooled, settings.dropout), classes));
        }

        private Value wordTable() {
            return table("bert.embeddings.word_embeddings", settings.vocabulary);
        }

        private Value table(String name, int rows) {
            return ops.weight(name + ".weight", settings.init, rows, settings.width);
        }

        private Value dense(String name, Value x, int out) {
            Value weight = ops.weight(name + ".weight", settings.init, out, x.length(-1));
            return ops.linear(x, weight, ops.weight(name + ".bias", Init.ZEROS, out));
        }

        private Value norm(String name, Value x) {
            Value scale = ops.weight(name + ".weight", Init.ONES, settings.width);
            return ops.layerNorm(x, scale, ops.weight(name + ".bias", Init.ZEROS, settings.width), settings.epsilon);
        }
    }
}

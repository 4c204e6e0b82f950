package io.headscope.model.family;

import io.headscope.model.Activation;
import io.headscope.model.Answer;
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
    private static final String TOKEN_CLASSES = "BertForTokenClassification";
    private static final String SPAN = "BertForQuestionAnswering";

    @Override
    public String id() {
        return "bert";
    }

    @Override
    public List<String> architectures() {
        return List.of(BASE, MASKED, PRETRAINING, CLASSES, TOKEN_CLASSES, SPAN);
    }

    @Override
    public Network write(ModelConfig config) {
        String architecture = config.architecture(id(), architectures());
        Ops ops = new Ops();
        BertEncoder encoder = BertEncoder.of(ops, config, "bert");
        Value hidden = encoder.write();
        TextHeads heads = new TextHeads(encoder.layers(), config);
        Answer answer = switch (architecture) {
            case MASKED, PRETRAINING -> ops.part("cls", () -> masked(encoder, heads, hidden));
            case CLASSES -> heads.classes("classifier", pooled(encoder, heads, hidden));
            case TOKEN_CLASSES -> heads.tokenClasses("classifier", dropped(encoder, hidden));
            case SPAN -> heads.span("qa_outputs", hidden);
            default -> TextHeads.none();
        };
        ops.output("last_hidden_state", hidden);
        BertEncoder.Settings settings = encoder.settings();
        return new Network(
                id(), architecture, ops.program(), answer, settings.positions(), settings.vocabulary(), "bert.");
    }

    private static Answer masked(BertEncoder encoder, TextHeads heads, Value hidden) {
        BertEncoder.Settings settings = encoder.settings();
        Layers layers = encoder.layers();
        Value transformed = encoder.ops().activate(
                settings.activation(), layers.dense("cls.predictions.transform.dense", hidden, settings.width()));
        Value decoder = heads.config().flag("tie_word_embeddings", true)
                ? encoder.wordTable()
                : layers.table("cls.predictions.decoder", settings.vocabulary(), settings.width());
        return heads.masked(layers.norm("cls.predictions.transform.LayerNorm", transformed), decoder, "cls.predictions.bias");
    }

    private static Value pooled(BertEncoder encoder, TextHeads heads, Value hidden) {
        Ops ops = encoder.ops();
        Value pooled = ops.part("pooler", () -> ops.activate(
                Activation.TANH,
                encoder.layers().dense("bert.pooler.dense", heads.first(hidden), encoder.settings().width())));
        return dropped(encoder, pooled);
    }

    private static Value dropped(BertEncoder encoder, Value x) {
        return encoder.ops().dropout(x, encoder.settings().dropout());
    }
}

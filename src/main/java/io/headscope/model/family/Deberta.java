package io.headscope.model.family;

import io.headscope.model.Answer;
import io.headscope.model.Activation;
import io.headscope.model.ModelConfig;
import io.headscope.model.ModelFamily;
import io.headscope.model.Network;
import io.headscope.model.Ops;
import io.headscope.model.Value;
import java.util.List;

/// DeBERTa v2 and v3 (He et al., 2021, <https://arxiv.org/abs/2006.03654>, and 2023,
/// <https://arxiv.org/abs/2111.09543>): attention to what a token is and to where it stands, each apart.
public final class Deberta implements ModelFamily {

    private static final String BASE = "DebertaV2Model";
    private static final String MASKED = "DebertaV2ForMaskedLM";
    private static final String CLASSES = "DebertaV2ForSequenceClassification";
    private static final String TOKEN_CLASSES = "DebertaV2ForTokenClassification";
    private static final String SPAN = "DebertaV2ForQuestionAnswering";

    @Override
    public String id() {
        return "deberta-v2";
    }

    @Override
    public List<String> architectures() {
        return List.of(BASE, MASKED, CLASSES, TOKEN_CLASSES, SPAN);
    }

    @Override
    public Network write(ModelConfig config) {
        String architecture = config.architecture(id(), architectures());
        DebertaEncoder.Settings settings = DebertaEncoder.Settings.of(config);
        Ops ops = new Ops();
        DebertaEncoder encoder = new DebertaEncoder(ops, new Layers(ops, settings.init(), settings.epsilon()), settings);
        Value hidden = encoder.write();
        TextHeads heads = new TextHeads(encoder.layers(), config);
        Answer answer = switch (architecture) {
            case MASKED -> ops.part("cls", () -> masked(encoder, heads, hidden));
            case CLASSES -> heads.classes("classifier", pooled(encoder, heads, hidden));
            case TOKEN_CLASSES -> heads.tokenClasses("classifier", hidden);
            case SPAN -> heads.span("qa_outputs", hidden);
            default -> TextHeads.none();
        };
        ops.output("last_hidden_state", hidden);
        return new Network(
                id(), architecture, ops.program(), answer, settings.positions(), settings.vocabulary(), "deberta.");
    }

    private static Answer masked(DebertaEncoder encoder, TextHeads heads, Value hidden) {
        DebertaEncoder.Settings settings = encoder.settings();
        Layers layers = encoder.layers();
        Value dense = encoder.ops().activate(
                settings.activation(), layers.dense("cls.predictions.transform.dense", hidden, settings.embedding()));
        return heads.masked(
                layers.norm("cls.predictions.transform.LayerNorm", dense), encoder.wordTable(), "cls.predictions.bias");
    }

    private static Value pooled(DebertaEncoder encoder, TextHeads heads, Value hidden) {
        Activation activation = heads.config().activation("pooler_hidden_act", Activation.GELU);
        return encoder.ops().part("pooler", () -> encoder.ops().activate(
                activation, encoder.layers().dense("pooler.dense", heads.first(hidden), encoder.settings().width())));
    }
}

package io.headscope.model.family;

import io.headscope.model.Activation;
import io.headscope.model.Answer;
import io.headscope.model.ModelConfig;
import io.headscope.model.ModelFamily;
import io.headscope.model.Network;
import io.headscope.model.Ops;
import io.headscope.model.Value;
import java.util.List;

/// ELECTRA (Clark et al., 2020, <https://arxiv.org/abs/2003.10555>): BERT's encoder, trained to tell which tokens a small
/// generator has replaced; the embeddings are projected where they are narrower. Discriminator and generator alike.
public final class Electra implements ModelFamily {

    private static final String BASE = "ElectraModel";
    private static final String DISCRIMINATOR = "ElectraForPreTraining";
    private static final String GENERATOR = "ElectraForMaskedLM";
    private static final String CLASSES = "ElectraForSequenceClassification";
    private static final String TOKEN_CLASSES = "ElectraForTokenClassification";
    private static final String SPAN = "ElectraForQuestionAnswering";

    @Override
    public String id() {
        return "electra";
    }

    @Override
    public List<String> architectures() {
        return List.of(BASE, DISCRIMINATOR, GENERATOR, CLASSES, TOKEN_CLASSES, SPAN);
    }

    @Override
    public Network write(ModelConfig config) {
        String architecture = config.architecture(id(), architectures());
        Ops ops = new Ops();
        BertEncoder encoder = BertEncoder.of(ops, config, "electra");
        Value hidden = encoder.write();
        TextHeads heads = new TextHeads(encoder.layers(), config);
        Answer answer = switch (architecture) {
            case DISCRIMINATOR -> ops.part("discriminator", () -> replaced(encoder, heads, hidden));
            case GENERATOR -> ops.part("generator", () -> masked(encoder, heads, hidden));
            case CLASSES -> heads.classes("classifier.out_proj", pooled(encoder, heads, hidden));
            case TOKEN_CLASSES -> heads.tokenClasses("classifier", hidden);
            case SPAN -> heads.span("qa_outputs", hidden);
            default -> TextHeads.none();
        };
        ops.output("last_hidden_state", hidden);
        BertEncoder.Settings settings = encoder.settings();
        return new Network(
                id(), architecture, ops.program(), answer, settings.positions(), settings.vocabulary(), "electra.");
    }

    private static Answer replaced(BertEncoder encoder, TextHeads heads, Value hidden) {
        BertEncoder.Settings settings = encoder.settings();
        Value dense = encoder.layers().dense("discriminator_predictions.dense", hidden, settings.width());
        return heads.replaced(
                "discriminator_predictions.dense_prediction", encoder.ops().activate(settings.activation(), dense));
    }

    /// The generator's head is as wide as its embeddings, and always of the exact GELU.
    private static Answer masked(BertEncoder encoder, TextHeads heads, Value hidden) {
        BertEncoder.Settings settings = encoder.settings();
        Layers layers = encoder.layers();
        Value dense = layers.dense("generator_predictions.dense", hidden, settings.embedding());
        Value normed = layers.norm("generator_predictions.LayerNorm", encoder.ops().activate(Activation.GELU, dense));
        Value decoder = heads.config().flag("tie_word_embeddings", true)
                ? encoder.wordTable()
                : layers.table("generator_lm_head", settings.vocabulary(), settings.embedding());
        return heads.masked(normed, decoder, "generator_lm_head.bias");
    }

    private static Value pooled(BertEncoder encoder, TextHeads heads, Value hidden) {
        Value dense = encoder.layers().dense("classifier.dense", heads.first(hidden), encoder.settings().width());
        return encoder.ops().activate(Activation.GELU, dense);
    }
}

package io.headscope.model.family;

import io.headscope.model.Activation;
import io.headscope.model.Answer;
import io.headscope.model.Counting;
import io.headscope.model.ModelConfig;
import io.headscope.model.ModelFamily;
import io.headscope.model.Network;
import io.headscope.model.Ops;
import io.headscope.model.Value;
import java.util.List;

/// RoBERTa (Liu et al., 2019, <https://arxiv.org/abs/1907.11692>): BERT with one segment, whose positions are counted from
/// behind the number of the padding token; and those who took it over for other languages.
public final class Roberta implements ModelFamily {

    private final String id;
    private final String name;

    private Roberta(String id, String name) {
        this.id = id;
        this.name = name;
    }

    public static Roberta roberta() {
        return new Roberta("roberta", "Roberta");
    }

    /// XLM-RoBERTa (Conneau et al., 2020, <https://arxiv.org/abs/1911.02116>): the same in a hundred languages.
    public static Roberta xlmRoberta() {
        return new Roberta("xlm-roberta", "XLMRoberta");
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public List<String> architectures() {
        return List.of(
                name + "Model",
                name + "ForMaskedLM",
                name + "ForSequenceClassification",
                name + "ForTokenClassification",
                name + "ForQuestionAnswering");
    }

    @Override
    public Network write(ModelConfig config) {
        String architecture = config.architecture(id, architectures());
        int padding = config.tokenId("pad_token_id", 1);
        Ops ops = new Ops();
        BertEncoder encoder = BertEncoder.of(ops, config, "roberta");
        Value hidden = encoder.write();
        TextHeads heads = new TextHeads(encoder.layers(), config);
        Answer answer = switch (architecture.substring(name.length())) {
            case "ForMaskedLM" -> ops.part("lm_head", () -> masked(encoder, heads, hidden));
            case "ForSequenceClassification" -> heads.classes("classifier.out_proj", pooled(encoder, heads, hidden));
            case "ForTokenClassification" -> heads.tokenClasses("classifier", hidden);
            case "ForQuestionAnswering" -> heads.span("qa_outputs", hidden);
            default -> TextHeads.none();
        };
        ops.output("last_hidden_state", hidden);
        BertEncoder.Settings settings = encoder.settings();
        int positions = settings.positions() - padding - 1;
        if (positions < 1) {
            throw config.wrong("max_position_embeddings", "> " + (padding + 1));
        }
        return new Network(
                id,
                architecture,
                ops.program(),
                answer,
                positions,
                settings.vocabulary(),
                "roberta.",
                new Counting.Tokens(padding),
                null);
    }

    private static Answer masked(BertEncoder encoder, TextHeads heads, Value hidden) {
        BertEncoder.Settings settings = encoder.settings();
        Layers layers = encoder.layers();
        Value transformed =
                encoder.ops().activate(Activation.GELU, layers.dense("lm_head.dense", hidden, settings.width()));
        Value decoder = heads.config().flag("tie_word_embeddings", true)
                ? encoder.wordTable()
                : layers.table("lm_head.decoder", settings.vocabulary(), settings.width());
        return heads.masked(layers.norm("lm_head.layer_norm", transformed), decoder, "lm_head.bias");
    }

    private static Value pooled(BertEncoder encoder, TextHeads heads, Value hidden) {
        return encoder.ops().activate(
                Activation.TANH, encoder.layers().dense("classifier.dense", heads.first(hidden), encoder.settings().width()));
    }
}

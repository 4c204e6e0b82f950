package io.headscope.model.family;

import io.headscope.model.Answer;
import io.headscope.model.Dim;
import io.headscope.model.Init;
import io.headscope.model.ModelConfig;
import io.headscope.model.Ops;
import io.headscope.model.Value;

/// What stands on top of a text encoder: writes the output `logits` and says what they are.
record TextHeads(Layers layers, ModelConfig config) {

    private Ops ops() {
        return layers.ops();
    }

    /// The first position of every text, where encoders gather what the whole says.
    ///
    /// @param hidden [batch, tokens, width]
    /// @return       [batch, width]
    Value first(Value hidden) {
        return ops().reshape(ops().slice(hidden, 1, 0, 1), hidden.dim(0), hidden.dim(2));
    }

    /// Which class the whole text belongs to.
    ///
    /// @param pooled [batch, width]
    Answer classes(String name, Value pooled) {
        var labels = config.labels();
        ops().output("logits", ops().part("classifier", () -> layers.dense(name, pooled, labels.size())));
        return new Answer.Classes(labels);
    }

    /// Which class every token belongs to.
    Answer tokenClasses(String name, Value hidden) {
        var labels = config.labels();
        ops().output("logits", ops().part("classifier", () -> layers.dense(name, hidden, labels.size())));
        return new Answer.TokenClasses(labels);
    }

    /// Where the answer to a question begins and ends.
    Answer span(String name, Value hidden) {
        ops().output("logits", ops().part("qa_outputs", () -> layers.dense(name, hidden, 2)));
        return new Answer.Span();
    }

    /// Which token belongs at every position.
    ///
    /// @param table one row a token, usually that of the embeddings
    /// @param bias  the name of the bias
    Answer masked(Value transformed, Value table, String bias) {
        Value shift = ops().weight(bias, Init.ZEROS, table.length(0));
        ops().output("logits", ops().linear(transformed, table, shift));
        return new Answer.MaskedToken();
    }

    /// Which tokens were put in the place of others.
    Answer replaced(String name, Value hidden) {
        Value one = layers.dense(name, hidden, 1);
        ops().output("logits", ops().reshape(one, hidden.dim(0), hidden.dim(1)));
        return new Answer.Replaced();
    }

    /// Hidden states only, of an encoder that stands alone.
    static Answer none() {
        return new Answer.None();
    }

    /// A batch of rows of tokens.
    static Value tokens(Ops ops, String name) {
        return ops.input(name, io.headscope.model.ElementType.I64, Dim.BATCH, Dim.named("tokens"));
    }
}

package io.headscope.model.family;

import io.headscope.model.Answer;
import io.headscope.model.ModelConfig;
import io.headscope.model.Ops;
import io.headscope.model.Value;
import java.util.List;

/// What stands on top of an encoder of pictures.
record PictureHeads(Layers layers, ModelConfig config) {

    private Ops ops() {
        return layers.ops();
    }

    /// One position of every picture.
    ///
    /// @param hidden [batch, positions, width]
    /// @return       [batch, width]
    Value at(Value hidden, int position) {
        return ops().reshape(ops().slice(hidden, 1, position, 1), hidden.dim(0), hidden.dim(2));
    }

    /// Which class the whole picture belongs to.
    ///
    /// @param pooled [batch, width]
    Answer classes(String name, Value pooled) {
        List<String> labels = config.labels();
        ops().output("logits", ops().part("classifier", () -> layers.dense(name, pooled, labels.size())));
        return new Answer.Classes(labels);
    }
}

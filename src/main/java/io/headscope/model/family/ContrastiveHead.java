package io.headscope.model.family;

import io.headscope.model.Activation;
import io.headscope.model.Dim;
import io.headscope.model.Init;
import io.headscope.model.Ops;
import io.headscope.model.Value;
import org.jspecify.annotations.Nullable;

/// How well texts and pictures fit: the cosine of their vectors, times a learned number.
final class ContrastiveHead {

    private ContrastiveHead() {}

    /// Writes the outputs `text_embeds`, `image_embeds`, `logits_per_text` and `logits_per_image`.
    ///
    /// @param text    [batch, width]
    /// @param picture [batch, width]
    /// @param shifted whether a learned number is added, for a sigmoid to follow
    static void write(Ops ops, Value text, Value picture, boolean shifted) {
        ops.part("logits", () -> {
            Value ofText = ops.unitLength(text, 1);
            Value ofPicture = ops.unitLength(picture, 1);
            ops.output("text_embeds", ofText);
            ops.output("image_embeds", ofPicture);
            Value perText = logits(ops, ofText, ofPicture, shifted);
            ops.output("logits_per_text", perText);
            ops.output("logits_per_image", perText);
            return perText;
        });
    }

    /// Of a batch of one, where both ways round are the same number.
    private static Value logits(Ops ops, Value text, Value picture, boolean shifted) {
        Value row = ops.reshape(text, Dim.BATCH, Dim.of(1), text.dim(1));
        Value cosine = ops.reshape(ops.matMul(row, ops.reshape(picture, Dim.BATCH, picture.dim(1), Dim.of(1))), Dim.BATCH, Dim.of(1));
        Value scaled = ops.mul(cosine, ops.activate(Activation.EXP, one(ops, "logit_scale")));
        return shifted ? ops.add(scaled, one(ops, "logit_bias")) : scaled;
    }

    private static Value one(Ops ops, String name) {
        return ops.weight(name, Init.ZEROS);
    }
}

package io.headscope.model;

import io.headscope.attention.Stack;
import org.jspecify.annotations.Nullable;

/// A checkpoint's network: its program and what one must know to feed it and to read its answer.
///
/// @param family       the id of the family that wrote it (`gpt2`)
/// @param architecture the class name that `config.json` gives (`GPT2LMHeadModel`)
/// @param program      the network itself
/// @param answer       what its logits say
/// @param positions    the longest input it takes, in tokens
/// @param vocabulary   the number of token ids it knows
/// @param basePrefix   what the weights of the base model are prefixed with (`transformer.`); files may leave it out
/// @param counting     how it counts positions that are not given
/// @param target       what its decoder begins with, where it reads one text and writes another
public record Network(
        String family,
        String architecture,
        Program program,
        Answer answer,
        int positions,
        int vocabulary,
        String basePrefix,
        Counting counting,
        @Nullable Target target) {

    /// A network of one stack that counts as its kind does: a decoder leaves padding before the text out.
    public Network(
            String family,
            String architecture,
            Program program,
            Answer answer,
            int positions,
            int vocabulary,
            String basePrefix) {
        this(family, architecture, program, answer, positions, vocabulary, basePrefix, usual(program), null);
    }

    private static Counting usual(Program program) {
        boolean decodes = !program.sites().isEmpty() && program.sites().getFirst().stack() == Stack.DECODER;
        return decodes ? new Counting.FromText() : new Counting.Positions();
    }

    /// Whether it tells a second text from the first; to others a second text is nothing but more of the first.
    public boolean takesTwoTexts() {
        return program.inputs().containsKey("token_type_ids")
                || (target == null && program.sites().stream().allMatch(site -> site.stack() == Stack.ENCODER));
    }

    /// Whether it reads one text and writes another.
    public boolean takesTarget() {
        return target != null;
    }
}

package io.headscope.model;

/// A checkpoint's network: its program and what one must know to feed it and to read its answer.
///
/// @param family       the id of the family that wrote it (`gpt2`)
/// @param architecture the class name that `config.json` gives (`GPT2LMHeadModel`)
/// @param program      the network itself
/// @param answer       what its logits say
/// @param positions    the longest input it takes, in tokens
/// @param vocabulary   the number of token ids it knows
/// @param basePrefix   what the weights of the base model are prefixed with (`transformer.`); files may leave it out
public record Network(
        String family,
        String architecture,
        Program program,
        Answer answer,
        int positions,
        int vocabulary,
        String basePrefix) {

    /// Whether it tells a second text from the first; to others a second text is nothing but more of the first.
    public boolean takesTwoTexts() {
        return program.inputs().containsKey("token_type_ids");
    }
}

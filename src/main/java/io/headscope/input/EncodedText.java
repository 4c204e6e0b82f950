package io.headscope.input;

import io.headscope.attention.Token;
import java.util.List;

/// A text, or a pair of texts, as its tokenizer cuts it.
///
/// @param tokens  every position, those the tokenizer added among them
/// @param typeIds which of the two texts each position belongs to, as the tokenizer numbers them
public record EncodedText(List<Token> tokens, List<Long> typeIds) {

    public EncodedText {
        tokens = List.copyOf(tokens);
        typeIds = List.copyOf(typeIds);
        if (tokens.size() != typeIds.size()) {
            throw new IllegalArgumentException(tokens.size() + " tokens with " + typeIds.size() + " types");
        }
    }

    /// Whether nothing of a text is in it, only what the tokenizer adds to every text.
    public boolean isEmpty() {
        return tokens.stream().allMatch(token -> token.span() == null);
    }
}

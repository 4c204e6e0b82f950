package io.headscope.model;

import java.util.List;

/// What a network's `logits` say.
public sealed interface Answer {

    /// At every position, the token that comes next.                [tokens, vocabulary]
    record NextToken() implements Answer {}

    /// At every position, the token that belongs there.             [tokens, vocabulary]
    record MaskedToken() implements Answer {}

    /// Which class the whole input belongs to.                      [classes]
    record Classes(List<String> labels) implements Answer {
        public Classes {
            labels = List.copyOf(labels);
        }
    }

    /// Nothing: a base model without a head.
    record None() implements Answer {}
}

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

    /// Which class the token at every position belongs to.          [tokens, classes]
    record TokenClasses(List<String> labels) implements Answer {
        public TokenClasses {
            labels = List.copyOf(labels);
        }
    }

    /// Where in the text the answer begins, and where it ends.      [tokens, 2]
    record Span() implements Answer {}

    /// Whether the token at every position was put in the place of another, before the sigmoid. [tokens]
    record Replaced() implements Answer {}

    /// Nothing: a base model without a head.
    record None() implements Answer {}
}

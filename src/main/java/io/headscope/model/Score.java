package io.headscope.model;

import java.util.List;

/// How well a query and a key fit, before scale, bias and mask.
public sealed interface Score {

    Score DOT = new Dot();

    /// Their product, q · k.
    record Dot() implements Score {}

    /// The sum over all dimensions of w · tanh(q + k): what a layer of their sum makes of them (Bahdanau et al., 2015, section
    /// A.1.2, <https://arxiv.org/abs/1409.0473>). Queries and keys come here projected, W q and U k.
    ///
    /// @param weights w of every head, a weight of the network    [heads, size]
    record Additive(Value weights) implements Score {}

    /// The values the rule reads, besides queries and keys.
    default List<Value> operands() {
        return switch (this) {
            case Dot() -> List.of();
            case Additive(Value weights) -> List.of(weights);
        };
    }
}

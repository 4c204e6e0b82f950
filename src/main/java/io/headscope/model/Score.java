package io.headscope.model;

import java.util.List;

/// How well a query and a key fit, before scale, bias and mask.
public sealed interface Score {

    Score DOT = new Dot();

    /// Their product, q · k.
    record Dot() implements Score {}

    /// The values the rule reads, besides queries and keys.
    default List<Value> operands() {
        return switch (this) {
            case Dot() -> List.of();
        };
    }
}

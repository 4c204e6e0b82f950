package io.headscope.model;

import java.util.List;
import java.util.OptionalInt;

/// Which keys a query may attend to: a rule, evaluated where it is needed and never stored as a matrix of n×n.
public sealed interface Mask {

    /// Every key.
    record None() implements Mask {}

    /// The query's own position and those before it. Queries are the last of the keys' positions.
    record Causal() implements Mask {}

    /// The last `length` positions, the query's own the last of them, and whatever follows: together with [Causal] the
    /// sliding window of Mistral, Gemma 2 and GPT-Neo's local layers, which all count the query's own position.
    record Window(int length) implements Mask {
        public Window {
            if (length < 1) {
                throw new IllegalArgumentException("window of " + length);
            }
        }
    }

    /// The keys whose entry is not 0.
    ///
    /// @param valid [batch, keys], I64
    record Keys(Value valid) implements Mask {}

    /// Queries whose entry is 0 attend to nothing: padding, where the queries are the padded text.
    ///
    /// @param valid [batch, queries], I64
    record Queries(Value valid) implements Mask {}

    /// What all of them allow.
    record All(List<Mask> masks) implements Mask {
        public All {
            masks = List.copyOf(masks);
        }
    }

    /// Self-attention over a padded text: padding is neither attended to nor attends.
    static Mask padding(Value valid) {
        return new All(List.of(new Keys(valid), new Queries(valid)));
    }

    /// What both allow.
    default Mask and(Mask other) {
        return new All(java.util.stream.Stream.concat(parts().stream(), other.parts().stream()).toList());
    }

    /// The rules this one is made of, none of them [All] or [None].
    default List<Mask> parts() {
        return switch (this) {
            case None() -> List.of();
            case Causal _, Window _, Keys _, Queries _ -> List.of(this);
            case All(List<Mask> masks) -> masks.stream().flatMap(mask -> mask.parts().stream()).toList();
        };
    }

    /// This rule over values of which some are known to be 1 throughout: a text without padding needs no mask for it.
    default Mask without(java.util.function.Predicate<Value> allOnes) {
        return new All(parts().stream()
                .filter(part -> switch (part) {
                    case Keys(Value valid) -> !allOnes.test(valid);
                    case Queries(Value valid) -> !allOnes.test(valid);
                    case None _, Causal _, Window _, All _ -> true;
                })
                .toList());
    }

    default boolean isCausal() {
        return parts().contains(new Causal());
    }

    /// The narrowest window, if there is one.
    default OptionalInt window() {
        return parts().stream()
                .filter(Window.class::isInstance)
                .mapToInt(part -> ((Window) part).length())
                .min();
    }

    /// The values the rule reads.
    default List<Value> operands() {
        return parts().stream()
                .map(part -> switch (part) {
                    case Keys(Value valid) -> valid;
                    case Queries(Value valid) -> valid;
                    case None _, Causal _, Window _, All _ -> null;
                })
                .filter(java.util.Objects::nonNull)
                .distinct()
                .toList();
    }
}

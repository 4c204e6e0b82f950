package io.headscope.lab;

import java.util.List;

/// A mechanism worked out on given numbers.
///
/// @param quantities what was put in and what every step made of it, in order
public record Evaluation(Mechanism mechanism, Settings settings, List<Quantity> quantities) {

    public Evaluation {
        quantities = List.copyOf(quantities);
    }

    /// What was worked out, step by step.
    public List<Quantity> steps() {
        return quantities.stream().filter(quantity -> !quantity.isInput()).toList();
    }

    /// The quantity of a key, of the first head where there are several.
    ///
    /// @throws IllegalArgumentException if there is none
    public Quantity get(String key) {
        return quantities.stream()
                .filter(quantity -> quantity.name().key().equals(key))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(mechanism.id() + " has no " + key));
    }

    public Quantity get(String key, int head) {
        return quantities.stream()
                .filter(quantity -> quantity.name().key().equals(key) && quantity.name().head() == head)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(mechanism.id() + " has no " + key + " of head " + head));
    }

    /// What the mechanism gives in the end.
    public Quantity output() {
        return quantities.getLast();
    }
}

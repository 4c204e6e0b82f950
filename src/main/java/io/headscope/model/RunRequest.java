package io.headscope.model;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.Set;

/// What a run is to leave behind, besides attention with its queries, keys and values.
///
/// @param tensors outputs and taps, by name
/// @param keeping whether attention maps are kept or recomputed
public record RunRequest(Set<String> tensors, Keeping keeping) {

    public RunRequest {
        tensors = Set.copyOf(tensors);
    }

    /// How attention maps are held.
    public enum Keeping {
        /// Kept while they fit, recomputed beyond.
        BY_SIZE,
        KEPT,
        RECOMPUTED
    }

    public static RunRequest of(String... tensors) {
        return new RunRequest(Set.of(tensors), Keeping.BY_SIZE);
    }

    /// The values of `program` that are asked for, outputs first, in the program's order.
    ///
    /// @throws IllegalArgumentException if the program has no output or tap of a name
    public SequencedMap<String, Value> values(Program program) {
        SequencedMap<String, Value> values = new LinkedHashMap<>(program.outputs());
        values.putAll(program.taps());
        values.keySet().retainAll(tensors);
        if (values.size() < tensors.size()) {
            throw new IllegalArgumentException("asked for " + tensors + ", there are only " + values.keySet());
        }
        return values;
    }
}

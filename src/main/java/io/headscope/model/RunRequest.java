package io.headscope.model;

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
}

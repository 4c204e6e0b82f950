package io.headscope.diagram.pipeline;

import java.util.Locale;

/// How closely a network is looked at.
public enum Detail {
    /// Embeddings, layers, heads.
    MODEL,
    /// The blocks of every layer: attention, MLP.
    BLOCKS,
    /// What is computed in a block: norm, Q, K, V, scores, softmax, …
    INSIDE,
    /// Every operation, the moving of numbers too.
    OPERATIONS;

    /// Its name in message keys and on the command line.
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}

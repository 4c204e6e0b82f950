package io.headscope.attention;

/// How many weights become one when a map is read coarser than it is.
public enum Pooling {
    /// Their mean: sums stay comparable.
    MEAN,
    /// The largest: single strong links stay visible.
    MAX
}

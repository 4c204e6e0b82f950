package io.headscope.attention;

/// What a short run has to show of attention that was found in a network of somebody else's.
public enum Claim {
    /// Every row sums to 1, or is nothing but zeros.
    ROWS,
    /// What an operator says of looking back is so.
    CAUSALITY,
    /// A token that is masked out is not attended to.
    MASK
}

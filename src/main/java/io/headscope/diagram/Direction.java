package io.headscope.diagram;

/// Where a diagram's links run.
public enum Direction {
    /// From top to bottom.
    TB,
    /// The same, written otherwise.
    TD,
    /// From bottom to top.
    BT,
    /// From left to right.
    LR,
    /// From right to left.
    RL,
    /// What Mermaid takes besides and draws from top to bottom.
    BR;

    public boolean isLevel() {
        return this == LR || this == RL;
    }
}

package io.headscope.engine.onnx.sites;

/// Queries, keys or values: which axis of a tensor runs along the positions and which along the size of a head. What
/// other axes there are, are heads.
///
/// @param positions the axis of positions; [Axes#NONE] where there is one position only
/// @param size      the axis of the size of a head; [Axes#NONE] where there is none
record Operand(Tensor tensor, int positions, int size) {}

package io.headscope.attention;

/// The queries, keys and values of one site, split into heads, as they entered the attention (after rotation, before scaling).
///
/// @param queries [heads, queries, head size]
/// @param keys    [key heads, keys, head size]; fewer heads than the queries where groups share them
/// @param values  [key heads, keys, value size]
public record Projections(FloatTensor queries, FloatTensor keys, FloatTensor values) {}

package io.headscope.model;

/// How the text that an encoder–decoder writes begins: what stands in its decoder before the first token of the target.
///
/// @param start  the token that the decoder is given first
/// @param turned whether a given target's own last token (its language, in mBART) is first instead of `start`
public record Target(int start, boolean turned) {}

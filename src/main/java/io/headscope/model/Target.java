package io.headscope.model;

/// How the text that an encoder–decoder writes begins: what stands in its decoder before the first token of the target. Some
/// write nothing: to tell what a text is, their decoder reads it once more.
///
/// @param start  the token that the decoder is given first
/// @param turned whether a given target's own last token (its language, in mBART) is first instead of `start`
/// @param rereads whether the decoder is given the text itself, everything one place later
public record Target(int start, boolean turned, boolean rereads) {

    public Target(int start, boolean turned) {
        this(start, turned, false);
    }
}

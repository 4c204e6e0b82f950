package io.headscope.attention;

/// The part of a network that a site belongs to; the queries of a site are the positions of its stack.
public enum Stack {
    ENCODER,
    DECODER,
    TEXT,
    VISION;

    /// The name in files and identifiers: `encoder`, `decoder`, `text`, `vision`.
    public String id() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}

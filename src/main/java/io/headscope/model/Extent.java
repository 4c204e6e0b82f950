package io.headscope.model;

/// How large the picture or the sound is that a network is written for: their sizes are fixed in its program.
public sealed interface Extent {

    /// As the config says; what it leaves open, the family chooses.
    Extent USUAL = new Usual();

    record Usual() implements Extent {}

    /// @param height in pixels
    /// @param width  in pixels
    record Picture(int height, int width) implements Extent {}

    /// @param length samples, or frames of a spectrogram
    record Sound(int length) implements Extent {}
}

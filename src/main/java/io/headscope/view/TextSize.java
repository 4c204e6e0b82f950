package io.headscope.view;

/// The sizes of text in drawings. Four are enough: more would be noise.
public final class TextSize {

    public static final double TITLE = 15;
    public static final double TOKEN = 12;
    public static final double NOTE = 11;
    public static final double TICK = 10;

    private TextSize() {}
}

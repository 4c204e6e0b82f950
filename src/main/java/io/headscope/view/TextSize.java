package io.headscope.view;

/// The sizes of text in drawings. Four are enough: more would be noise. Only tokens along a narrow axis are smaller.
public final class TextSize {

    public static final double TITLE = 15;
    public static final double TOKEN = 12;
    /// A token where there is no room for more: below it, letters are not told apart.
    public static final double LEAST_TOKEN = 9;
    public static final double NOTE = 11;
    public static final double TICK = 10;

    private TextSize() {}
}

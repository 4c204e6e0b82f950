package io.headscope.drawing;

/// What something is drawn in: a role, whose colour depends on the palette, or a colour that somebody chose.
public sealed interface Ink permits Role, Rgb {}

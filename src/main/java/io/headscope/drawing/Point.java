package io.headscope.drawing;

/// A place in a drawing, in units of a screen pixel at normal size; y grows downwards.
public record Point(double x, double y) {}

package io.headscope.session;

/// What the newest run took.
///
/// @param millis from text to trace
/// @param tokens the length of the input
public record LastRun(double millis, int tokens) {}

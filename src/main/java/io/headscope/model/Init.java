package io.headscope.model;

/// How a weight starts when a network is trained from nothing.
public sealed interface Init {

    /// Normally distributed around 0.
    record Normal(double deviation) implements Init {}

    /// One number throughout.
    record Constant(double value) implements Init {}

    Init ZEROS = new Constant(0);
    Init ONES = new Constant(1);
}

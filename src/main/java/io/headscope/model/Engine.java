package io.headscope.model;

/// Runs networks. The port that the application wires to an engine.
public interface Engine {

    /// The engine's name, for people: `ONNX Runtime`.
    String name();

    /// Makes a network ready to run.
    OpenNetwork open(Network network, Weights weights);
}

package io.headscope.model;

/// Runs networks. The port that the application wires to an engine.
public interface Engine {

    /// The engine's name, for people: `ONNX Runtime`.
    String name();

    /// Bytes that converted weights may take together.
    default long room() {
        return Long.MAX_VALUE;
    }

    /// Whether weights are in memory all at once; else a network runs layer by layer.
    ///
    /// @param largest   bytes of the largest weight as F32
    /// @param converted bytes of all that must be converted to F32
    default boolean holds(long largest, long converted) {
        return converted <= room();
    }

    /// Makes a network ready to run.
    OpenNetwork open(Network network, Weights weights);
}

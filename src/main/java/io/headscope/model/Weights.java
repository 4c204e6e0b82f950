package io.headscope.model;

/// Where an engine finds the parameters of a program.
@FunctionalInterface
public interface Weights {

    /// The stored tensor of a declared weight, its shape already checked. Stays mapped as long as the checkpoint is open.
    StoredTensor find(Program.DeclaredWeight weight);
}

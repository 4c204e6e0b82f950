package io.headscope.model;

import io.headscope.attention.Trace;
import io.headscope.task.Cancellation;

/// A network ready to run. Runs follow each other; calls from several threads wait their turn.
public interface OpenNetwork extends AutoCloseable {

    Network network();

    /// Whether the weights of one layer at a time are in memory, as all of them would not fit.
    default boolean runsByBlock() {
        return false;
    }

    /// Runs the network once and captures every head.
    ///
    /// @throws java.util.concurrent.CancellationException if `cancellation` stopped it
    /// @throws io.headscope.message.ProblemException      if an input does not fit
    Trace run(ModelInput input, RunRequest request, Cancellation cancellation);

    /// Another network over the same weights, those of them that it needs. To be closed before this one.
    OpenNetwork sharing(Network other);

    /// Gives the engine's memory back. Traces stay readable.
    @Override
    void close();
}

package io.headscope.engine.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.RunOptions;

/// One run that another thread may stop. Stopping one that has just ended does nothing: its options are native memory,
/// and are never touched after they were given back.
public final class StoppableRun implements AutoCloseable {

    private final RunOptions options;
    private boolean ended;

    public StoppableRun() throws OrtException {
        this.options = new RunOptions();
    }

    /// For the run itself.
    public RunOptions options() {
        return options;
    }

    public synchronized void stop() {
        if (!ended) {
            try {
                options.setTerminate(true);
            } catch (OrtException failed) {
                throw new OnnxFailure(failed);
            }
        }
    }

    @Override
    public synchronized void close() {
        ended = true;
        options.close();
    }
}

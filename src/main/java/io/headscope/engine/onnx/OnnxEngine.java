package io.headscope.engine.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import io.headscope.model.Engine;
import io.headscope.model.Network;
import io.headscope.model.OpenNetwork;
import io.headscope.model.Weights;

/// Runs programs with ONNX Runtime on the CPU: the fastest, and what everything runs on by default.
public final class OnnxEngine implements Engine {

    private final int threads;

    /// Uses every processor.
    public OnnxEngine() {
        this(Runtime.getRuntime().availableProcessors());
    }

    /// @param threads that compute one operator together
    public OnnxEngine(int threads) {
        this.threads = threads;
    }

    @Override
    public String name() {
        return "ONNX Runtime";
    }

    @Override
    public OpenNetwork open(Network network, Weights weights) {
        return new OnnxNetwork(environment(), network, new SharedWeights(network.program(), weights), threads);
    }

    /// ONNX Runtime itself, once for all.
    public static OrtEnvironment environment() {
        try {
            OrtEnvironment environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "headscope");
            environment.setTelemetry(false);
            return environment;
        } catch (OrtException failed) {
            throw new OnnxFailure(failed);
        }
    }
}

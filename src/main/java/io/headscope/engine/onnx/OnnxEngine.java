package io.headscope.engine.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import io.headscope.engine.FreeMemory;
import io.headscope.model.ElementType;
import io.headscope.model.Engine;
import io.headscope.model.Network;
import io.headscope.model.OpenNetwork;
import io.headscope.model.PartedWeights;
import io.headscope.model.Program.DeclaredWeight;
import io.headscope.model.Weights;
import java.util.List;

/// Runs programs with ONNX Runtime on the CPU: the fastest, and what everything runs on by default.
public final class OnnxEngine implements Engine {

    /// How the weights are held that must be converted.
    public enum Holding {
        /// All at once while they fit, else block by block.
        BY_SIZE,
        WHOLE,
        BY_BLOCK
    }

    /// The share of the memory there is that converted weights may take; the rest is for traces and for everybody else.
    private static final double SHARE = 0.6;

    private final int threads;
    private final Holding holding;

    /// Uses every processor.
    public OnnxEngine() {
        this(Runtime.getRuntime().availableProcessors());
    }

    /// @param threads that compute one operator together
    public OnnxEngine(int threads) {
        this(threads, Holding.BY_SIZE);
    }

    public OnnxEngine(int threads, Holding holding) {
        this.threads = threads;
        this.holding = holding;
    }

    @Override
    public String name() {
        return "ONNX Runtime";
    }

    @Override
    public OpenNetwork open(Network network, Weights weights) {
        return fits(network, weights)
                ? new OnnxNetwork(environment(), network, new SharedWeights(network.program(), weights), threads)
                : new BlockNetwork(environment(), network, weights, threads);
    }

    private boolean fits(Network network, Weights weights) {
        List<DeclaredWeight> all = network.program().weights();
        long largest = all.stream().mapToLong(weight -> Float.BYTES * weight.size()).max().orElse(0);
        long converted = all.stream()
                .filter(weight -> weights.find(weight).type() != ElementType.F32)
                .mapToLong(weight -> Float.BYTES * weight.size())
                .sum();
        return holds(largest, converted);
    }

    @Override
    public long room() {
        return (long) (SHARE * FreeMemory.bytes());
    }

    @Override
    public boolean holds(long largest, long converted) {
        return switch (holding) {
            case WHOLE -> largest <= PartedWeights.LARGEST;
            case BY_BLOCK -> false;
            case BY_SIZE -> largest <= PartedWeights.LARGEST && converted <= room();
        };
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

package io.headscope.engine.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.headscope.attention.Trace;
import io.headscope.engine.AttentionRules;
import io.headscope.engine.MapKeeping;
import io.headscope.engine.PassedInputs;
import io.headscope.engine.TraceMemory;
import io.headscope.engine.onnx.ProgramGraph.Reading;
import io.headscope.engine.onnx.ProgramGraph.Written;
import io.headscope.model.InputTensor;
import io.headscope.model.ModelInput;
import io.headscope.model.Network;
import io.headscope.model.OpenNetwork;
import io.headscope.model.Program;
import io.headscope.model.RunRequest;
import io.headscope.model.Value;
import io.headscope.task.Cancellation;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;

/// A program ready to run in ONNX Runtime. Makes a session for every way it is run; all of them share the weights.
final class OnnxNetwork implements OpenNetwork {

    /// Ways of running that are kept ready, the least recently used going first.
    private static final int SESSIONS = 4;

    /// A session and what its outputs are.
    private record Ready(OrtSession session, Written written) {}

    private final OrtEnvironment environment;
    private final Network network;
    private final SharedWeights weights;
    private final int threads;
    private final TraceMemory memory = new TraceMemory();
    private final LinkedHashMap<Reading, Ready> sessions = new LinkedHashMap<>(SESSIONS, 0.75f, true);

    private final boolean ownsWeights;

    OnnxNetwork(OrtEnvironment environment, Network network, SharedWeights weights, int threads) {
        this(environment, network, weights, true, threads);
    }

    private OnnxNetwork(
            OrtEnvironment environment, Network network, SharedWeights weights, boolean ownsWeights, int threads) {
        this.ownsWeights = ownsWeights;
        this.environment = environment;
        this.network = network;
        this.weights = weights;
        this.threads = threads;
    }

    @Override
    public Network network() {
        return network;
    }

    @Override
    public OpenNetwork sharing(Network other) {
        return new OnnxNetwork(environment, other, weights, false, threads);
    }

    @Override
    public synchronized Trace run(ModelInput input, RunRequest request, Cancellation cancellation) {
        Program program = network.program();
        AttentionRules rules = new AttentionRules(program, input);
        AxisLengths lengths = AxisLengths.of(program, input);
        boolean keepsMaps = MapKeeping.keeps(request, program, input);
        Set<Value> unmasked = program.inputs().values().stream().filter(rules.allOnes()).collect(Collectors.toSet());
        cancellation.check();
        try {
            Ready ready = session(new Reading(unmasked, keepsMaps, request.tensors(), request.passed()));
            TraceOutputs outputs = TraceOutputs.allocate(program, ready.written(), keepsMaps, request, lengths, memory);
            boolean finished = false;
            try {
                run(ready, input, outputs, cancellation);
                finished = true;
                return outputs.trace(input, rules, lengths, request.passed() ? PassedInputs.of(program, input) : Map.of());
            } finally {
                if (!finished) {
                    outputs.close();
                }
            }
        } catch (OrtException failed) {
            if (cancellation.isCancelled()) {
                throw new CancellationException();
            }
            throw new OnnxFailure(failed);
        }
    }

    private void run(Ready ready, ModelInput input, TraceOutputs outputs, Cancellation cancellation) throws OrtException {
        Map<String, OnnxTensor> own = new HashMap<>();
        Map<String, OnnxTensor> pinned = new HashMap<>();
        try (StoppableRun stoppable = new StoppableRun();
                Cancellation.Registration _ = cancellation.onCancel(stoppable::stop)) {
            for (String name : ready.written().inputs()) {
                own.put(name, tensor(environment, input.tensor(name)));
            }
            for (TraceOutputs.Output output : outputs.all()) {
                pinned.put(output.name(), output.tensor(environment));
            }
            Map<String, OnnxTensor> feeds = new HashMap<>(weights.named(environment, ready.written().weights(), cancellation));
            feeds.putAll(own);
            ready.session().run(feeds, Set.of(), pinned, stoppable.options()).close();
            cancellation.check();
        } finally {
            own.values().forEach(OnnxTensor::close);
            pinned.values().forEach(OnnxTensor::close);
        }
    }

    static OnnxTensor tensor(OrtEnvironment environment, InputTensor input) throws OrtException {
        return switch (input) {
            case InputTensor.Whole(long[] values, long[] shape) ->
                OnnxTensor.createTensor(environment, LongBuffer.wrap(values), shape);
            case InputTensor.Real(float[] numbers, long[] shape) ->
                OnnxTensor.createTensor(environment, FloatBuffer.wrap(numbers), shape);
            case InputTensor.Held held when held.numbers().data().isNative() -> OnnxTensor.createTensor(
                    environment,
                    held.numbers().data().asByteBuffer().order(ByteOrder.nativeOrder()),
                    held.shape(),
                    OnnxJavaType.FLOAT);
            case InputTensor.Held held -> tensor(environment, held.copied());
        };
    }

    private Ready session(Reading reading) throws OrtException {
        Ready known = sessions.get(reading);
        if (known != null) {
            return known;
        }
        Written written = ProgramGraph.write(network.program(), reading);
        Ready ready = new Ready(session(environment, written, threads), written);
        sessions.put(reading, ready);
        forgetOldest();
        return ready;
    }

    /// A session over a graph whose weights are among its inputs.
    static OrtSession session(OrtEnvironment environment, Written written, int threads) throws OrtException {
        try (SessionOptions options = new SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            // Threads that wait by spinning take the processor from the window, which is to draw what has just been run.
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            options.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
            // Nothing is worth packing: the weights are inputs, and what else is constant is small.
            options.addConfigEntry("session.disable_prepacking", "1");
            return environment.createSession(written.model().toByteArray(), options);
        }
    }

    private void forgetOldest() throws OrtException {
        if (sessions.size() > SESSIONS) {
            sessions.pollFirstEntry().getValue().session().close();
        }
    }

    @Override
    public synchronized void close() {
        try {
            for (Ready ready : sessions.values()) {
                ready.session().close();
            }
            sessions.clear();
        } catch (OrtException failed) {
            throw new OnnxFailure(failed);
        } finally {
            if (ownsWeights) {
                weights.close();
            }
            memory.close();
        }
    }
}

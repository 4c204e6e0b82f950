package io.headscope.engine.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.headscope.model.InputTensor;
import io.headscope.model.ModelInput;
import io.headscope.model.Program;
import io.headscope.model.ProgramBlock;
import io.headscope.model.Value;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// What one layer hands on to later ones, kept until the last that takes it has run.
final class Passing implements AutoCloseable {

    private final OrtEnvironment environment;
    private final Map<Value, InputTensor> inputs = new HashMap<>();
    private final Map<Value, Integer> lastUse = new HashMap<>();
    private final Map<Value, OnnxTensor> held = new HashMap<>();
    private final Map<String, OnnxTensor> pinned = new HashMap<>();
    private final Set<Value> ofTrace = new HashSet<>();

    Passing(OrtEnvironment environment, Program program, ModelInput input, List<ProgramBlock> blocks, TraceOutputs outputs)
            throws OrtException {
        this.environment = environment;
        program.inputs().forEach((name, value) -> inputs.put(value, input.tensor(name)));
        for (int i = 0; i < blocks.size(); i++) {
            for (Value value : blocks.get(i).externals()) {
                lastUse.put(value, i);
            }
        }
        for (TraceOutputs.Output output : outputs.all()) {
            pinned.put(output.name(), output.tensor(environment));
        }
    }

    /// The numbers of an input of the program.
    InputTensor input(Value value) {
        return Objects.requireNonNull(inputs.get(value), value::toString);
    }

    /// What a layer takes: an input of the program, or what an earlier layer left.
    OnnxTensor take(Value value) throws OrtException {
        OnnxTensor tensor = held.get(value);
        if (tensor == null) {
            tensor = OnnxNetwork.tensor(environment, input(value));
            held.put(value, tensor);
        }
        return tensor;
    }

    /// Rows that were looked up.
    ///
    /// @param ids the shape of what they were looked up by
    void enter(Value value, float[] rows, long[] ids) throws OrtException {
        long[] shape = Arrays.copyOf(ids, ids.length + 1);
        shape[ids.length] = value.length(-1);
        held.put(value, OnnxTensor.createTensor(environment, FloatBuffer.wrap(rows), shape));
    }

    /// The memory of the trace that a layer writes to, by the names of its graph.
    Map<String, OnnxTensor> pinned(String prefix) {
        Map<String, OnnxTensor> own = new HashMap<>();
        pinned.forEach((name, tensor) -> {
            if (name.startsWith(prefix)) {
                own.put(name.substring(prefix.length()), tensor);
            }
        });
        return own;
    }

    /// @param ofTrace whether it lies in the trace, and so outlives the run
    void leave(Value value, OnnxTensor tensor, boolean ofTrace) {
        held.put(value, tensor);
        if (ofTrace) {
            this.ofTrace.add(value);
        }
    }

    /// Layer `block` has run: what nobody takes any more goes.
    void ended(int block) {
        held.entrySet().removeIf(entry -> {
            boolean done = lastUse.getOrDefault(entry.getKey(), -1) <= block;
            if (done && !ofTrace.contains(entry.getKey())) {
                entry.getValue().close();
            }
            return done;
        });
    }

    @Override
    public void close() {
        held.forEach((value, tensor) -> {
            if (!ofTrace.contains(value)) {
                tensor.close();
            }
        });
        pinned.values().forEach(OnnxTensor::close);
    }
}

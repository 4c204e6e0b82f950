package io.headscope.engine.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.headscope.model.Program;
import io.headscope.model.Program.DeclaredWeight;
import io.headscope.model.Weights;
import io.headscope.task.Cancellation;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/// The weights of a network as tensors that all its sessions share: the checkpoint's own mapped bytes where they are
/// F32, converted copies where they are not.
final class SharedWeights implements AutoCloseable {

    private final Map<String, DeclaredWeight> declared;
    private final Weights weights;
    private final Arena converted = Arena.ofShared();
    private final Map<String, OnnxTensor> tensors = new HashMap<>();

    SharedWeights(Program program, Weights weights) {
        this.declared = program.weights().stream().collect(Collectors.toMap(DeclaredWeight::name, weight -> weight));
        this.weights = weights;
    }

    /// The tensors of the given names, made when they are first asked for. Making them may take seconds, as where they are
    /// converted; those that were made when `cancellation` stopped it are kept.
    Map<String, OnnxTensor> named(OrtEnvironment environment, List<String> names, Cancellation cancellation)
            throws OrtException {
        Map<String, OnnxTensor> asked = new HashMap<>();
        for (String name : names) {
            OnnxTensor tensor = tensors.get(name);
            if (tensor == null) {
                cancellation.check();
                tensor = tensor(environment, Objects.requireNonNull(declared.get(name), name));
                tensors.put(name, tensor);
            }
            asked.put(name, tensor);
        }
        return asked;
    }

    private OnnxTensor tensor(OrtEnvironment environment, DeclaredWeight weight) throws OrtException {
        MemorySegment numbers = weights.find(weight).asF32(converted);
        long[] shape = weight.shape().stream().mapToLong(i -> i).toArray();
        return OnnxTensor.createTensor(
                environment, numbers.asByteBuffer().order(ByteOrder.nativeOrder()), shape, OnnxJavaType.FLOAT);
    }

    @Override
    public void close() {
        tensors.values().forEach(OnnxTensor::close);
        tensors.clear();
        converted.close();
    }
}

package io.headscope.checkpoint;

import io.headscope.attention.FloatTensor;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.StoredTensor;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// A safetensors file of numbers that are read whole: the inputs of a run, as pictures and sounds come in.
public final class FloatFile {

    private FloatFile() {}

    /// Its tensors as F32, by name.
    ///
    /// @throws ProblemException if it cannot be read or holds other numbers than F32 and F16
    public static SequencedMap<String, FloatTensor> read(Path file) {
        SequencedMap<String, FloatTensor> tensors = new LinkedHashMap<>();
        try (Arena arena = Arena.ofConfined()) {
            SafetensorsFile.map(file, arena).forEach((name, tensor) -> tensors.put(name, copy(tensor, arena)));
        }
        return tensors;
    }

    private static FloatTensor copy(StoredTensor tensor, Arena arena) {
        if (!StoredTensor.WEIGHT_TYPES.contains(tensor.type())) {
            throw new ProblemException(Problem.TENSOR_TYPE_UNKNOWN, tensor.file(), tensor.name(), tensor.type());
        }
        float[] numbers = tensor.asF32(arena).toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
        return FloatTensor.of(numbers, tensor.shape().stream().mapToLong(length -> length).toArray());
    }
}

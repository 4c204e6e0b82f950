package io.headscope.engine.onnx;

import io.headscope.message.Phrase;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.Dim;
import io.headscope.model.InputTensor;
import io.headscope.model.ModelInput;
import io.headscope.model.Program;
import io.headscope.model.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// How long the named axes of a program are in one run, as its inputs say.
record AxisLengths(Map<Dim, Long> lengths) {

    /// @throws ProblemException if inputs do not fit each other, or are more than one text
    static AxisLengths of(Program program, ModelInput input) {
        Map<Dim, Long> lengths = new HashMap<>();
        lengths.put(Dim.BATCH, 1L);
        program.inputs().forEach((name, value) -> read(name, value, input.tensor(name), lengths));
        return new AxisLengths(lengths);
    }

    private static void read(String name, Value value, InputTensor tensor, Map<Dim, Long> lengths) {
        if (tensor.shape().length != value.rank()) {
            throw new ProblemException(
                    Problem.INPUT_WRONG, name, Phrase.of("reason.input-axes", tensor.shape().length, value.shape()));
        }
        for (int axis = 0; axis < value.rank(); axis++) {
            long given = tensor.shape()[axis];
            long wanted = value.dim(axis) instanceof Dim.Fixed(long length)
                    ? length
                    : Objects.requireNonNullElse(lengths.putIfAbsent(value.dim(axis), given), given);
            if (given != wanted) {
                throw new ProblemException(
                        Problem.INPUT_WRONG, name, Phrase.of("reason.input-axis", axis, given, wanted));
            }
        }
    }

    long of(Dim dim) {
        return dim instanceof Dim.Fixed(long length) ? length : Objects.requireNonNull(lengths.get(dim), dim::toString);
    }

    /// Without the batch axis.
    List<Long> of(Value value) {
        return value.shape().stream().skip(1).map(this::of).toList();
    }
}

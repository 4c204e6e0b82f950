package io.headscope.input;

import io.headscope.checkpoint.FloatFile;
import io.headscope.attention.FloatTensor;
import io.headscope.message.Phrase;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.InputRole;
import io.headscope.model.InputTensor;
import io.headscope.model.Value;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// What is fed to an input that nothing is known of: somebody has said so.
public sealed interface InputRule {

    /// One number throughout.
    record Constant(double value) implements InputRule {}

    /// 0, 1, 2, … along the last axis.
    record Range() implements InputRule {}

    /// Numbers of a file: safetensors, by the input's name or the only tensor in it; or JSON as for `--inputs`.
    record File(Path path) implements InputRule {}

    /// `zeros`, `ones`, `range`, a number, or a file.
    ///
    /// @throws ProblemException if it is none of them
    static InputRule parse(String name, String text) {
        switch (text) {
            case "zeros" -> {
                return new Constant(0);
            }
            case "ones" -> {
                return new Constant(1);
            }
            case "range" -> {
                return new Range();
            }
            default -> {
                try {
                    return new Constant(Double.parseDouble(text));
                } catch (NumberFormatException noNumber) {
                    Path path = Path.of(text);
                    if (Files.isRegularFile(path)) {
                        return new File(path);
                    }
                    throw new ProblemException(noNumber, Problem.INPUT_WRONG, name, Phrase.of("reason.input-rule", text));
                }
            }
        }
    }

    /// The numbers, of the shape that is wanted.
    ///
    /// @throws ProblemException if a file has not got them
    default InputTensor tensor(String name, Value value, long... shape) {
        int size = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
        return switch (this) {
            case Constant(double number) -> {
                float[] numbers = new float[size];
                Arrays.fill(numbers, (float) number);
                yield typed(value, numbers, shape);
            }
            case Range() -> {
                float[] numbers = new float[size];
                int width = shape.length == 0 ? 1 : (int) shape[shape.length - 1];
                for (int i = 0; i < size; i++) {
                    numbers[i] = i % width;
                }
                yield typed(value, numbers, shape);
            }
            case File(Path path) -> fromFile(name, path);
        };
    }

    private static InputTensor fromFile(String name, Path path) {
        if (path.toString().endsWith(".json")) {
            InputTensor tensor = InputFile.read(path).get(name);
            if (tensor == null) {
                throw new ProblemException(Problem.INPUT_WRONG, name, Phrase.of("reason.input-not-in-file", path));
            }
            return tensor;
        }
        var tensors = FloatFile.read(path);
        FloatTensor tensor = tensors.size() == 1 ? List.copyOf(tensors.values()).getFirst() : tensors.get(name);
        if (tensor == null) {
            throw new ProblemException(Problem.INPUT_WRONG, name, Phrase.of("reason.input-not-in-file", path));
        }
        return InputTensor.of(tensor.toArray(), tensor.shape().stream().mapToLong(length -> length).toArray());
    }

    private static InputTensor typed(Value value, float[] numbers, long... shape) {
        if (InputRole.isReal(value)) {
            return InputTensor.of(numbers, shape);
        }
        long[] whole = new long[numbers.length];
        for (int i = 0; i < whole.length; i++) {
            whole[i] = (long) numbers[i];
        }
        return InputTensor.of(whole, shape);
    }
}

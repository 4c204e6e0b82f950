package io.headscope.input;

import io.headscope.attention.FloatTensor;
import io.headscope.checkpoint.FloatFile;
import io.headscope.message.Phrase;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.InputRole;
import io.headscope.model.InputTensor;
import io.headscope.model.Value;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What is fed to an input that nothing is known of: somebody has said so.
public sealed interface InputRule {

    /// More numbers than this are a slip of the keyboard.
    long MOST = 1L << 28;

    /// One number throughout.
    ///
    /// @param shape the lengths of all axes; empty where the file says them
    record Constant(double value, List<Long> shape) implements InputRule {
        public Constant {
            shape = List.copyOf(shape);
        }

        public Constant(double value) {
            this(value, List.of());
        }
    }

    /// 0, 1, 2, … along the last axis.
    ///
    /// @param shape the lengths of all axes; empty where the file says them
    record Range(List<Long> shape) implements InputRule {
        public Range {
            shape = List.copyOf(shape);
        }
    }

    /// Numbers of a file: safetensors, by the input's name or the only tensor in it; or JSON as for `--inputs`.
    record File(Path path) implements InputRule {}

    /// `zeros`, `ones`, `range`, a number (`const:3` too), these with a shape perhaps (`ones[1,7,32]`), or a file (`file:x.json`
    /// too).
    ///
    /// @throws ProblemException if it is none of them
    static InputRule parse(String name, String text) {
        Matcher shaped = Pattern.compile("(.+)\\[([\\d,\\s×x]*)]").matcher(text.strip());
        List<Long> shape = shaped.matches() ? shape(shaped.group(2)) : List.of();
        String kind = shaped.matches() ? shaped.group(1).strip() : text.strip();
        return switch (kind) {
            case "zeros" -> new Constant(0, shape);
            case "ones" -> new Constant(1, shape);
            case "range" -> new Range(shape);
            default -> number(kind)
                    .<InputRule>map(number -> new Constant(number, shape))
                    .or(() -> file(kind))
                    .orElseThrow(() -> new ProblemException(Problem.INPUT_WRONG, name, Phrase.of("reason.input-rule", text)));
        };
    }

    /// Lengths with anything between: `1, 7, 32`, `1×7×32`.
    static List<Long> shape(String text) {
        return Pattern.compile("\\d{1,9}").matcher(text).results().map(found -> Long.parseLong(found.group())).toList();
    }

    private static Optional<Double> number(String text) {
        try {
            return Optional.of(Double.parseDouble(text.startsWith("const:") ? text.substring("const:".length()) : text));
        } catch (NumberFormatException noNumber) {
            return Optional.empty();
        }
    }

    private static Optional<InputRule> file(String text) {
        try {
            Path path = Path.of(text.startsWith("file:") ? text.substring("file:".length()) : text);
            return Files.isRegularFile(path) ? Optional.of(new File(path)) : Optional.empty();
        } catch (InvalidPathException noPath) {
            return Optional.empty();
        }
    }

    /// The numbers, of the shape that is wanted where the rule itself names none.
    ///
    /// @throws ProblemException if a file has not got them, or the shape is not one of the input
    default InputTensor tensor(String name, Value value, long... shape) {
        return switch (this) {
            case Constant(double number, List<Long> own) -> {
                long[] all = shape(name, value, own, shape);
                float[] numbers = new float[Math.toIntExact(size(all))];
                Arrays.fill(numbers, (float) number);
                yield typed(value, numbers, all);
            }
            case Range(List<Long> own) -> {
                long[] all = shape(name, value, own, shape);
                float[] numbers = new float[Math.toIntExact(size(all))];
                int width = all.length == 0 ? 1 : Math.max(1, (int) all[all.length - 1]);
                for (int i = 0; i < numbers.length; i++) {
                    numbers[i] = i % width;
                }
                yield typed(value, numbers, all);
            }
            case File(Path path) -> fromFile(name, path);
        };
    }

    private static long[] shape(String name, Value value, List<Long> own, long... shape) {
        if (own.isEmpty()) {
            return shape;
        }
        long[] said = own.stream().mapToLong(length -> length).toArray();
        if (said.length != value.rank()) {
            throw new ProblemException(Problem.INPUT_WRONG, name, Phrase.of("reason.input-axes", said.length, value.shape()));
        }
        if (size(said) > MOST) {
            throw new ProblemException(Problem.INPUT_WRONG, name, Phrase.of("reason.input-size", size(said), MOST));
        }
        return said;
    }

    private static long size(long... shape) {
        return Arrays.stream(shape).reduce(1, (one, other) -> Math.min(MOST + 1, one * other));
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

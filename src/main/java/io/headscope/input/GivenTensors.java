package io.headscope.input;

import io.headscope.message.Phrase;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.Dim;
import io.headscope.model.InputTensor;
import io.headscope.model.Intake;
import io.headscope.model.Network;
import io.headscope.model.Op;
import io.headscope.model.Value;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// Exactly the tensors that a network's program declares, of those that are given: each checked against what the network
/// knows, those not given filled in.
final class GivenTensors {

    private static final String IDS = "input_ids";
    private static final String MASK = "attention_mask";
    private static final String TYPES = "token_type_ids";
    private static final String POSITIONS = "position_ids";
    private static final String TARGET = "decoder_";

    private final Network network;

    GivenTensors(Network network) {
        this.network = network;
    }

    /// @throws ProblemException where an input does not fit
    Map<String, InputTensor> complete(Map<String, InputTensor> given) {
        requireKnown(given);
        Map<String, InputTensor> all = new HashMap<>(given);
        for (Intake intake : network.intakes()) {
            switch (intake) {
                case Intake.Text _, Intake.Target _ -> {}
                case Intake.Image _, Intake.Samples _, Intake.Spectrogram _ -> {
                    Value declared = java.util.Objects.requireNonNull(network.program().inputs().get(intake.input()));
                    all.put(intake.input(), fitting(intake.input(), declared, all.get(intake.input())));
                }
            }
        }
        Row source = network.intake(Intake.Text.class).map(text -> Row.of("", text.positions(), all)).orElse(null);
        Row target = network.target() == null ? null : Row.of(TARGET, network.positions(), all);
        all.putAll(network.completion().rule().apply(all));
        Map<String, InputTensor> tensors = new LinkedHashMap<>();
        asked().forEach((name, declared) -> {
            boolean ofTarget = target != null && name.startsWith(TARGET);
            Row row = ofTarget ? target : source;
            String kind = ofTarget ? name.substring(TARGET.length()) : name;
            tensors.put(name, row != null && isOfText(kind)
                    ? ofText(name, kind, declared, row, all)
                    : fitting(name, declared, all.get(name)));
        });
        network.program().derived().forEach((name, rule) -> tensors.put(name, rule.from(tensors)));
        return tensors;
    }

    /// The inputs that follow from no others.
    private SequencedMap<String, Value> asked() {
        SequencedMap<String, Value> asked = new LinkedHashMap<>(network.program().inputs());
        asked.keySet().removeAll(network.program().derived().keySet());
        return asked;
    }

    private void requireKnown(Map<String, InputTensor> given) {
        TreeSet<String> known = new TreeSet<>(asked().keySet());
        known.addAll(network.completion().takes());
        for (String name : given.keySet()) {
            if (!known.contains(name)) {
                throw wrong(name, Phrase.of("reason.input-known", String.join(", ", asked().keySet())));
            }
        }
    }

    private static boolean isOfText(String kind) {
        return kind.equals(IDS) || kind.equals(MASK) || kind.equals(TYPES) || kind.equals(POSITIONS);
    }

    private InputTensor ofText(String name, String kind, Value declared, Row row, Map<String, InputTensor> given) {
        InputTensor tensor = kind.equals(MASK) ? row.mask() : given.get(name);
        InputTensor complete = tensor == null ? missing(name, kind, row) : whole(name, tensor);
        checkShape(name, complete, row.ids());
        checkValues(name, kind, complete, declared);
        return complete;
    }

    /// The tokens of one text, and which of them are padding.
    private record Row(InputTensor ids, InputTensor mask) {

        static Row of(String prefix, int positions, Map<String, InputTensor> given) {
            InputTensor ids = whole(prefix + IDS, given.get(prefix + IDS));
            checkShape(prefix + IDS, ids, ids);
            if (ids.values().length > positions) {
                throw new ProblemException(Problem.TEXT_TOO_LONG, ids.values().length, positions);
            }
            InputTensor mask = given.get(prefix + MASK);
            return new Row(ids, mask == null ? ones(ids.values().length) : whole(prefix + MASK, mask));
        }

        private static InputTensor ones(int length) {
            return InputTensor.row(LongStream.generate(() -> 1).limit(length).toArray());
        }
    }

    /// A tensor that must be given, and of whole numbers.
    static InputTensor whole(String name, @Nullable InputTensor tensor) {
        return switch (tensor) {
            case null -> throw wrong(name, Phrase.of("reason.input-missing"));
            case InputTensor.Whole whole -> whole;
            case InputTensor.Real _, InputTensor.Held _ -> throw wrong(name, Phrase.of("reason.input-whole-only"));
        };
    }

    private InputTensor missing(String name, String kind, Row row) {
        return switch (kind) {
            case TYPES -> InputTensor.row(new long[row.ids().values().length]);
            case POSITIONS -> InputTensor.row(network.counting().positions(row.ids().values(), row.mask().values()));
            default -> throw wrong(name, Phrase.of("reason.input-missing"));
        };
    }

    private static void checkShape(String name, InputTensor tensor, InputTensor ids) {
        long[] shape = tensor.shape();
        if (shape.length != 2 || shape[0] != 1) {
            throw wrong(name, Phrase.of("reason.input-shape", Arrays.toString(shape)));
        }
        if (shape[1] == 0) {
            throw wrong(name, Phrase.of("reason.input-empty"));
        }
        if (shape[1] != ids.shape()[1]) {
            throw wrong(name, Phrase.of("reason.input-length", shape[1], ids.shape()[1]));
        }
    }

    private void checkValues(String name, String kind, InputTensor tensor, Value declared) {
        long limit = kind.equals(MASK) ? 2 : rows(declared).orElse(Long.MAX_VALUE);
        for (long value : tensor.values()) {
            if (value >= 0 && value < limit) {
                continue;
            }
            if (kind.equals(IDS)) {
                throw new ProblemException(Problem.TOKEN_OUTSIDE_VOCABULARY, value, limit);
            }
            throw wrong(name, Phrase.of("reason.input-range", value, limit - 1));
        }
        if (kind.equals(MASK) && LongStream.of(tensor.values()).allMatch(value -> value == 0)) {
            throw wrong(name, Phrase.of("reason.input-masked"));
        }
    }

    /// The rows of the table that an input picks from, if it picks from one.
    private OptionalLong rows(Value input) {
        return network.program().steps().stream()
                .filter(step -> step.op() instanceof Op.Embed && step.operands().get(1).equals(input))
                .mapToLong(step -> step.operands().getFirst().length(0))
                .min();
    }

    /// A tensor of the type and shape that the program declares. Whole numbers will do where others are wanted.
    private static InputTensor fitting(String name, Value declared, @Nullable InputTensor tensor) {
        if (tensor == null) {
            throw wrong(name, Phrase.of("reason.input-missing"));
        }
        requireShape(name, declared, tensor.shape());
        return switch (declared.type()) {
            case F32 -> real(tensor);
            case I64 -> whole(name, tensor);
            case F64, F16, BF16, I32, I16, I8, U8, BOOL -> throw new IllegalStateException("input of " + declared.type());
        };
    }

    private static InputTensor real(InputTensor tensor) {
        return switch (tensor) {
            case InputTensor.Real real -> real;
            case InputTensor.Held held -> held;
            case InputTensor.Whole(long[] values, long[] shape) -> {
                float[] numbers = new float[values.length];
                for (int i = 0; i < values.length; i++) {
                    numbers[i] = values[i];
                }
                yield InputTensor.of(numbers, shape);
            }
        };
    }

    private static void requireShape(String name, Value declared, long[] shape) {
        if (shape.length != declared.rank()) {
            throw wrong(name, Phrase.of("reason.input-axes", shape.length, declared.shape()));
        }
        for (int axis = 0; axis < shape.length; axis++) {
            long wanted = switch (declared.dim(axis)) {
                case Dim.Fixed(long length) -> length;
                case Dim.Named dim -> dim.equals(Dim.BATCH) ? 1 : shape[axis];
            };
            if (shape[axis] != wanted) {
                throw wrong(name, Phrase.of("reason.input-axis", axis, shape[axis], wanted));
            }
        }
    }

    private static ProblemException wrong(String name, Phrase what) {
        return new ProblemException(Problem.INPUT_WRONG, name, what);
    }
}

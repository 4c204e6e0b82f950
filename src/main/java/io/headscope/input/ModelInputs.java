package io.headscope.input;

import io.headscope.attention.Stack;
import io.headscope.attention.Token;
import io.headscope.message.Phrase;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.InputTensor;
import io.headscope.model.ModelInput;
import io.headscope.model.Network;
import io.headscope.model.Op;
import io.headscope.model.Value;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// Makes what goes into one run: exactly the tensors that a network's program declares, each checked against what the
/// network knows, those not given filled in. Methods throw [ProblemException] where an input does not fit.
public final class ModelInputs {

    private static final String IDS = "input_ids";
    private static final String MASK = "attention_mask";
    private static final String TYPES = "token_type_ids";
    private static final String POSITIONS = "position_ids";

    private ModelInputs() {}

    /// A text, or a pair of texts.
    public static ModelInput of(Network network, EncodedText text) {
        if (text.isEmpty()) {
            throw new ProblemException(Problem.TEXT_EMPTY);
        }
        Map<String, InputTensor> given = new HashMap<>();
        given.put(IDS, row(text.tokens().stream().mapToLong(Token::id)));
        if (network.program().inputs().containsKey(TYPES)) {
            given.put(TYPES, row(text.typeIds().stream().mapToLong(type -> type)));
        }
        return new ModelInput(tensors(network, given), Map.of(stack(network), text.tokens()));
    }

    /// Raw numbers, by the names of the program's inputs.
    ///
    /// @param vocabulary names the ids, where there is one
    public static ModelInput of(Network network, Map<String, InputTensor> given, @Nullable Vocabulary vocabulary) {
        for (String name : given.keySet()) {
            if (!network.program().inputs().containsKey(name)) {
                String known = String.join(", ", network.program().inputs().keySet());
                throw wrong(name, Phrase.of("reason.input-known", known));
            }
        }
        if (!given.containsKey(IDS)) {
            throw wrong(IDS, Phrase.of("reason.input-missing"));
        }
        Map<String, InputTensor> tensors = tensors(network, given);
        return new ModelInput(tensors, Map.of(stack(network), tokens(tensors, vocabulary)));
    }

    private static Map<String, InputTensor> tensors(Network network, Map<String, InputTensor> given) {
        InputTensor ids = java.util.Objects.requireNonNull(given.get(IDS));
        checkShape(IDS, ids, ids);
        if (ids.values().length > network.positions()) {
            throw new ProblemException(Problem.TEXT_TOO_LONG, ids.values().length, network.positions());
        }
        InputTensor mask = given.getOrDefault(MASK, row(LongStream.generate(() -> 1).limit(ids.values().length)));
        Map<String, InputTensor> tensors = new LinkedHashMap<>();
        network.program().inputs().forEach((name, declared) -> {
            InputTensor tensor = name.equals(MASK) ? mask : given.get(name);
            InputTensor complete = tensor == null ? missing(name, network, mask) : tensor;
            checkShape(name, complete, ids);
            checkValues(name, complete, network, declared);
            tensors.put(name, complete);
        });
        return tensors;
    }

    private static InputTensor missing(String name, Network network, InputTensor mask) {
        return switch (name) {
            case TYPES -> row(LongStream.generate(() -> 0).limit(mask.values().length));
            case POSITIONS -> positions(network, mask);
            default -> throw wrong(name, Phrase.of("reason.input-missing"));
        };
    }

    /// 0, 1, 2, …; in a decoder, padding before the text is not counted: 1, 1, 0, 1, 2, ….
    private static InputTensor positions(Network network, InputTensor mask) {
        long[] valid = mask.values();
        long[] positions = IntStream.range(0, valid.length).asLongStream().toArray();
        if (stack(network) == Stack.DECODER && valid[0] == 0) {
            long next = 0;
            for (int i = 0; i < valid.length; i++) {
                positions[i] = valid[i] == 0 ? 1 : next++;
            }
        }
        return InputTensor.row(positions);
    }

    private static void checkShape(String name, InputTensor tensor, InputTensor ids) {
        long[] shape = tensor.shape();
        if (shape.length != 2 || shape[0] != 1) {
            throw wrong(name, Phrase.of("reason.input-shape", java.util.Arrays.toString(shape)));
        }
        if (shape[1] == 0) {
            throw wrong(name, Phrase.of("reason.input-empty"));
        }
        if (shape[1] != ids.shape()[1]) {
            throw wrong(name, Phrase.of("reason.input-length", shape[1], ids.shape()[1]));
        }
    }

    private static void checkValues(String name, InputTensor tensor, Network network, Value declared) {
        long limit = name.equals(MASK) ? 2 : rows(network, declared).orElse(Long.MAX_VALUE);
        for (long value : tensor.values()) {
            if (value >= 0 && value < limit) {
                continue;
            }
            if (name.equals(IDS)) {
                throw new ProblemException(Problem.TOKEN_OUTSIDE_VOCABULARY, value, limit);
            }
            throw wrong(name, Phrase.of("reason.input-range", value, limit - 1));
        }
        if (name.equals(MASK) && LongStream.of(tensor.values()).allMatch(value -> value == 0)) {
            throw wrong(name, Phrase.of("reason.input-masked"));
        }
    }

    /// The rows of the table that an input picks from, if it picks from one.
    private static OptionalLong rows(Network network, Value input) {
        return network.program().steps().stream()
                .filter(step -> step.op() instanceof Op.Embed && step.operands().get(1).equals(input))
                .mapToLong(step -> step.operands().getFirst().length(0))
                .min();
    }

    private static List<Token> tokens(Map<String, InputTensor> tensors, @Nullable Vocabulary vocabulary) {
        long[] ids = java.util.Objects.requireNonNull(tensors.get(IDS)).values();
        InputTensor mask = tensors.get(MASK);
        return IntStream.range(0, ids.length)
                .mapToObj(i -> token((int) ids[i], mask != null && mask.values()[i] == 0, vocabulary))
                .toList();
    }

    private static Token token(int id, boolean padding, @Nullable Vocabulary vocabulary) {
        if (vocabulary == null) {
            return Token.ofId(id, padding ? Token.Role.PADDING : Token.Role.TEXT);
        }
        Token.Role role = padding
                ? Token.Role.PADDING
                : vocabulary.isSpecial(id) ? vocabulary.specialRole(id) : Token.Role.TEXT;
        return new Token(id, vocabulary.piece(id), vocabulary.text(id), null, role);
    }

    private static Stack stack(Network network) {
        return network.program().sites().getFirst().stack();
    }

    private static InputTensor row(LongStream values) {
        return InputTensor.row(values.toArray());
    }

    private static ProblemException wrong(String name, Phrase what) {
        return new ProblemException(Problem.INPUT_WRONG, name, what);
    }
}

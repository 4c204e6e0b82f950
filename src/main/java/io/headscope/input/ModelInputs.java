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
import io.headscope.model.Target;
import io.headscope.model.Value;
import java.util.ArrayList;
import java.util.EnumMap;
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
    private static final String TARGET = "decoder_";

    private ModelInputs() {}

    /// A text, or a pair of texts.
    public static ModelInput of(Network network, EncodedText text) {
        return of(network, text, null, null);
    }

    /// A text and, for a network that reads one text and writes another, what it is to have written.
    ///
    /// @param written    the target as its tokenizer cuts it; without one, the decoder has its first token only
    /// @param vocabulary names that first token, where there is one
    public static ModelInput of(
            Network network, EncodedText text, @Nullable EncodedText written, @Nullable Vocabulary vocabulary) {
        if (text.isEmpty()) {
            throw new ProblemException(Problem.TEXT_EMPTY);
        }
        Map<String, InputTensor> given = new HashMap<>();
        given.put(IDS, ids(text.tokens()));
        if (network.program().inputs().containsKey(TYPES)) {
            given.put(TYPES, row(text.typeIds().stream().mapToLong(type -> type)));
        }
        Map<Stack, List<Token>> tokens = new EnumMap<>(Stack.class);
        tokens.put(stack(network), text.tokens());
        Target target = network.target();
        if (target != null) {
            List<Token> before = before(target, written == null ? List.of() : written.tokens(), vocabulary);
            given.put(TARGET + IDS, ids(before));
            tokens.put(Stack.DECODER, before);
        }
        return new ModelInput(tensors(network, given), tokens);
    }

    /// What a decoder has read when it is to write each token of a target: everything one place later.
    private static List<Token> before(Target target, List<Token> written, @Nullable Vocabulary vocabulary) {
        List<Token> before = new ArrayList<>(written);
        if (!before.isEmpty() && before.getLast().isSpecial()) {
            Token last = before.removeLast();
            if (target.turned()) {
                before.addFirst(last);
                return before;
            }
        }
        before.addFirst(token(target.start(), Token.Role.SPECIAL, vocabulary));
        return before;
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
        Map<String, InputTensor> all = new HashMap<>(given);
        Target target = network.target();
        if (target != null) {
            all.putIfAbsent(TARGET + IDS, InputTensor.row(target.start()));
        }
        Map<String, InputTensor> tensors = tensors(network, all);
        Map<Stack, List<Token>> tokens = new EnumMap<>(Stack.class);
        tokens.put(stack(network), tokens("", tensors, vocabulary));
        if (target != null) {
            tokens.put(Stack.DECODER, tokens(TARGET, tensors, vocabulary));
        }
        return new ModelInput(tensors, tokens);
    }

    /// The tokens of one stack, and which of them are padding.
    private record Row(InputTensor ids, InputTensor mask) {

        static Row of(String prefix, Network network, Map<String, InputTensor> given) {
            InputTensor ids = given.get(prefix + IDS);
            if (ids == null) {
                throw wrong(prefix + IDS, Phrase.of("reason.input-missing"));
            }
            checkShape(prefix + IDS, ids, ids);
            if (ids.values().length > network.positions()) {
                throw new ProblemException(Problem.TEXT_TOO_LONG, ids.values().length, network.positions());
            }
            InputTensor mask = given.getOrDefault(
                    prefix + MASK, ModelInputs.row(LongStream.generate(() -> 1).limit(ids.values().length)));
            return new Row(ids, mask);
        }
    }

    private static Map<String, InputTensor> tensors(Network network, Map<String, InputTensor> given) {
        Row source = Row.of("", network, given);
        Row target = network.takesTarget() ? Row.of(TARGET, network, given) : source;
        Map<String, InputTensor> tensors = new LinkedHashMap<>();
        network.program().inputs().forEach((name, declared) -> {
            boolean ofTarget = network.takesTarget() && name.startsWith(TARGET);
            Row row = ofTarget ? target : source;
            String kind = ofTarget ? name.substring(TARGET.length()) : name;
            InputTensor tensor = kind.equals(MASK) ? row.mask() : given.get(name);
            InputTensor complete = tensor == null ? missing(name, kind, network, row) : tensor;
            checkShape(name, complete, row.ids());
            checkValues(name, kind, complete, network, declared);
            tensors.put(name, complete);
        });
        return tensors;
    }

    private static InputTensor missing(String name, String kind, Network network, Row row) {
        return switch (kind) {
            case TYPES -> row(LongStream.generate(() -> 0).limit(row.mask().values().length));
            case POSITIONS ->
                InputTensor.row(network.counting().positions(row.ids().values(), row.mask().values()));
            default -> throw wrong(name, Phrase.of("reason.input-missing"));
        };
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

    private static void checkValues(String name, String kind, InputTensor tensor, Network network, Value declared) {
        long limit = kind.equals(MASK) ? 2 : rows(network, declared).orElse(Long.MAX_VALUE);
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
    private static OptionalLong rows(Network network, Value input) {
        return network.program().steps().stream()
                .filter(step -> step.op() instanceof Op.Embed && step.operands().get(1).equals(input))
                .mapToLong(step -> step.operands().getFirst().length(0))
                .min();
    }

    private static List<Token> tokens(String prefix, Map<String, InputTensor> tensors, @Nullable Vocabulary vocabulary) {
        long[] ids = java.util.Objects.requireNonNull(tensors.get(prefix + IDS)).values();
        InputTensor mask = tensors.get(prefix + MASK);
        return IntStream.range(0, ids.length)
                .mapToObj(i -> {
                    boolean padding = mask != null && mask.values()[i] == 0;
                    return token((int) ids[i], padding ? Token.Role.PADDING : Token.Role.TEXT, vocabulary);
                })
                .toList();
    }

    /// @param otherwise what it is there for where the vocabulary does not say
    private static Token token(int id, Token.Role otherwise, @Nullable Vocabulary vocabulary) {
        if (vocabulary == null) {
            return Token.ofId(id, otherwise);
        }
        Token.Role role = otherwise != Token.Role.PADDING && vocabulary.isSpecial(id) ? vocabulary.specialRole(id) : otherwise;
        return new Token(id, vocabulary.piece(id), vocabulary.text(id), null, role);
    }

    private static Stack stack(Network network) {
        return network.program().sites().getFirst().stack();
    }

    private static InputTensor ids(List<Token> tokens) {
        return row(tokens.stream().mapToLong(Token::id));
    }

    private static InputTensor row(LongStream values) {
        return InputTensor.row(values.toArray());
    }

    private static ProblemException wrong(String name, Phrase what) {
        return new ProblemException(Problem.INPUT_WRONG, name, what);
    }
}

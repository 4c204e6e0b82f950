package io.headscope.input;

import io.headscope.attention.Stack;
import io.headscope.attention.Token;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.InputTensor;
import io.headscope.model.Intake;
import io.headscope.model.ModelInput;
import io.headscope.model.Network;
import io.headscope.model.Target;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// Makes what goes into one run: exactly the tensors that a network's program declares, each checked against what the
/// network knows, those not given filled in. Methods throw [ProblemException] where an input does not fit.
public final class ModelInputs {

    private static final String IDS = "input_ids";
    private static final String TYPES = "token_type_ids";
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
        return of(network, Map.of(), text, written, vocabulary);
    }

    /// The same beside other tensors: the pixels of a picture, for a network that takes both or a picture alone.
    ///
    /// @param text nothing for networks that take none
    public static ModelInput of(
            Network network,
            Map<String, InputTensor> others,
            @Nullable EncodedText text,
            @Nullable EncodedText written,
            @Nullable Vocabulary vocabulary) {
        Map<String, InputTensor> given = new HashMap<>(others);
        Map<Stack, List<Token>> tokens = new EnumMap<>(Stack.class);
        if (text != null) {
            EncodedText whole = filled(network, text, vocabulary);
            addText(network, whole, given);
            network.intake(Intake.Text.class).ifPresent(intake -> tokens.put(intake.stack(), whole.tokens()));
        }
        Target target = network.target();
        if (target != null && (!target.rereads() || text != null)) {
            List<Token> before = target.rereads()
                    ? later(target, Objects.requireNonNull(text).tokens(), token(target.start(), Token.Role.SPECIAL, vocabulary))
                    : before(target, written == null ? List.of() : written.tokens(), vocabulary);
            given.put(TARGET + IDS, ids(before));
            tokens.put(Stack.DECODER, before);
        }
        return given(network, given, tokens);
    }

    /// As long as the network has always read texts, where it reads the fill as well.
    private static EncodedText filled(Network network, EncodedText text, @Nullable Vocabulary vocabulary) {
        Intake.Text intake = network.intake(Intake.Text.class).orElse(null);
        int missing = intake == null || intake.fill().isEmpty() ? 0 : intake.positions() - text.tokens().size();
        if (intake == null || missing <= 0 || text.isEmpty()) {
            return text;
        }
        List<Token> tokens = new ArrayList<>(text.tokens());
        List<Long> types = new ArrayList<>(text.typeIds());
        tokens.addAll(Collections.nCopies(missing, token(intake.fill().getAsInt(), Token.Role.SPECIAL, vocabulary)));
        types.addAll(Collections.nCopies(missing, 0L));
        return new EncodedText(tokens, types);
    }

    private static void addText(Network network, EncodedText text, Map<String, InputTensor> given) {
        if (text.isEmpty()) {
            throw new ProblemException(Problem.TEXT_EMPTY);
        }
        given.put(IDS, ids(text.tokens()));
        if (network.program().inputs().containsKey(TYPES)) {
            given.put(TYPES, row(text.typeIds().stream().mapToLong(type -> type)));
        }
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

    /// A text as a decoder reads it that is given the text itself: everything one place later, and the last token gone, or
    /// turned to the beginning.
    private static List<Token> later(Target target, List<Token> text, Token start) {
        List<Token> later = new ArrayList<>(text.subList(0, text.size() - 1));
        later.addFirst(target.turned() ? text.getLast() : start);
        return later;
    }

    private static InputTensor later(Target target, @Nullable InputTensor text) {
        long[] ids = GivenTensors.whole(IDS, text).values();
        long first = target.turned() ? ids[ids.length - 1] : target.start();
        return row(LongStream.concat(LongStream.of(first), LongStream.of(ids).limit(ids.length - 1)));
    }

    /// Raw numbers, by the names of the program's inputs.
    ///
    /// @param vocabulary names the ids, where there is one
    public static ModelInput of(Network network, Map<String, InputTensor> given, @Nullable Vocabulary vocabulary) {
        Map<String, InputTensor> all = new HashMap<>(given);
        Target target = network.target();
        if (target != null) {
            all.putIfAbsent(TARGET + IDS, target.rereads() ? later(target, all.get(IDS)) : InputTensor.row(target.start()));
        }
        Map<Stack, List<Token>> tokens = new EnumMap<>(Stack.class);
        for (Intake intake : network.intakes()) {
            switch (intake) {
                case Intake.Text text -> tokens.put(text.stack(), tokens("", all, vocabulary));
                case Intake.Target written -> tokens.put(written.stack(), tokens(TARGET, all, vocabulary));
                case Intake.Image _, Intake.Samples _, Intake.Spectrogram _ -> {}
            }
        }
        if (target != null && target.rereads()) {
            tokens.put(Stack.DECODER, tokens(TARGET, all, vocabulary));
        }
        return given(network, all, tokens);
    }

    /// Tensors, by the names of the program's inputs.
    ///
    /// @param texts the tokens of those that are texts; patches and frames are named by where they lie
    public static ModelInput given(Network network, Map<String, InputTensor> given, Map<Stack, List<Token>> texts) {
        Map<String, InputTensor> tensors = new GivenTensors(network).complete(given);
        return new ModelInput(tensors, Positions.of(network, tensors, texts), network.layouts());
    }

    /// The least that a network can be asked: a text of one token, a picture of black, a sound of silence.
    public static ModelInput smallest(Network network) {
        Map<String, InputTensor> given = new HashMap<>();
        for (Intake intake : network.intakes()) {
            switch (intake) {
                case Intake.Text _, Intake.Target _ -> given.put(intake.input(), InputTensor.row(0));
                case Intake.Image image ->
                    given.put(image.input(), zeros(image.channels(), image.height(), image.width()));
                case Intake.Samples samples -> given.put(samples.input(), zeros(samples.samples()));
                case Intake.Spectrogram sound -> given.put(
                        sound.input(),
                        sound.framesFirst() ? zeros(sound.frames(), sound.bins()) : zeros(sound.bins(), sound.frames()));
            }
        }
        return of(network, given, null);
    }

    /// @param shape without the batch axis
    private static InputTensor zeros(long... shape) {
        long[] batched = LongStream.concat(LongStream.of(1), LongStream.of(shape)).toArray();
        return InputTensor.of(new float[Math.toIntExact(LongStream.of(shape).reduce(1, Math::multiplyExact))], batched);
    }

    private static List<Token> tokens(String prefix, Map<String, InputTensor> tensors, @Nullable Vocabulary vocabulary) {
        InputTensor ids = GivenTensors.whole(prefix + IDS, tensors.get(prefix + IDS));
        return LongStream.of(ids.values()).mapToObj(id -> token((int) id, Token.Role.TEXT, vocabulary)).toList();
    }

    /// @param otherwise what it is there for where the vocabulary does not say
    private static Token token(int id, Token.Role otherwise, @Nullable Vocabulary vocabulary) {
        if (vocabulary == null) {
            return Token.ofId(id, otherwise);
        }
        Token.Role role = otherwise != Token.Role.PADDING && vocabulary.isSpecial(id) ? vocabulary.specialRole(id) : otherwise;
        return new Token(id, vocabulary.piece(id), vocabulary.text(id), null, role);
    }

    private static InputTensor ids(List<Token> tokens) {
        return row(tokens.stream().mapToLong(Token::id));
    }

    private static InputTensor row(LongStream values) {
        return InputTensor.row(values.toArray());
    }
}

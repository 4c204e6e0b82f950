package io.headscope.input;

import io.headscope.attention.Stack;
import io.headscope.attention.Token;
import io.headscope.message.Phrase;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.Dim;
import io.headscope.model.InputRole;
import io.headscope.model.InputTensor;
import io.headscope.model.ModelInput;
import io.headscope.model.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Makes what goes into a foreign network, whose inputs are known by name and shape alone: what is given is brought to the
/// length and the batch that the network takes, what is not given is filled in.
public final class ForeignInputs {

    private static final int PROBE = 7;

    private final SequencedMap<String, Value> inputs;
    private final Map<String, InputRule> rules;
    private final Usual usual;

    /// What is usual where the file leaves it open.
    ///
    /// @param vocabulary the number of token ids that are surely known
    /// @param start      the token that a decoder begins with
    /// @param picture    the side of a picture, in pixels
    /// @param samples    the length of a sound
    /// @param bins       the frequencies of a spectrogram
    /// @param frames     the moments of a spectrogram
    public record Usual(int vocabulary, int start, int picture, int samples, int bins, int frames) {}

    /// @param rules what is fed to inputs that nothing is known of
    public ForeignInputs(SequencedMap<String, Value> inputs, Map<String, InputRule> rules, Usual usual) {
        this.inputs = new LinkedHashMap<>(inputs);
        this.rules = Map.copyOf(rules);
        this.usual = usual;
    }

    public InputRole role(String name) {
        return InputRole.of(name, java.util.Objects.requireNonNull(inputs.get(name)));
    }

    /// The first input of a role, of what is read or of what is written.
    public @Nullable String named(InputRole role, boolean target) {
        return inputs.keySet().stream()
                .filter(name -> role(name) == role && InputRole.isOfTarget(name) == target)
                .findFirst()
                .orElse(null);
    }

    public Value value(String name) {
        return java.util.Objects.requireNonNull(inputs.get(name));
    }

    /// The inputs that nothing is known of and nobody has said anything of.
    public List<String> unmapped() {
        return inputs.keySet().stream()
                .filter(name -> !rules.containsKey(name) && (role(name) == InputRole.OTHER || isOfUnknownSize(name)))
                .toList();
    }

    /// Those, and states of a network's own making: nobody types or draws them.
    public List<String> notEntered() {
        List<String> unmapped = unmapped();
        return inputs.keySet().stream()
                .filter(name -> unmapped.contains(name) || (role(name) == InputRole.STATES && !rules.containsKey(name)))
                .toList();
    }

    /// States whose size the file does not say cannot be made up.
    private boolean isOfUnknownSize(String name) {
        return role(name) == InputRole.STATES && !(value(name).dim(-1) instanceof Dim.Fixed);
    }

    /// @throws ProblemException if there are any
    public void requireMapped() {
        List<String> unmapped = unmapped();
        if (!unmapped.isEmpty()) {
            throw new ProblemException(Problem.INPUT_UNMAPPED, String.join(", ", unmapped), unmapped.getFirst());
        }
    }

    /// A text, and what else was given.
    ///
    /// @param stack  whose positions the text's tokens are
    /// @param target what a decoder has written, where there is one
    public ModelInput of(
            @Nullable EncodedText text, @Nullable EncodedText target, Map<String, InputTensor> given, Stack stack, @Nullable Vocabulary vocabulary) {
        Map<String, InputTensor> all = new HashMap<>(given);
        Map<Stack, List<Token>> tokens = new EnumMap<>(Stack.class);
        String ids = named(InputRole.IDS, false);
        if (text != null && ids != null) {
            all.put(ids, row(text.tokens()));
            tokens.put(stack, text.tokens());
            String types = named(InputRole.TYPES, false);
            if (types != null) {
                all.put(types, InputTensor.row(text.typeIds().stream().mapToLong(type -> type).toArray()));
            }
        }
        String written = named(InputRole.IDS, true);
        if (written != null && !all.containsKey(written)) {
            List<Token> before = new ArrayList<>();
            before.add(token(usual.start(), false, vocabulary));
            if (target != null) {
                target.tokens().stream().filter(token -> !token.isSpecial()).forEach(before::add);
            }
            all.put(written, row(before));
            tokens.put(Stack.DECODER, before);
        }
        return new ModelInput(complete(all), tokens);
    }

    private static InputTensor row(List<Token> tokens) {
        return InputTensor.row(tokens.stream().mapToLong(Token::id).toArray());
    }

    /// Raw numbers, by the names of the inputs.
    public ModelInput of(Map<String, InputTensor> given, Stack stack, @Nullable Vocabulary vocabulary) {
        Map<String, InputTensor> all = new HashMap<>(given);
        if (inputs.size() == 1 && given.size() == 1) {
            // What is the only thing given is the only thing taken, whatever its name.
            all = new HashMap<>(Map.of(inputs.firstEntry().getKey(), given.values().iterator().next()));
        }
        for (String name : all.keySet()) {
            if (!inputs.containsKey(name)) {
                throw wrong(name, Phrase.of("reason.input-known", String.join(", ", inputs.keySet())));
            }
        }
        String written = named(InputRole.IDS, true);
        if (written != null) {
            all.putIfAbsent(written, InputTensor.row(usual.start()));
        }
        Map<Stack, List<Token>> tokens = new EnumMap<>(Stack.class);
        String ids = named(InputRole.IDS, false);
        if (ids != null && all.get(ids) != null) {
            tokens.put(stack, tokens(all, ids, named(InputRole.MASK, false), vocabulary));
        }
        if (written != null) {
            tokens.put(Stack.DECODER, tokens(all, written, named(InputRole.MASK, true), vocabulary));
        }
        return new ModelInput(complete(all), tokens);
    }

    private static List<Token> tokens(Map<String, InputTensor> all, String ids, @Nullable String maskName, @Nullable Vocabulary vocabulary) {
        InputTensor row = java.util.Objects.requireNonNull(all.get(ids));
        InputTensor mask = maskName == null ? null : all.get(maskName);
        int length = (int) row.shape()[row.shape().length - 1];
        List<Token> tokens = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            boolean padding = mask instanceof InputTensor.Whole(long[] valid, long[] _) && valid.length == length && valid[i] == 0;
            tokens.add(token((int) row.values()[i], padding, vocabulary));
        }
        return tokens;
    }

    private static Token token(int id, boolean padding, @Nullable Vocabulary vocabulary) {
        if (vocabulary == null) {
            return Token.ofId(id, padding ? Token.Role.PADDING : Token.Role.TEXT);
        }
        Token.Role role = padding ? Token.Role.PADDING : vocabulary.isSpecial(id) ? vocabulary.specialRole(id) : Token.Role.TEXT;
        return new Token(id, vocabulary.piece(id), vocabulary.text(id), null, role);
    }

    /// Short inputs of two lengths, where the length can vary: enough to see what is attention and what is not.
    public List<Map<String, InputTensor>> probes() {
        Map<String, InputTensor> one = probe(PROBE);
        Map<String, InputTensor> other = probe(PROBE + 2);
        boolean same = one.entrySet().stream()
                .allMatch(entry -> Arrays.equals(entry.getValue().shape(), java.util.Objects.requireNonNull(other.get(entry.getKey())).shape()));
        return same ? List.of(one) : List.of(one, other);
    }

    private Map<String, InputTensor> probe(int length) {
        Map<String, InputTensor> given = new HashMap<>();
        inputs.forEach((name, value) -> {
            switch (role(name)) {
                case IDS -> given.put(name, probeIds(InputRole.isOfTarget(name) ? length / 2 + 1 : length, value));
                case PIXELS -> given.put(name, noise(fixed(value, 1, 3, usual.picture(), usual.picture())));
                case SPECTROGRAM -> given.put(name, noise(fixed(value, 1, usual.bins(), usual.frames())));
                case SAMPLES -> given.put(name, noise(fixed(value, 1, usual.samples() + 400L * (length - PROBE))));
                case STATES -> {
                    if (!isOfUnknownSize(name)) {
                        given.put(name, noise(fixed(value, 1, length, 1)));
                    }
                }
                case MASK, TYPES, POSITIONS, PAST, BRANCH, PIXEL_MASK, OTHER -> {}
            }
        });
        return complete(given);
    }

    /// Ids spread over what is known, no two alike.
    private InputTensor probeIds(int length, Value value) {
        int fixed = value.dim(1) instanceof Dim.Fixed(long all) ? (int) Math.min(all, length) : length;
        long[] ids = new long[fixed];
        for (int i = 0; i < fixed; i++) {
            ids[i] = Math.floorMod(3 + 7L * i, Math.max(2, usual.vocabulary()));
        }
        return InputTensor.row(ids);
    }

    private static long[] fixed(Value value, long... otherwise) {
        long[] shape = new long[value.rank()];
        for (int axis = 0; axis < shape.length; axis++) {
            shape[axis] = value.dim(axis) instanceof Dim.Fixed(long length) ? length : otherwise[axis];
        }
        return shape;
    }

    private static InputTensor noise(long... shape) {
        Random random = new Random(7);
        float[] numbers = new float[Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact))];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return InputTensor.of(numbers, shape);
    }

    /// Everything that the network takes.
    ///
    /// @throws ProblemException if something is missing that cannot be filled in, or is too long
    private Map<String, InputTensor> complete(Map<String, InputTensor> given) {
        Map<String, InputTensor> all = new LinkedHashMap<>();
        inputs.forEach((name, value) -> {
            InputTensor tensor = given.get(name);
            all.put(name, fitted(name, value, tensor == null ? missing(name, value, given) : tensor));
        });
        return all;
    }

    private InputTensor missing(String name, Value value, Map<String, InputTensor> given) {
        boolean target = InputRole.isOfTarget(name);
        int length = length(given, target);
        int past = past(given);
        return switch (role(name)) {
            case MASK -> InputRole.isReal(value) ? ones(1, past + length) : ids(1, past + length);
            case TYPES -> ids(0, length);
            case POSITIONS -> positions(value, past, length);
            case PAST -> past(name, value);
            case BRANCH -> new InputRule.Constant(past == 0 ? 0 : 1).tensor(name, value, shape(value, given, 1));
            case PIXEL_MASK -> pixelMask(given);
            case IDS, PIXELS, SPECTROGRAM, SAMPLES, STATES, OTHER -> ruled(name, value, given);
        };
    }

    private InputTensor ruled(String name, Value value, Map<String, InputTensor> given) {
        InputRule rule = rules.get(name);
        if (rule == null) {
            throw wrong(name, Phrase.of("reason.input-missing"));
        }
        return rule.tensor(name, value, shape(value, given, 1));
    }

    /// Axes that share a name have one length; a batch is one text.
    private long[] shape(Value value, Map<String, InputTensor> given, long otherwise) {
        long[] shape = new long[value.rank()];
        for (int axis = 0; axis < shape.length; axis++) {
            shape[axis] = switch (value.dim(axis)) {
                case Dim.Fixed(long length) -> length;
                case Dim dim -> shared(dim, given, otherwise);
            };
        }
        return shape;
    }

    private long shared(Dim dim, Map<String, InputTensor> given, long otherwise) {
        for (var entry : given.entrySet()) {
            Value value = inputs.get(entry.getKey());
            int axis = value == null ? -1 : value.shape().indexOf(dim);
            if (axis >= 0) {
                return entry.getValue().shape()[axis];
            }
        }
        String name = dim.toString().toLowerCase(Locale.ROOT);
        return name.contains("seq") || name.contains("length") ? Math.max(1, length(given, false)) : otherwise;
    }

    /// How many tokens, or states, are given.
    private int length(Map<String, InputTensor> given, boolean target) {
        for (InputRole role : new InputRole[] {InputRole.IDS, InputRole.STATES}) {
            String name = named(role, target);
            InputTensor tensor = name == null ? null : given.get(name);
            if (tensor != null) {
                return (int) tensor.shape()[1];
            }
        }
        return 1;
    }

    private int past(Map<String, InputTensor> given) {
        String name = named(InputRole.PAST, false);
        InputTensor tensor = name == null ? null : given.get(name);
        long[] shape = tensor != null ? tensor.shape() : name == null ? new long[0] : empty(java.util.Objects.requireNonNull(inputs.get(name)));
        return shape.length < 3 ? 0 : (int) shape[shape.length - 2];
    }

    /// Nothing was read before; a cache that always has the same length is full of zeros, or of what was said.
    private InputTensor past(String name, Value value) {
        long[] shape = empty(value);
        InputRule rule = rules.getOrDefault(name, new InputRule.Constant(0));
        return Arrays.stream(shape).anyMatch(length -> length == 0) ? InputTensor.of(new float[0], shape) : rule.tensor(name, value, shape);
    }

    private static InputTensor ids(long value, int length) {
        long[] values = new long[length];
        Arrays.fill(values, value);
        return InputTensor.row(values);
    }

    private static InputTensor ones(float value, int length) {
        float[] values = new float[length];
        Arrays.fill(values, value);
        return InputTensor.of(values, 1, length);
    }

    private static InputTensor positions(Value value, int past, int length) {
        long[] values = new long[length];
        for (int i = 0; i < length; i++) {
            values[i] = past + i;
        }
        return value.rank() == 1 ? InputTensor.of(values, length) : InputTensor.row(values);
    }

    /// Nothing was read before: an axis of length 0.
    private static long[] empty(Value value) {
        long[] shape = new long[value.rank()];
        for (int axis = 0; axis < shape.length; axis++) {
            shape[axis] = value.dim(axis) instanceof Dim.Fixed(long length) ? length : axis == 0 ? 1 : 0;
        }
        return shape;
    }

    private InputTensor pixelMask(Map<String, InputTensor> given) {
        String pixels = named(InputRole.PIXELS, false);
        InputTensor picture = pixels == null ? null : given.get(pixels);
        long height = picture == null ? 1 : picture.shape()[2];
        long width = picture == null ? 1 : picture.shape()[3];
        long[] ones = new long[Math.toIntExact(height * width)];
        Arrays.fill(ones, 1);
        return InputTensor.of(ones, 1, height, width);
    }

    /// Filled up to a length that is fixed, and repeated for a batch that is.
    private InputTensor fitted(String name, Value value, InputTensor tensor) {
        InputTensor filled = switch (role(name)) {
            case IDS, MASK, TYPES, POSITIONS -> filled(value, tensor);
            case PAST, BRANCH, PIXELS, PIXEL_MASK, SPECTROGRAM, SAMPLES, STATES, OTHER -> tensor;
        };
        boolean repeated = value.rank() > 1 && value.dim(0) instanceof Dim.Fixed(long batch) && batch > 1
                && filled.shape().length == value.rank() && filled.shape()[0] == 1;
        return repeated ? repeated(filled, (int) value.length(0)) : filled;
    }

    private static InputTensor filled(Value value, InputTensor tensor) {
        if (value.rank() != 2 || !(value.dim(1) instanceof Dim.Fixed(long length)) || tensor.shape().length != 2 || tensor.shape()[1] == length) {
            return tensor;
        }
        if (tensor.shape()[1] > length) {
            throw new ProblemException(Problem.TEXT_TOO_LONG, tensor.shape()[1], length);
        }
        return switch (tensor) {
            case InputTensor.Whole(long[] values, long[] _) -> InputTensor.row(Arrays.copyOf(values, (int) length));
            case InputTensor.Real(float[] numbers, long[] _) -> InputTensor.of(Arrays.copyOf(numbers, (int) length), 1, length);
            case InputTensor.Held held -> filled(value, held.copied());
        };
    }

    private static InputTensor repeated(InputTensor tensor, int times) {
        long[] shape = tensor.shape().clone();
        shape[0] = times;
        return switch (tensor) {
            case InputTensor.Whole(long[] values, long[] _) -> {
                long[] all = new long[values.length * times];
                for (int i = 0; i < all.length; i++) {
                    all[i] = values[i % values.length];
                }
                yield InputTensor.of(all, shape);
            }
            case InputTensor.Real(float[] numbers, long[] _) -> {
                float[] all = new float[numbers.length * times];
                for (int i = 0; i < all.length; i++) {
                    all[i] = numbers[i % numbers.length];
                }
                yield InputTensor.of(all, shape);
            }
            case InputTensor.Held held -> repeated(held.copied(), times);
        };
    }

    private static ProblemException wrong(String name, Phrase what) {
        return new ProblemException(Problem.INPUT_WRONG, name, what);
    }
}

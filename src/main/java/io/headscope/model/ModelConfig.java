package io.headscope.model;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.headscope.message.Phrase;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The settings of a network as `config.json` gives them, each read with the values it may have.
/// Methods throw [ProblemException] naming the file and the key where a value is missing or absurd.
///
/// @param file where the settings come from, for messages
public record ModelConfig(Path file, JsonObject json) {

    /// No width or table of a real network is larger.
    private static final long LARGEST = 1L << 24;

    private static final long MOST_LAYERS = 1_000;

    /// What families call the number of their layers.
    private static final Set<String> LAYERS = Set.of(
            "num_hidden_layers", "n_layer", "n_layers", "num_layers", "num_decoder_layers", "encoder_layers", "decoder_layers");

    /// The same settings with at most so many layers in every stack.
    public ModelConfig firstLayers(int most) {
        return new ModelConfig(file, shortened(json, most));
    }

    private static JsonObject shortened(JsonObject settings, int most) {
        JsonObject shorter = settings.deepCopy();
        settings.asMap().forEach((key, value) -> {
            if (value instanceof JsonObject part) {
                shorter.add(key, shortened(part, most));
            } else if (LAYERS.contains(key)
                    && value instanceof JsonPrimitive count
                    && count.isNumber()
                    && count.getAsDouble() > most) {
                shorter.addProperty(key, most);
            }
        });
        return shorter;
    }

    /// A whole number from 1 up.
    public int count(String key) {
        return number(key).map(value -> whole(key, value, 1, LARGEST)).orElseThrow(() -> missing(key));
    }

    public int count(String key, int otherwise) {
        return number(key).map(value -> whole(key, value, 1, LARGEST)).orElse(otherwise);
    }

    /// The number of a token, from 0 up.
    public int tokenId(String key, int otherwise) {
        return number(key).map(value -> whole(key, value, 0, LARGEST)).orElse(otherwise);
    }

    /// The numbers of tokens, one or a list of them; none where nothing is said.
    public List<Integer> tokenIds(String key) {
        return value(key).map(value -> ids(key, value)).orElse(List.of());
    }

    /// Lists of numbers of tokens.
    public List<List<Integer>> tokenIdLists(String key) {
        return value(key).map(value -> value.isJsonArray()
                        ? value.getAsJsonArray().asList().stream().map(one -> ids(key, one)).toList()
                        : List.of(ids(key, value)))
                .orElse(List.of());
    }

    private List<Integer> ids(String key, JsonElement value) {
        List<JsonElement> all = value.isJsonArray() ? value.getAsJsonArray().asList() : List.of(value);
        return all.stream()
                .map(one -> {
                    if (one instanceof JsonPrimitive primitive && primitive.isNumber()) {
                        return whole(key, primitive.getAsBigDecimal(), 0, LARGEST);
                    }
                    throw wrong(key, Phrase.of("reason.want-some-number"));
                })
                .toList();
    }

    /// A whole number from 0 up.
    public int index(String key, int otherwise) {
        return number(key).map(value -> whole(key, value, 0, LARGEST)).orElse(otherwise);
    }

    /// The number of layers.
    public int layers(String key) {
        return number(key).map(value -> whole(key, value, 1, MOST_LAYERS)).orElseThrow(() -> missing(key));
    }

    public int layers(String key, int otherwise) {
        return has(key) ? layers(key) : otherwise;
    }

    /// A whole number that `whole` can be divided by, as the heads of a width.
    public int divisor(String key, int whole) {
        int parts = count(key);
        if (whole % parts != 0) {
            throw wrong(key, Phrase.of("reason.want-divisor", whole));
        }
        return parts;
    }

    public int divisor(String key, int whole, int otherwise) {
        if (has(key) || whole % otherwise == 0) {
            return has(key) ? divisor(key, whole) : otherwise;
        }
        throw missing(key);
    }

    /// Whole numbers from 1 up, one for each part of a network.
    public List<Integer> counts(String key) {
        JsonElement list = value(key).orElseThrow(() -> missing(key));
        if (!list.isJsonArray() || list.getAsJsonArray().isEmpty() || list.getAsJsonArray().size() > MOST_LAYERS) {
            throw wrong(key, Phrase.of("reason.want-counts"));
        }
        return list.getAsJsonArray().asList().stream().map(one -> countIn(key, one)).toList();
    }

    private int countIn(String key, JsonElement one) {
        if (one instanceof JsonPrimitive number && number.isNumber()) {
            return whole(key, decimalOf(key, number), 1, LARGEST);
        }
        throw wrong(key, Phrase.of("reason.want-counts"));
    }

    /// The height and width of a picture or of a patch, given as one number or as two.
    public Extent.Picture picture(String key, int otherwise) {
        Optional<JsonElement> value = value(key);
        if (value.isPresent() && value.get().isJsonArray()) {
            List<Integer> both = counts(key);
            if (both.size() != 2) {
                throw wrong(key, Phrase.of("reason.want-height-and-width"));
            }
            return new Extent.Picture(both.get(0), both.get(1));
        }
        int side = count(key, otherwise);
        return new Extent.Picture(side, side);
    }

    /// The settings of a part of the network, in an object of their own. Nothing in it where there is none.
    public ModelConfig section(String key) {
        JsonElement part = value(key).orElseGet(JsonObject::new);
        if (!part.isJsonObject()) {
            throw wrong(key, Phrase.of("reason.want-settings"));
        }
        return new ModelConfig(file, part.getAsJsonObject());
    }

    /// Whether anything is said of `key`.
    public boolean has(String key) {
        return value(key).isPresent();
    }

    /// The size of one head, where it may differ from the share of a head in the width.
    ///
    /// @param heads the key of their number
    public int headSize(String key, String heads, int width) {
        Optional<BigDecimal> given = number(key);
        return given.isPresent() ? whole(key, given.get(), 1, LARGEST) : width / divisor(heads, width);
    }

    /// The heads of keys and values, of which each serves as many of the `heads` of queries as any other; as many as these
    /// where the config does not say.
    public int keyHeads(String key, int heads) {
        int keyHeads = count(key, heads);
        if (heads % keyHeads != 0) {
            throw wrong(key, Phrase.of("reason.want-divisor", heads));
        }
        return keyHeads;
    }

    /// A number from `least` to `most`.
    public double decimal(String key, double otherwise, double least, double most) {
        Optional<BigDecimal> number = number(key);
        if (number.isEmpty()) {
            return otherwise;
        }
        double value = number.get().doubleValue();
        if (!(value >= least && value <= most)) {
            throw wrong(key, Phrase.of("reason.want-number", String.valueOf(least), String.valueOf(most)));
        }
        return value;
    }

    /// A share from 0 to below 1, as dropout has it.
    public double share(String key, double otherwise) {
        return decimal(key, otherwise, 0, Math.nextDown(1.0));
    }

    /// Numbers, one after the other.
    public Optional<List<Double>> decimals(String key) {
        return value(key).map(value -> {
            if (value.isJsonArray() && value.getAsJsonArray().asList().stream().allMatch(ModelConfig::isNumber)) {
                return value.getAsJsonArray().asList().stream().map(JsonElement::getAsDouble).toList();
            }
            throw wrong(key, Phrase.of("reason.want-numbers"));
        });
    }

    private static boolean isNumber(JsonElement element) {
        return element instanceof JsonPrimitive primitive && primitive.isNumber();
    }

    public boolean flag(String key, boolean otherwise) {
        Optional<JsonElement> value = value(key);
        if (value.isEmpty()) {
            return otherwise;
        }
        if (value.get() instanceof JsonPrimitive primitive && primitive.isBoolean()) {
            return primitive.getAsBoolean();
        }
        throw wrong(key, Phrase.of("reason.want-flag"));
    }

    /// A list of names, or one text in which they stand between bars; empty where there is none.
    public List<String> names(String key) {
        Optional<JsonElement> value = value(key);
        if (value.isEmpty()) {
            return List.of();
        }
        if (isText(value.get())) {
            return List.of(value.get().getAsString().split("\\|"));
        }
        if (!value.get().isJsonArray() || !value.get().getAsJsonArray().asList().stream().allMatch(ModelConfig::isText)) {
            throw wrong(key, Phrase.of("reason.want-names"));
        }
        return value.get().getAsJsonArray().asList().stream().map(JsonElement::getAsString).toList();
    }

    public Optional<String> text(String key) {
        return value(key).map(value -> {
            if (value instanceof JsonPrimitive primitive && primitive.isString()) {
                return primitive.getAsString();
            }
            throw wrong(key, Phrase.of("reason.want-text"));
        });
    }

    public Activation activation(String key, Activation otherwise) {
        Optional<String> name = text(key);
        return name.isEmpty()
                ? otherwise
                : Activation.named(name.get())
                        .orElseThrow(() -> wrong(key, Phrase.of("reason.want-one-of", String.join(", ", Activation.names()))));
    }

    /// The architecture named, if it is one of `known`; the first of them where none is named; where another is, the one of
    /// them that has no head: heads differ, and attention is beneath them.
    ///
    /// @throws ProblemException if all of them have a head, and none is the one that is named
    public String architecture(String family, List<String> known) {
        Optional<String> named = namedArchitecture();
        if (named.isEmpty()) {
            return known.getFirst();
        }
        return known.contains(named.get())
                ? named.get()
                : headless(known).orElseThrow(() -> new ProblemException(
                        Problem.ARCHITECTURE_UNKNOWN, file, named.get(), family, String.join(", ", known)));
    }

    /// The architecture as the file names it, whether anything here knows it or not.
    public Optional<String> namedArchitecture() {
        Optional<JsonElement> named = value("architectures");
        if (named.isEmpty() || (named.get().isJsonArray() && named.get().getAsJsonArray().isEmpty())) {
            return Optional.empty();
        }
        if (!named.get().isJsonArray() || !isText(named.get().getAsJsonArray().get(0))) {
            throw wrong("architectures", Phrase.of("reason.want-names"));
        }
        return Optional.of(named.get().getAsJsonArray().get(0).getAsString());
    }

    private static Optional<String> headless(List<String> known) {
        return known.stream().filter(name -> name.endsWith("Model") && !name.endsWith("LMHeadModel")).findFirst();
    }

    /// The names of the classes, from `id2label` or, where only their number is given, `LABEL_0` and on.
    public List<String> labels() {
        Optional<JsonElement> named = value("id2label");
        if (named.isEmpty()) {
            int count = count("num_labels", 2);
            return java.util.stream.IntStream.range(0, count).mapToObj(i -> "LABEL_" + i).toList();
        }
        if (!named.get().isJsonObject() || named.get().getAsJsonObject().isEmpty()) {
            throw wrong("id2label", Phrase.of("reason.want-class-names"));
        }
        JsonObject names = named.get().getAsJsonObject();
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            JsonElement name = names.get(Integer.toString(i));
            if (!isText(name)) {
                throw wrong("id2label", Phrase.of("reason.want-class-names"));
            }
            labels.add(name.getAsString());
        }
        return labels;
    }

    /// The value of `key` is not one that Headscope can use: it should be just `expected`, in the file's own spelling.
    public ProblemException wrong(String key, String expected) {
        return wrong(key, Phrase.of("reason.want-value", expected));
    }

    /// The value of `key` is not one that Headscope can use.
    public ProblemException wrong(String key, Phrase expected) {
        JsonElement value = json.get(key);
        String shown = value == null ? "null" : value.toString();
        return new ProblemException(
                Problem.CONFIG_VALUE, file, key, shown.length() > 60 ? shown.substring(0, 60) + "…" : shown, expected, name());
    }

    /// What is to be copied where it is wrong: there are more files of settings than one.
    private String name() {
        return String.valueOf(file.getFileName());
    }

    private ProblemException missing(String key) {
        return new ProblemException(Problem.CONFIG_KEY_MISSING, file, key, name());
    }

    private Optional<JsonElement> value(String key) {
        JsonElement value = json.get(key);
        return value == null || value.isJsonNull() ? Optional.empty() : Optional.of(value);
    }

    private Optional<BigDecimal> number(String key) {
        return value(key).map(value -> {
            if (value instanceof JsonPrimitive primitive && primitive.isNumber()) {
                return decimalOf(key, primitive);
            }
            throw wrong(key, Phrase.of("reason.want-some-number"));
        });
    }

    private BigDecimal decimalOf(String key, JsonPrimitive number) {
        try {
            return number.getAsBigDecimal();
        } catch (NumberFormatException notANumber) {
            throw wrong(key, Phrase.of("reason.want-some-number"));
        }
    }

    private int whole(String key, BigDecimal value, long least, long most) {
        // A long exponent would make the exact value itself enormous: the scale is looked at first.
        if (value.precision() - value.scale() > 20
                || value.compareTo(BigDecimal.valueOf(least)) < 0
                || value.compareTo(BigDecimal.valueOf(most)) > 0
                || value.remainder(BigDecimal.ONE).signum() != 0) {
            throw wrong(key, Phrase.of("reason.want-whole-number", least, most));
        }
        return value.intValueExact();
    }

    private static boolean isText(JsonElement element) {
        return element instanceof JsonPrimitive primitive && primitive.isString();
    }
}

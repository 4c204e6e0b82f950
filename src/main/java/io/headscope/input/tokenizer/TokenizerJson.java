package io.headscope.input.tokenizer;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.headscope.input.tokenizer.TokenizerClass.Template;
import io.headscope.input.tokenizer.TokenizerSettings.Added;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/// Writes a `tokenizer.json` (Hugging Face's library `tokenizers` describes its parts).
final class TokenizerJson {

    private final Map<String, Integer> vocabulary;
    private final JsonObject json = new JsonObject();
    private final SequencedMap<String, Integer> addedIds = new LinkedHashMap<>();

    /// @param vocabulary the pieces by name
    TokenizerJson(Map<String, Integer> vocabulary) {
        this.vocabulary = vocabulary;
        json.addProperty("version", "1.0");
    }

    TokenizerJson model(JsonObject model) {
        json.add("model", model);
        return this;
    }

    TokenizerJson normalizer(List<JsonObject> steps) {
        json.add("normalizer", sequence("normalizers", steps));
        return this;
    }

    TokenizerJson preTokenizer(List<JsonObject> steps) {
        json.add("pre_tokenizer", sequence("pretokenizers", steps));
        return this;
    }

    private static JsonElement sequence(String parts, List<JsonObject> steps) {
        if (steps.isEmpty()) {
            return com.google.gson.JsonNull.INSTANCE;
        }
        JsonArray array = new JsonArray();
        steps.forEach(array::add);
        JsonObject sequence = part("Sequence");
        sequence.add(parts, array);
        return sequence;
    }

    /// The tokens that are never cut. Those without an id have that of their piece; those without a piece come after all
    /// others, in their order.
    TokenizerJson added(Iterable<Added> tokens) {
        Set<Integer> taken = new HashSet<>(vocabulary.values());
        List<Added> unplaced = new ArrayList<>();
        Map<Integer, Added> placed = new java.util.TreeMap<>();
        for (Added token : tokens) {
            Integer id = vocabulary.getOrDefault(token.content(), token.id());
            if (id == null) {
                unplaced.add(token);
            } else {
                placed.put(id, token);
                taken.add(id);
            }
        }
        int next = taken.stream().mapToInt(id -> id).max().orElse(-1) + 1;
        for (Added token : unplaced) {
            placed.put(next++, token);
        }
        JsonArray array = new JsonArray();
        placed.forEach((id, token) -> {
            addedIds.put(token.content(), id);
            array.add(added(id, token));
        });
        json.add("added_tokens", array);
        return this;
    }

    private static JsonObject added(int id, Added token) {
        JsonObject entry = new JsonObject();
        entry.addProperty("id", id);
        entry.addProperty("content", token.content());
        entry.addProperty("single_word", token.singleWord());
        entry.addProperty("lstrip", token.lstrip());
        entry.addProperty("rstrip", token.rstrip());
        entry.addProperty("normalized", token.normalized());
        entry.addProperty("special", token.special());
        return entry;
    }

    /// What stands around texts.
    ///
    /// @param roles the special tokens by their roles
    JsonObject with(Template template, Map<String, String> roles) {
        Map<String, Integer> used = new HashMap<>();
        JsonObject processor = part("TemplateProcessing");
        processor.add("single", pieces(template.single(), roles, used));
        processor.add("pair", pieces(template.pair(), roles, used));
        JsonObject specials = new JsonObject();
        used.forEach((content, id) -> {
            JsonObject special = new JsonObject();
            special.addProperty("id", content);
            special.add("ids", array(new JsonPrimitive(id)));
            special.add("tokens", array(new JsonPrimitive(content)));
            specials.add(content, special);
        });
        processor.add("special_tokens", specials);
        json.add("post_processor", processor);
        return json;
    }

    /// A special token that there is not adds nothing.
    private JsonArray pieces(String template, Map<String, String> roles, Map<String, Integer> used) {
        JsonArray pieces = new JsonArray();
        for (String word : template.split(" ")) {
            boolean second = word.endsWith(":1");
            String name = second ? word.substring(0, word.length() - 2) : word;
            String content = name.startsWith("{") ? roles.getOrDefault(name.substring(1, name.length() - 1), "") : name;
            Integer id = addedIds.getOrDefault(content, vocabulary.get(content));
            JsonObject piece = new JsonObject();
            if (name.startsWith("$")) {
                piece.add("Sequence", reference(name.substring(1), second));
                pieces.add(piece);
            } else if (id != null) {
                used.put(content, id);
                piece.add("SpecialToken", reference(content, second));
                pieces.add(piece);
            }
        }
        return pieces;
    }

    private static JsonObject reference(String id, boolean second) {
        JsonObject reference = new JsonObject();
        reference.addProperty("id", id);
        reference.addProperty("type_id", second ? 1 : 0);
        return reference;
    }

    private static JsonArray array(JsonElement element) {
        JsonArray array = new JsonArray();
        array.add(element);
        return array;
    }

    /// A part of a type, its settings by name and value: texts and flags.
    static JsonObject part(String type, Object... settings) {
        JsonObject part = new JsonObject();
        part.addProperty("type", type);
        for (int i = 0; i < settings.length; i += 2) {
            part.add((String) settings[i], value(settings[i + 1]));
        }
        return part;
    }

    private static JsonElement value(Object value) {
        return switch (value) {
            case Boolean flag -> new JsonPrimitive(flag);
            case String text -> new JsonPrimitive(text);
            case Number number -> new JsonPrimitive(number);
            case JsonElement element -> element;
            default -> throw new IllegalArgumentException(value.toString());
        };
    }

    /// A step that takes away what is no letter in any script: code points without a meaning, or with a private one. The
    /// library's own step for BERT leaves them.
    static JsonObject withoutUnassigned() {
        return replaceAll("[\\p{Cn}\\p{Co}]", "");
    }

    /// A step that puts `content` where `pattern` is.
    static JsonObject replaceText(String pattern, String content) {
        return replace("String", pattern, content);
    }

    static JsonObject replaceAll(String regex, String content) {
        return replace("Regex", regex, content);
    }

    private static JsonObject replace(String kind, String pattern, String content) {
        JsonObject wanted = new JsonObject();
        wanted.addProperty(kind, pattern);
        return part("Replace", "pattern", wanted, "content", content);
    }
}

package io.headscope.input.tokenizer;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.headscope.file.JsonFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// What `tokenizer_config.json`, `special_tokens_map.json` and `added_tokens.json` say, the first before the others.
final class TokenizerSettings {

    /// In the order in which those that are no pieces get the next ids.
    private static final List<String> ROLES = List.of("bos", "eos", "unk", "sep", "pad", "cls", "mask");

    /// A token that is never cut.
    ///
    /// @param id     absent where it is a piece of the vocabulary, or comes after it
    /// @param lstrip     whether it takes the spaces before it
    /// @param rstrip     whether it takes the spaces behind it
    /// @param normalized whether it is looked for in the normalized text, not in the text as it was typed
    record Added(
            String content,
            @Nullable Integer id,
            boolean lstrip,
            boolean rstrip,
            boolean singleWord,
            boolean normalized,
            boolean special) {}

    private final JsonObject config;
    private final JsonObject map;
    private final JsonObject added;
    private final JsonObject model;

    private TokenizerSettings(JsonObject config, JsonObject map, JsonObject added, JsonObject model) {
        this.config = config;
        this.map = map;
        this.added = added;
        this.model = model;
    }

    /// Reads what there is of the files in a folder.
    ///
    /// @throws io.headscope.message.ProblemException if one may not be read or is not JSON
    static TokenizerSettings read(Path folder) {
        return new TokenizerSettings(
                json(folder.resolve("tokenizer_config.json")),
                json(folder.resolve("special_tokens_map.json")),
                json(folder.resolve("added_tokens.json")),
                json(folder.resolve("config.json")));
    }

    private static JsonObject json(Path file) {
        return Files.exists(file) ? JsonFile.read(file) : new JsonObject();
    }

    /// The name of the tokenizer's class, from the configuration of the tokenizer or of the model.
    Optional<String> className() {
        return text(config, "tokenizer_class").or(() -> text(model, "tokenizer_class"));
    }

    @Nullable String modelType() {
        return text(model, "model_type").orElse(null);
    }

    Optional<String> text(String key) {
        return text(config, key);
    }

    private static Optional<String> text(JsonObject json, String key) {
        return json.get(key) instanceof JsonPrimitive value && value.isString() ? Optional.of(value.getAsString()) : Optional.empty();
    }

    boolean flag(String key, boolean otherwise) {
        return json(key) instanceof JsonPrimitive value && value.isBoolean() ? value.getAsBoolean() : otherwise;
    }

    /// A whole number from 0 up.
    int number(String key, int otherwise) {
        return json(key) instanceof JsonPrimitive value && value.isNumber() && value.getAsString().matches("\\d{1,7}")
                ? value.getAsInt()
                : otherwise;
    }

    private @Nullable JsonElement json(String key) {
        return config.get(key);
    }

    /// The special tokens by their roles (`cls`): those of the class, unless the files name others.
    Map<String, String> roles(TokenizerClass tokenizer) {
        Map<String, String> roles = new LinkedHashMap<>();
        for (String role : ROLES) {
            String usual = tokenizer.roles().get(role);
            if (usual != null) {
                roles.put(role, usual);
            }
            for (JsonObject json : List.of(map, config)) {
                JsonElement token = json.get(role + "_token");
                if (token != null) {
                    content(token).ifPresent(content -> roles.put(role, content));
                }
            }
        }
        return roles;
    }

    private static Optional<String> content(JsonElement token) {
        return switch (token) {
            case JsonPrimitive text when text.isString() -> Optional.of(text.getAsString());
            case JsonObject object -> text(object, "content");
            default -> Optional.empty();
        };
    }

    /// The tokens that the files add to the vocabulary, or name in it, by what they are.
    SequencedMap<String, Added> added(TokenizerClass tokenizer) {
        SequencedMap<String, Added> tokens = new LinkedHashMap<>();
        roles(tokenizer).forEach((role, content) ->
                tokens.put(content, new Added(content, null, role.equals("mask") && spacesBeforeMask(tokenizer), false, false, false, true)));
        additional().forEach(content -> tokens.putIfAbsent(content, new Added(content, null, false, false, false, false, true)));
        added.asMap().forEach((content, id) -> {
            if (id instanceof JsonPrimitive number && number.isNumber()) {
                Added known = tokens.get(content);
                tokens.put(content, new Added(
                        content, number.getAsInt(), known != null && known.lstrip(), false, false, false, known == null || known.special()));
            }
        });
        if (config.get("added_tokens_decoder") instanceof JsonObject decoder) {
            decoder.asMap().forEach((id, token) -> {
                if (token instanceof JsonObject object && id.matches("\\d{1,8}")) {
                    content(object).ifPresent(content -> tokens.put(content, added(content, Integer.parseInt(id), object)));
                }
            });
        }
        return tokens;
    }

    /// Word pieces have no spaces of their own; all others leave the space before a mask to the mask.
    private static boolean spacesBeforeMask(TokenizerClass tokenizer) {
        return tokenizer.form() != TokenizerClass.Form.WORD_PIECE || tokenizer == TokenizerClass.MPNET;
    }

    private static Added added(String content, int id, JsonObject token) {
        return new Added(
                content,
                id,
                flag(token, "lstrip", false),
                flag(token, "rstrip", false),
                flag(token, "single_word", false),
                false,
                flag(token, "special", false));
    }

    private static boolean flag(JsonObject json, String key, boolean otherwise) {
        return json.get(key) instanceof JsonPrimitive value && value.isBoolean() ? value.getAsBoolean() : otherwise;
    }

    /// The special tokens without a role, in their order.
    List<String> additional() {
        List<String> tokens = new ArrayList<>();
        for (JsonObject json : List.of(config, map)) {
            if (json.get("additional_special_tokens") instanceof JsonArray array) {
                array.forEach(token -> content(token).filter(content -> !tokens.contains(content)).ifPresent(tokens::add));
            }
        }
        return tokens;
    }
}

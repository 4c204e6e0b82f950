package io.headscope.input;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.headscope.message.Phrase;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Finds templates of a `tokenizer.json` that use a token they do not define. The tokenizer library notices only when it
/// meets a text, and then ends the whole process.
final class TemplateCheck {

    private TemplateCheck() {}

    /// @param file for the message
    /// @throws ProblemException naming the token that is not defined
    static void check(Path file, @Nullable JsonElement processor) {
        switch (processor) {
            case JsonObject object -> {
                Set<String> defined = object.get("special_tokens") instanceof JsonObject tokens ? defined(tokens) : Set.of();
                checkUses(file, object.get("single"), defined);
                checkUses(file, object.get("pair"), defined);
                object.asMap().values().forEach(part -> check(file, part));
            }
            case JsonArray array -> array.forEach(part -> check(file, part));
            case null, default -> {}
        }
    }

    /// The library goes by the names inside the entries, a reader of the file by those outside: both must say the same.
    private static Set<String> defined(JsonObject tokens) {
        return tokens.entrySet().stream()
                .filter(entry -> entry.getKey().equals(id(entry.getValue())))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private static @Nullable String id(JsonElement token) {
        return token instanceof JsonObject object && object.get("id") instanceof JsonPrimitive name ? name.getAsString() : null;
    }

    private static void checkUses(Path file, @Nullable JsonElement template, Set<String> defined) {
        if (!(template instanceof JsonArray pieces)) {
            return;
        }
        for (JsonElement piece : pieces) {
            if (piece instanceof JsonObject object && object.get("SpecialToken") instanceof JsonObject token) {
                String id = id(token);
                if (id == null || !defined.contains(id)) {
                    throw new ProblemException(
                            Problem.TOKENIZER_BROKEN, file, Phrase.of("reason.template-token", String.valueOf(id)));
                }
            }
        }
    }
}

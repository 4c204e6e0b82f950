package io.headscope.model.family;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import io.headscope.message.Phrase;
import io.headscope.model.ModelConfig;
import java.util.ArrayList;
import java.util.List;

/// Which layers of GPT-Neo have a window: `[[["global", "local"], 12]]` in its config, a pattern and how often it comes.
final class AttentionKinds {

    private static final String KEY = "attention_types";

    private AttentionKinds() {}

    /// @return one for every layer
    static List<Boolean> local(ModelConfig config, int layers) {
        List<Boolean> local = new ArrayList<>();
        if (!config.has(KEY)) {
            config.names("attention_layers").forEach(kind -> local.add(isLocal(config, kind)));
        } else if (config.json().get(KEY) instanceof JsonArray patterns) {
            patterns.forEach(pattern -> add(config, pattern, layers, local));
        }
        if (local.size() != layers) {
            throw wrong(config, layers);
        }
        return List.copyOf(local);
    }

    private static void add(ModelConfig config, JsonElement element, int layers, List<Boolean> local) {
        if (element instanceof JsonArray pattern
                && pattern.size() == 2
                && pattern.get(0) instanceof JsonArray kinds
                && pattern.get(1) instanceof JsonPrimitive times
                && times.isNumber()) {
            for (int i = 0; i < times.getAsDouble() && local.size() <= layers && !kinds.isEmpty(); i++) {
                kinds.forEach(kind -> local.add(isLocal(config, kind.isJsonPrimitive() ? kind.getAsString() : "")));
            }
        } else {
            throw wrong(config, layers);
        }
    }

    private static boolean isLocal(ModelConfig config, String kind) {
        return switch (kind) {
            case "local" -> true;
            case "global" -> false;
            default -> throw wrong(config, config.layers("num_layers"));
        };
    }

    private static RuntimeException wrong(ModelConfig config, int layers) {
        return config.wrong(KEY, Phrase.of("reason.want-attention-types", layers));
    }
}

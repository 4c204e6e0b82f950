package io.headscope.diagram.mermaid;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.JsonSchema;

/// Reads the bits of YAML that Mermaid allows: front matter and shape data.
final class Yaml {

    private Yaml() {}

    /// @return what is under each key; nothing where the text is YAML and no mapping; null where it is no YAML
    static @Nullable Map<String, Object> mapping(String text) {
        try {
            LoadSettings settings = LoadSettings.builder()
                    .setSchema(new JsonSchema())
                    .setAllowDuplicateKeys(false)
                    .setMaxAliasesForCollections(20)
                    .build();
            Object read = new Load(settings).loadFromString(text);
            Map<String, Object> mapping = new LinkedHashMap<>();
            if (read instanceof Map<?, ?> map) {
                map.forEach((key, value) -> {
                    if (value != null) {
                        mapping.put(String.valueOf(key), value);
                    }
                });
            }
            return mapping;
        } catch (YamlEngineException | StackOverflowError broken) {
            return null;
        }
    }
}

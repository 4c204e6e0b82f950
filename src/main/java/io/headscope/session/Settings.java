package io.headscope.session;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What is remembered from one start to the next.
public interface Settings {

    Optional<String> get(String key);

    /// Remembers `value`; failing to is no reason to disturb the person.
    void put(String key, String value);

    /// Forgotten at the end.
    static Settings inMemory() {
        Map<String, String> values = new TreeMap<>();
        return new Settings() {
            @Override
            public Optional<String> get(String key) {
                return Optional.ofNullable(values.get(key));
            }

            @Override
            public void put(String key, String value) {
                values.put(key, value);
            }
        };
    }
}

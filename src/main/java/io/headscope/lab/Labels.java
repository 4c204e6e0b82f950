package io.headscope.lab;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What positions are called, where they are more than numbers: the words of a sentence.
///
/// @param byKind `q` for queries, `k` for keys, `x` for positions
public record Labels(Map<String, List<String>> byKind) {

    public static final Labels NONE = new Labels(Map.of());

    public Labels {
        byKind = Map.copyOf(byKind);
    }

    public Labels with(String kind, List<String> names) {
        Map<String, List<String>> all = new HashMap<>(byKind);
        all.put(kind, List.copyOf(names));
        return new Labels(all);
    }

    /// The names where there is one for each; numbers otherwise: someone may have added a row.
    public Axis axis(String kind, int length) {
        @Nullable List<String> names = byKind.get(kind);
        return names != null && names.size() == length ? new Axis(kind, names) : Axis.numbered(kind, length);
    }
}

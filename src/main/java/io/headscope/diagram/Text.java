package io.headscope.diagram;

import java.util.List;

/// What stands in a node, on a link or over a subgraph: lines divided by `\n`, entities resolved.
///
/// @param markdown whether `**` and `*` in it mean bold and italic
public record Text(String value, boolean markdown) {

    public static final Text NONE = new Text("", false);

    public static Text of(String value) {
        return new Text(value, false);
    }

    public boolean isEmpty() {
        return value.isEmpty();
    }

    public List<String> lines() {
        return value.lines().map(String::strip).toList();
    }
}

package io.headscope.diagram;

import java.util.List;

/// A named set of CSS declarations: `fill:#f9f`.
public record StyleClass(String name, List<String> styles) {

    public StyleClass {
        styles = List.copyOf(styles);
    }
}

package io.headscope.diagram;

import java.util.List;

/// A node of a diagram.
///
/// @param classes names of [StyleClass]es, in the order they were given
/// @param styles  CSS declarations of its own: `fill:#f9f`
/// @param picture an icon's or a picture's particulars as Mermaid has them (`icon`, `img`, `form`, `pos`, `w`, `h`, …), in order
public record Node(String id, Text label, Shape shape, List<String> classes, List<String> styles, List<Property> picture) {

    /// One named particular.
    public record Property(String name, String value) {}

    public Node {
        classes = List.copyOf(classes);
        styles = List.copyOf(styles);
        picture = List.copyOf(picture);
    }

    public static Node of(String id, String label, Shape shape) {
        return new Node(id, Text.of(label), shape, List.of(), List.of(), List.of());
    }

    public Node inClass(String styleClass) {
        return new Node(id, label, shape, List.of(styleClass), styles, picture);
    }
}

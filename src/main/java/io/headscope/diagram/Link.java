package io.headscope.diagram;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A link between two nodes, or subgraphs: their ids stand for either.
///
/// @param id     the name a person gave it, if any
/// @param length how many ranks it spans at least, 1 to 10
/// @param curve  how it is bent, if that is said: `basis`, `linear`, …
public record Link(
        @Nullable String id,
        String from,
        String to,
        Text label,
        Stroke stroke,
        Head start,
        Head end,
        int length,
        List<String> classes,
        List<String> styles,
        @Nullable String curve) {

    /// How the line is drawn.
    public enum Stroke {
        NORMAL,
        THICK,
        DOTTED,
        INVISIBLE
    }

    /// What an end looks like.
    public enum Head {
        NONE,
        POINT,
        CROSS,
        CIRCLE
    }

    public Link {
        classes = List.copyOf(classes);
        styles = List.copyOf(styles);
    }

    public static Link of(String from, String to, String label) {
        return new Link(null, from, to, Text.of(label), Stroke.NORMAL, Head.NONE, Head.POINT, 1, List.of(), List.of(), null);
    }

    public Link withStroke(Stroke other) {
        return new Link(id, from, to, label, other, start, end, length, classes, styles, curve);
    }
}

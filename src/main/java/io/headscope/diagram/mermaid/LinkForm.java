package io.headscope.diagram.mermaid;

import io.headscope.diagram.Link;
import io.headscope.diagram.Link.Head;
import io.headscope.diagram.Link.Stroke;
import io.headscope.diagram.Text;
import org.jspecify.annotations.Nullable;

/// What the signs of a link say.
///
/// @param length ranks it spans at least, 1 to 10
record LinkForm(@Nullable String id, Stroke stroke, Head start, Head end, int length, Text label) {

    private static final int LONGEST = 10;

    /// @param whole the signs, or those behind the label
    /// @param half  the signs before the label, empty where there are none
    static LinkForm of(@Nullable String id, String half, String whole, Text label) {
        String before = half.strip();
        String signs = whole.strip();
        Head end = head(signs.charAt(signs.length() - 1));
        Head firstOfWhole = head(signs.charAt(0));
        Head first = before.isEmpty() ? Head.NONE : head(before.charAt(0));
        boolean bothEnds = end != Head.NONE && (first == Head.NONE ? firstOfWhole : first) == end;
        String line = signs.substring(end != Head.NONE && firstOfWhole == end ? 1 : 0, signs.length() - 1);
        return new LinkForm(id, stroke(line), bothEnds ? end : Head.NONE, end, length(line), label);
    }

    Link between(String from, String to, @Nullable String name) {
        return new Link(
                name, from, to, label, stroke, start, end, length, java.util.List.of(), java.util.List.of(), null);
    }

    private static Head head(char sign) {
        return switch (sign) {
            case '<', '>' -> Head.POINT;
            case 'x' -> Head.CROSS;
            case 'o' -> Head.CIRCLE;
            default -> Head.NONE;
        };
    }

    private static Stroke stroke(String line) {
        if (line.indexOf('.') >= 0) {
            return Stroke.DOTTED;
        }
        return switch (line.isEmpty() ? '-' : line.charAt(0)) {
            case '=' -> Stroke.THICK;
            case '~' -> Stroke.INVISIBLE;
            default -> Stroke.NORMAL;
        };
    }

    private static int length(String line) {
        int dots = (int) line.chars().filter(c -> c == '.').count();
        return Math.clamp(dots > 0 ? dots : line.length() - 1, 1, LONGEST);
    }
}

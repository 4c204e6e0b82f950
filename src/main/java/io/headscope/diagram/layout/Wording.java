package io.headscope.diagram.layout;

import io.headscope.diagram.Text;
import io.headscope.drawing.TextMeasure;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// A label in lines as they are drawn, measured with the font they are drawn in.
///
/// @param size of the font
record Wording(List<String> lines, double size) {

    static final double SIZE = 14;
    /// As mermaid breaks lines, at some 200 pixels.
    private static final double WIDEST = 220;
    private static final double LEADING = 1.3;
    private static final int MOST_LINES = 40;
    private static final char NO_BREAK_SPACE = '\u00A0';
    private static final Pattern ICON = Pattern.compile("fa[bklrs]?:fa-[\\w-]+\\s*");
    private static final Pattern EMPHASIS = Pattern.compile("(\\*\\*|__|\\*|(?<!\\w)_|_(?!\\w))");

    static Wording of(Text text) {
        return of(text, SIZE);
    }

    static Wording of(Text text, double size) {
        List<String> lines = new ArrayList<>();
        for (String line : text.lines()) {
            String plain = ICON.matcher(line).replaceAll("");
            wrap(text.markdown() ? EMPHASIS.matcher(plain).replaceAll("") : plain, size, lines);
        }
        if (lines.size() > MOST_LINES) {
            lines = new ArrayList<>(lines.subList(0, MOST_LINES));
            lines.add("…");
        }
        return new Wording(List.copyOf(lines), size);
    }

    /// Whether nothing is written in a line: no-break spaces keep it free for something else.
    static boolean isFree(String line) {
        return line.chars().allMatch(c -> Character.isWhitespace(c) || c == NO_BREAK_SPACE);
    }

    boolean isEmpty() {
        return lines.stream().allMatch(String::isBlank);
    }

    double width() {
        return lines.stream().mapToDouble(line -> TextMeasure.bundled().width(line, size)).max().orElse(0);
    }

    double height() {
        return lines.size() * size * LEADING;
    }

    /// The middle of line `index` below the label's upper edge.
    double middle(int index) {
        return (index + 0.5) * size * LEADING;
    }

    private static void wrap(String line, double size, List<String> into) {
        TextMeasure measure = TextMeasure.bundled();
        if (measure.width(line, size) <= WIDEST) {
            into.add(line);
            return;
        }
        StringBuilder current = new StringBuilder();
        double width = 0;
        for (String piece : pieces(line)) {
            double more = measure.width(piece, size);
            if (width + measure.width(piece.stripTrailing(), size) > WIDEST && !current.isEmpty() && into.size() <= MOST_LINES) {
                into.add(current.toString().strip());
                current.setLength(0);
                width = 0;
            }
            current.append(piece);
            width += more;
        }
        if (!current.isEmpty()) {
            into.add(current.toString().strip());
        }
    }

    /// Words with the space behind them; ideographs each for itself, with what may not begin a line behind it.
    private static List<String> pieces(String line) {
        List<String> pieces = new ArrayList<>();
        StringBuilder piece = new StringBuilder();
        for (int i = 0; i < line.length(); ) {
            int c = line.codePointAt(i);
            i += Character.charCount(c);
            piece.appendCodePoint(c);
            boolean ends = Character.isWhitespace(c) || Character.isIdeographic(c) || (i < line.length() && Character.isIdeographic(line.codePointAt(i)));
            boolean clings = i < line.length() && "，。、；：？！）》”’".indexOf(line.codePointAt(i)) >= 0;
            if (ends && !clings) {
                pieces.add(piece.toString());
                piece.setLength(0);
            }
        }
        if (!piece.isEmpty()) {
            pieces.add(piece.toString());
        }
        return pieces;
    }
}

package io.headscope.diagram.layout;

import io.headscope.diagram.Text;
import io.headscope.drawing.TextMeasure;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A label in lines as they are drawn, measured with the font they are drawn in.
///
/// @param size of the font
record Wording(List<Line> lines, double size) {

    static final double SIZE = 14;
    /// As mermaid breaks lines, at some 200 pixels.
    private static final double WIDEST = 220;
    private static final double LEADING = 1.3;
    private static final int MOST_LINES = 40;
    private static final char NO_BREAK_SPACE = '\u00A0';

    Wording {
        lines = List.copyOf(lines);
    }

    /// Letters that look alike.
    record Run(String text, boolean bold, boolean italic) {}

    /// One line, in runs.
    record Line(List<Run> runs) {
        Line {
            runs = List.copyOf(runs);
        }

        String text() {
            return runs.stream().map(Run::text).collect(Collectors.joining());
        }

        /// Whether nothing is written in it: no-break spaces keep it free for something else.
        boolean isFree() {
            return text().chars().allMatch(c -> Character.isWhitespace(c) || c == NO_BREAK_SPACE);
        }

        /// Letters stand as wide, bold or not.
        double width(double size) {
            return TextMeasure.bundled().width(text(), size);
        }
    }

    static Wording of(Text text) {
        return of(text, SIZE);
    }

    static Wording of(Text text, double size) {
        List<Line> lines = new ArrayList<>();
        for (String line : text.lines()) {
            String written = Icons.written(line);
            wrap(text.markdown() ? Emphasis.read(written) : Emphasis.none(written), size, lines);
        }
        if (lines.size() > MOST_LINES) {
            lines = new ArrayList<>(lines.subList(0, MOST_LINES));
            lines.add(new Line(List.of(new Run("…", false, false))));
        }
        return new Wording(lines, size);
    }

    boolean isEmpty() {
        return lines.stream().allMatch(line -> line.text().isBlank());
    }

    double width() {
        return lines.stream().mapToDouble(line -> line.width(size)).max().orElse(0);
    }

    double height() {
        return lines.size() * size * LEADING;
    }

    /// The middle of line `index` below the label's upper edge.
    double middle(int index) {
        return (index + 0.5) * size * LEADING;
    }

    /// All lines, one below the other.
    String text() {
        return lines.stream().map(Line::text).collect(Collectors.joining("\n"));
    }

    private static void wrap(Emphasis line, double size, List<Line> into) {
        TextMeasure measure = TextMeasure.bundled();
        String text = line.text();
        if (measure.width(text, size) <= WIDEST) {
            into.add(line.part(0, text.length()));
            return;
        }
        int start = 0;
        int at = 0;
        double width = 0;
        for (String piece : pieces(text)) {
            if (width + measure.width(piece.stripTrailing(), size) > WIDEST && at > start && into.size() <= MOST_LINES) {
                into.add(line.part(start, at));
                start = at;
                width = 0;
            }
            at += piece.length();
            width += measure.width(piece, size);
        }
        if (at > start) {
            into.add(line.part(start, at));
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

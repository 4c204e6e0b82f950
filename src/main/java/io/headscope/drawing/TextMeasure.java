package io.headscope.drawing;

import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;

/// How wide text is and what its letters look like, in the fonts that come along: read from the font files themselves,
/// so that it is the same on every machine, with a screen or without. Safe from any thread.
public final class TextMeasure {

    /// The bundled font, Latin and Chinese, and what a reader without it may take instead.
    public static final String FONT_FAMILY = "WenQuanYi Micro Hei";

    /// Where the bundled font lies among the resources.
    public static final String FONT_RESOURCE = "/fonts/wqy-microhei.ttf";

    /// Letters that the bundled font lacks, Hebrew and Arabic among them.
    public static final String SECOND_FONT_FAMILY = "DejaVu Sans";

    private static final String SECOND_FONT_RESOURCE = "/fonts/dejavu-sans.ttf";

    /// From the middle of a line of capitals to its baseline, in sizes of the font.
    public static final double MIDDLE_TO_BASELINE = 0.36;

    private static final String ELLIPSIS = "…";

    /// Marks that the bundled font makes as wide as a Chinese character, and that stand among Latin letters as well.
    private static final String WIDE_MARKS = "“”‘’…";

    /// Radicals, and behind them all that is as wide as it is high.
    private static final char FIRST_WIDE = '\u2e80';

    private final Typeface main = new Typeface(FONT_RESOURCE);
    private final Typeface second = new Typeface(SECOND_FONT_RESOURCE);

    private TextMeasure() {}

    /// The one over the bundled font.
    public static TextMeasure bundled() {
        return Holder.BUNDLED;
    }

    private static final class Holder {
        static final TextMeasure BUNDLED = new TextMeasure();
    }

    public double width(String text, double size) {
        double width = 0;
        boolean narrow = isNarrow(text);
        if (SeenOrder.isNeededFor(text)) {
            for (int letter : SeenOrder.of(text)) {
                width += face(letter, narrow).advance(letter);
            }
            return width * size;
        }
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int letter = text.codePointAt(i);
            width += face(letter, narrow).advance(letter);
        }
        return width * size;
    }

    /// Whether the text runs from right to left: it begins at the right then.
    public static boolean isRightToLeft(String text) {
        return SeenOrder.isRightToLeft(text);
    }

    /// Whether all of the text is in the bundled font, each letter as it stands: any program that has the font shows it so.
    public boolean isPlain(String text) {
        boolean narrow = isNarrow(text);
        return !SeenOrder.isNeededFor(text) && text.codePoints().noneMatch(letter -> face(letter, narrow) == second);
    }

    /// Whether quotation marks and the like are as narrow as Latin letters: where no Chinese stands beside them.
    private static boolean isNarrow(String text) {
        boolean found = false;
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            if (letter >= FIRST_WIDE) {
                return false;
            }
            found |= WIDE_MARKS.indexOf(letter) >= 0;
        }
        return found;
    }

    /// Whether there is a letter for it.
    public boolean has(int codePoint) {
        return main.has(codePoint) || second.has(codePoint);
    }

    /// The text itself where it is at most `width` wide, otherwise as much of its beginning as fits before an ellipsis.
    public String fit(String text, double size, double width) {
        if (width(text, size) <= width) {
            return text;
        }
        boolean narrow = isNarrow(text + ELLIPSIS);
        double room = width / size - face(ELLIPSIS.codePointAt(0), narrow).advance(ELLIPSIS.codePointAt(0));
        int end = 0;
        while (end < text.length()) {
            room -= face(text.codePointAt(end), narrow).advance(text.codePointAt(end));
            if (room < 0) {
                break;
            }
            end += Character.charCount(text.codePointAt(end));
        }
        return text.substring(0, end) + ELLIPSIS;
    }

    /// The box that a label's letters keep to, ascenders and descenders included.
    public Box bounds(Mark.Label label) {
        double width = width(label.text(), label.size());
        double before = switch (label.anchor()) {
            case START -> 0;
            case MIDDLE -> width / 2;
            case END -> width;
        };
        double up = 0.8 * label.size();
        double height = label.size();
        Point at = label.at();
        return switch (label.turn()) {
            case LEVEL -> new Box(at.x() - before, at.y() - up, width, height);
            case UPWARDS -> new Box(at.x() - up, at.y() - width + before, height, width);
        };
    }

    /// The outlines of a line of text, beginning at the origin on the baseline, y downwards; what runs from right to left
    /// is put in the order in which it is seen.
    public Path2D outline(String text, double size) {
        Path2D line = new Path2D.Double();
        double x = 0;
        boolean narrow = isNarrow(text);
        for (int letter : SeenOrder.of(text)) {
            AffineTransform place = new AffineTransform(size, 0, 0, size, x, 0);
            Typeface face = face(letter, narrow);
            line.append(face.outline(letter).getPathIterator(place), false);
            x += face.advance(letter) * size;
        }
        return line;
    }

    private Typeface face(int letter, boolean narrow) {
        boolean wanting = !main.has(letter) || narrow && WIDE_MARKS.indexOf(letter) >= 0;
        return wanting && second.has(letter) ? second : main;
    }
}

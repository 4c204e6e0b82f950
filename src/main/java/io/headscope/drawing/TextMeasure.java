package io.headscope.drawing;

import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.text.Bidi;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.GlyphData;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;

/// How wide text is and what its letters look like, in the one font that comes along: read from the font file itself,
/// so that it is the same on every machine, with a screen or without. Safe from any thread.
public final class TextMeasure {

    /// The bundled font, Latin and Chinese, and what a reader without it may take instead.
    public static final String FONT_FAMILY = "WenQuanYi Micro Hei";

    /// Where the bundled font lies among the resources.
    public static final String FONT_RESOURCE = "/fonts/wqy-microhei.ttf";

    /// From the middle of a line of capitals to its baseline, in sizes of the font.
    public static final double MIDDLE_TO_BASELINE = 0.36;

    private static final String ELLIPSIS = "…";

    private final TrueTypeFont font;
    private final CmapLookup glyphs;
    private final double unitsPerEm;
    private final Map<Integer, Double> widths = new ConcurrentHashMap<>();
    private final Map<Integer, Path2D> outlines = new ConcurrentHashMap<>();

    private TextMeasure() {
        try (InputStream stream = Objects.requireNonNull(TextMeasure.class.getResourceAsStream(FONT_RESOURCE))) {
            font = new TTFParser().parse(RandomAccessReadBuffer.createBufferFromStream(stream));
            glyphs = font.getUnicodeCmapLookup();
            unitsPerEm = font.getUnitsPerEm();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// The one over the bundled font.
    public static TextMeasure bundled() {
        return Holder.BUNDLED;
    }

    private static final class Holder {
        static final TextMeasure BUNDLED = new TextMeasure();
    }

    public double width(String text, double size) {
        double width = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            width += advance(text.codePointAt(i));
        }
        return width * size;
    }

    /// The text itself where it is at most `width` wide, otherwise as much of its beginning as fits before an ellipsis.
    public String fit(String text, double size, double width) {
        if (width(text, size) <= width) {
            return text;
        }
        double room = width / size - advance(ELLIPSIS.codePointAt(0));
        int end = 0;
        while (end < text.length()) {
            room -= advance(text.codePointAt(end));
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
        double scale = size / unitsPerEm;
        double x = 0;
        for (int codePoint : inOrderSeen(text)) {
            AffineTransform place = new AffineTransform(scale, 0, 0, -scale, x, 0);
            line.append(outline(codePoint).getPathIterator(place), false);
            x += advance(codePoint) * size;
        }
        return line;
    }

    private static int[] inOrderSeen(String text) {
        if (!Bidi.requiresBidi(text.toCharArray(), 0, text.length())) {
            return text.codePoints().toArray();
        }
        Bidi bidi = new Bidi(text, Bidi.DIRECTION_DEFAULT_LEFT_TO_RIGHT);
        int runs = bidi.getRunCount();
        byte[] levels = new byte[runs];
        String[] parts = new String[runs];
        for (int run = 0; run < runs; run++) {
            levels[run] = (byte) bidi.getRunLevel(run);
            String part = text.substring(bidi.getRunStart(run), bidi.getRunLimit(run));
            // StringBuilder turns round by code points: surrogates stay in order.
            parts[run] = levels[run] % 2 == 0 ? part : new StringBuilder(part).reverse().toString();
        }
        Bidi.reorderVisually(levels, 0, parts, 0, runs);
        return String.join("", parts).codePoints().toArray();
    }

    /// In sizes of the font.
    private double advance(int codePoint) {
        return widths.computeIfAbsent(codePoint, this::readAdvance);
    }

    private Path2D outline(int codePoint) {
        return outlines.computeIfAbsent(codePoint, this::readOutline);
    }

    // The font reads its tables when they are first wanted, from one place in one file: one thread at a time.
    private synchronized double readAdvance(int codePoint) {
        try {
            return font.getAdvanceWidth(glyphs.getGlyphId(codePoint)) / unitsPerEm;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private synchronized Path2D readOutline(int codePoint) {
        try {
            // Control characters and letters the font lacks get its box for unknown letters (glyph 0).
            GlyphData glyph = font.getGlyph().getGlyph(glyphs.getGlyphId(codePoint));
            return glyph == null ? new Path2D.Double() : glyph.getPath();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}

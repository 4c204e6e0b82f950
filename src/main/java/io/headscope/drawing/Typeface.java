package io.headscope.drawing;

import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.GlyphData;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;

/// One font that comes along, read from its file. Safe from any thread.
final class Typeface {

    private final TrueTypeFont font;
    private final CmapLookup glyphs;
    private final double unitsPerEm;
    private final Map<Integer, Double> widths = new ConcurrentHashMap<>();
    private final Map<Integer, Path2D> outlines = new ConcurrentHashMap<>();

    /// @param resource where it lies among the resources
    Typeface(String resource) {
        try (InputStream stream = Objects.requireNonNull(Typeface.class.getResourceAsStream(resource))) {
            font = new TTFParser().parse(RandomAccessReadBuffer.createBufferFromStream(stream));
            glyphs = font.getUnicodeCmapLookup();
            unitsPerEm = font.getUnitsPerEm();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    boolean has(int codePoint) {
        return glyphs.getGlyphId(codePoint) != 0;
    }

    /// In sizes of the font.
    double advance(int codePoint) {
        return widths.computeIfAbsent(codePoint, this::readAdvance);
    }

    /// At size 1, y downwards, beginning at the origin on the baseline.
    Path2D outline(int codePoint) {
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
            Path2D outline = new Path2D.Double();
            if (glyph != null) {
                AffineTransform place = AffineTransform.getScaleInstance(1 / unitsPerEm, -1 / unitsPerEm);
                outline.append(glyph.getPath().getPathIterator(place), false);
            }
            return outline;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}

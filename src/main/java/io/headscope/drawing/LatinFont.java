package io.headscope.drawing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.fontbox.ttf.GlyphData;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;

/// The bundled font as Latin texts want it: it makes quotation marks as wide as a Chinese character, which tears English
/// words apart (“model’s”). Here their letters are the same and the room around them is that of a letter; the font goes by
/// a name of its own, so that both can be used.
public final class LatinFont {

    /// As long as the name that it takes the place of.
    public static final String FAMILY = "WenQuanYi Micro Lat";

    private static final String MARKS = "“”‘’";
    private static final double BEARING = 0.08;
    private static final int TABLES = 12;
    private static final int TABLE = 16;

    private LatinFont() {}

    /// The font as a file would hold it.
    public static byte[] bytes() {
        try (InputStream stream = Objects.requireNonNull(LatinFont.class.getResourceAsStream(TextMeasure.FONT_RESOURCE))) {
            byte[] font = stream.readAllBytes();
            try (TrueTypeFont parsed = new TTFParser().parse(new RandomAccessReadBuffer(font.clone()))) {
                ByteBuffer file = ByteBuffer.wrap(font);
                for (int i = 0; i < MARKS.length(); i++) {
                    narrow(file, parsed, parsed.getUnicodeCmapLookup().getGlyphId(MARKS.charAt(i)));
                }
            }
            rename(font, StandardCharsets.UTF_16BE);
            rename(font, StandardCharsets.US_ASCII);
            return font;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Its advance and its left bearing (the tables `hhea` and `hmtx` of OpenType); the outline moves with the bearing.
    private static void narrow(ByteBuffer file, TrueTypeFont font, int glyph) throws IOException {
        GlyphData data = font.getGlyph().getGlyph(glyph);
        int counted = Short.toUnsignedInt(file.getShort(table(file, "hhea") + 34));
        if (data == null || glyph >= counted) {
            return;
        }
        int bearing = (int) Math.round(BEARING * font.getUnitsPerEm());
        int advance = Math.round(data.getBoundingBox().getWidth()) + 2 * bearing;
        int at = table(file, "hmtx") + 4 * glyph;
        file.putShort(at, (short) advance);
        file.putShort(at + 2, (short) bearing);
    }

    /// Where a table begins.
    private static int table(ByteBuffer file, String tag) {
        int wanted = ByteBuffer.wrap(tag.getBytes(StandardCharsets.US_ASCII)).getInt();
        int count = Short.toUnsignedInt(file.getShort(4));
        for (int i = 0; i < count; i++) {
            if (file.getInt(TABLES + i * TABLE) == wanted) {
                return file.getInt(TABLES + i * TABLE + 8);
            }
        }
        throw new IllegalStateException("the bundled font has no table " + tag);
    }

    private static void rename(byte[] font, Charset charset) {
        byte[] from = TextMeasure.FONT_FAMILY.getBytes(charset);
        byte[] to = FAMILY.getBytes(charset);
        ByteBuffer file = ByteBuffer.wrap(font);
        int names = table(file, "name");
        int end = Math.min(font.length, names + (1 << 16)) - from.length;
        for (int i = names; i < end; i++) {
            if (java.util.Arrays.equals(font, i, i + from.length, from, 0, from.length)) {
                System.arraycopy(to, 0, font, i, to.length);
            }
        }
    }
}

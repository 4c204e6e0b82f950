package io.headscope.drawing;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextMeasureTest {

    private final TextMeasure measure = TextMeasure.bundled();

    @Test
    void widthGrowsWithSizeAndIsTheSumOfItsLetters() {
        assertAll(
                () -> assertEquals(2 * measure.width("head", 10), measure.width("head", 20), 1e-9),
                () -> assertEquals(measure.width("he", 10) + measure.width("ad", 10), measure.width("head", 10), 1e-9),
                () -> assertTrue(measure.width("W", 10) > 2 * measure.width("i", 10)));
    }

    @Test
    void aChineseCharacterIsAsWideAsTheFontIsHigh() {
        assertEquals(20, measure.width("注意", 10), 0.5);
    }

    @Test
    void whatDoesNotFitEndsInAnEllipsis() {
        String fitted = measure.fit("counterrevolutionary", 10, 60);
        assertAll(
                () -> assertTrue(fitted.matches("count.*…"), fitted),
                () -> assertTrue(measure.width(fitted, 10) <= 60),
                () -> assertEquals("cat", measure.fit("cat", 10, 60)),
                () -> assertEquals("…", measure.fit("cat", 10, 1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\u0000\u0007", "שלום עולם abc", "مرحبا", "👩‍🚀", "\ud800", "e\u0301", "\ufffd", "\uffff", "𠀀"})
    void anyTextHasAWidthAndAnOutline(String text) {
        assertAll(
                () -> assertTrue(Double.isFinite(measure.width(text, 12))),
                () -> assertTrue(measure.outline(text, 12).getBounds2D().getWidth() <= measure.width(text, 12) + 12));
    }

    @Test
    void boundsOfALabelLieAroundItsPoint() {
        Mark.Label level = label(Mark.Anchor.MIDDLE, Mark.Turn.LEVEL);
        Mark.Label upwards = label(Mark.Anchor.START, Mark.Turn.UPWARDS);
        double width = measure.width("head", 10);
        assertAll(
                () -> assertEquals(new Box(100 - width / 2, 42, width, 10), measure.bounds(level)),
                () -> assertEquals(new Box(92, 50 - width, 10, width), measure.bounds(upwards)));
    }

    private static Mark.Label label(Mark.Anchor anchor, Mark.Turn turn) {
        return new Mark.Label("head", new Point(100, 50), 10, anchor, turn, Role.TEXT);
    }

    @Test
    void quotationMarksAreNarrowAmongLatinLettersAndWideAmongChinese() {
        TextMeasure measure = TextMeasure.bundled();
        assertTrue(measure.width("model’s", 10) < measure.width("models", 10) + 4);
        assertEquals(10, measure.width("“键", 10) - measure.width("键", 10), 1e-9);
        assertFalse(measure.isPlain("model’s"));
        assertTrue(measure.isPlain("“键”"));
        assertEquals("mod…", measure.fit("models", 10, measure.width("mod…", 10) + 0.01));
    }

    @Test
    void latinFontIsTheBundledOneWithNarrowMarksAndAnotherName() throws IOException {
        try (TrueTypeFont latin = new TTFParser().parse(new RandomAccessReadBuffer(LatinFont.bytes()))) {
            assertEquals(LatinFont.FAMILY, latin.getNaming().getFontFamily());
            double em = latin.getUnitsPerEm();
            for (char mark : "“”‘’".toCharArray()) {
                double advance = latin.getAdvanceWidth(latin.getUnicodeCmapLookup().getGlyphId(mark)) / em;
                assertTrue(advance > 0.2 && advance < 0.55, mark + " " + advance);
            }
            assertEquals(1, latin.getAdvanceWidth(latin.getUnicodeCmapLookup().getGlyphId('键')) / em, 1e-9);
        }
    }
}

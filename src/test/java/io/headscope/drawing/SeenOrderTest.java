package io.headscope.drawing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SeenOrderTest {

    private static String seen(String text) {
        return new String(SeenOrder.of(text), 0, SeenOrder.of(text).length);
    }

    @Test
    void hebrewIsSeenFromItsEnd() {
        assertEquals("םולש", seen("שלום"));
        assertEquals("abc םולש", seen("abc שלום"), "the first letter says where the line begins");
        assertEquals("abc םולש", seen("שלום abc"));
        assertEquals("(\u05dd\u05d5\u05dc\u05e9)", seen("(\u05e9\u05dc\u05d5\u05dd)"), "brackets open to the other side");
        assertEquals("·the", seen("·the"));
    }

    @Test
    void marksStayBehindTheirLetter() {
        assertEquals("בּ".length(), seen("בּ").length());
        assertEquals("גבּא", seen("אבּג"), "bet with its dot stays one");
    }

    /// beh + yeh + teh: initial, medial, final; dal lets nothing join onto it.
    @Test
    void arabicLettersAreJoined() {
        assertEquals("\ufe91\ufef4\ufe96", ArabicForms.joined("بيت"));
        assertEquals("\ufea9\ufe8d\ufead", ArabicForms.joined("دار"), "dal, alef and reh join nothing onward");
        assertEquals("\ufefb", ArabicForms.joined("لا"), "lam and alef are one");
        assertEquals("\ufeb3\ufefc\ufee1", ArabicForms.joined("سلام"));
        assertEquals("\ufb58\ufbff\ufb7b", ArabicForms.joined("پیچ"), "Persian letters too");
        assertEquals("\ufe91\u064e\ufe96", ArabicForms.joined("بَت"), "marks do not part");
        assertEquals("abc", ArabicForms.joined("abc"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"שלום", "مرحبا بالعالم", "پیچ", "בְּרֵאשִׁית", "Ελληνικά", "Кириллица", "ქართული", "Հայերեն"})
    void lettersOfTheseScriptsHaveOutlines(String text) {
        TextMeasure measure = TextMeasure.bundled();
        assertFalse(measure.outline(text, 12).getBounds2D().isEmpty());
        for (int letter : SeenOrder.of(text)) {
            assertFalse(measure.outline(Character.toString(letter), 12).getBounds2D().equals(
                            measure.outline("\uffff", 12).getBounds2D()),
                    () -> "the box for unknown letters stands for " + Character.getName(letter));
        }
    }

    @Test
    void whatRunsFromRightToLeftBeginsAtTheRight() {
        assertTrue(TextMeasure.isRightToLeft("שלום abc"));
        assertFalse(TextMeasure.isRightToLeft("abc שלום"));
        assertFalse(TextMeasure.isRightToLeft("…"));
    }
}

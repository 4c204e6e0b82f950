package io.headscope.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class BleuTest {

    private static double bleu(String... hypothesesAndReferences) {
        Bleu bleu = new Bleu();
        for (int i = 0; i < hypothesesAndReferences.length; i += 2) {
            bleu.add(hypothesesAndReferences[i], hypothesesAndReferences[i + 1]);
        }
        return bleu.value();
    }

    @Test
    void theSameIsAHundredAndSpacesDoNotCount() {
        assertEquals(100, bleu("我喜欢苹果。", "我 喜欢\u3000苹果。"), 1e-9);
    }

    @Test
    void nothingInCommonOverFourCharactersIsNothing() {
        assertEquals(0, bleu("我喜欢他", "我也喜欢"), 0);
    }

    /// Worked by hand: 7 characters against 8. Of 1-grams 6 of 7 fit, of 2-grams 5 of 6, of 3-grams 4 of 5, of 4-grams 3 of
    /// 4; the brevity penalty is e^(1 − 8/7).
    @Test
    void countsNgramsAndPunishesBrevity() {
        double expected = 100 * Math.exp(1 - 8.0 / 7) * Math.pow(6.0 / 7 * 5 / 6 * 4 / 5 * 3 / 4, 0.25);
        assertEquals(expected, bleu("abcdefx", "abcdefgh"), 1e-9);
    }

    /// "the the the" of Papineni et al., section 2.1: a character counts no more often than the reference has it.
    @Test
    void repetitionsCountNoMoreOftenThanTheReferenceHasThem() {
        double expected = 100 * Math.pow(4.0 / 8 * 3 / 7 * 2 / 6 * 1 / 5, 0.25);
        assertEquals(expected, bleu("aaaaaaaa", "aaaa"), 1e-9);
    }

    @Test
    void isOfTheCollectionNotTheMeanOverSentences() {
        double expected = 100 * Math.pow(6.0 / 10 * 4 / 8 * 2 / 6 * 1 / 4, 0.25);
        assertEquals(expected, bleu("abcd", "abcd", "abwwww", "abqrst"), 1e-9);
    }
}

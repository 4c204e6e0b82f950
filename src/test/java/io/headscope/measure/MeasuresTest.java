package io.headscope.measure;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.headscope.attention.FloatTensor;
import io.headscope.attention.RgbImage;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Worked by hand.
final class MeasuresTest {

    /// Ten cats, of which eight were called cats; five dogs, of which three were; nothing was called a bird, and none was one.
    private static final Confusion ANIMALS =
            new Confusion(List.of("cat", "dog", "bird"), new long[][] {{8, 2, 0}, {2, 3, 0}, {0, 0, 0}});

    @Test
    void precisionRecallAndF1AreReadOffTheMatrix() {
        assertAll(
                () -> assertEquals(11 / 15.0, ANIMALS.accuracy(), 1e-12),
                () -> assertEquals(0.8, ANIMALS.precision(0), 1e-12),
                () -> assertEquals(0.8, ANIMALS.recall(0), 1e-12),
                () -> assertEquals(0.8, ANIMALS.f1(0), 1e-12),
                () -> assertEquals(0.6, ANIMALS.precision(1), 1e-12),
                () -> assertEquals(0.6, ANIMALS.f1(1), 1e-12),
                () -> assertEquals(5, ANIMALS.examples(1)),
                () -> assertEquals(10, ANIMALS.given(0)));
    }

    /// A cat that was called a bird: the bird counts, and its F1 is 0.
    @Test
    void aClassWithoutExamplesThatWasGivenCountsAsNothing() {
        Confusion more = ANIMALS.with(0, 2);
        assertAll(
                () -> assertEquals(0, more.precision(2)),
                () -> assertEquals(0, more.recall(2)),
                () -> assertEquals(0, more.f1(2)),
                () -> assertEquals((16 / 21.0 + 0.6) / 3, more.macro(more::f1), 1e-12));
    }

    @Test
    void aClassThatIsNeitherRightNorGivenIsLeftOutOfTheMean() {
        Confusion one = Confusion.empty(List.of("cat", "dog", "bird")).with(0, 0).with(1, 1);
        assertEquals(1, one.macro(one::f1), 1e-12);
    }

    @Test
    void oneExampleMoreLeavesTheOldMatrixAsItWas() {
        Confusion more = ANIMALS.with(2, 1);
        assertAll(() -> assertEquals(1, more.count(2, 1)), () -> assertEquals(0, ANIMALS.count(2, 1)), () -> assertEquals(16, more.all()));
    }

    @Test
    void areasOverlapByTwoOfThreeAndFour() {
        Overlap overlap = Overlap.of(
                new boolean[] {true, true, true, false, false, false}, new boolean[] {false, true, true, true, true, false});
        assertAll(
                () -> assertEquals(new Overlap(2, 3, 4), overlap),
                () -> assertEquals(4 / 7.0, overlap.dice(), 1e-12),
                () -> assertEquals(2 / 5.0, overlap.intersectionOverUnion(), 1e-12),
                () -> assertEquals(1, Overlap.of(new boolean[2], new boolean[2]).dice(), "nothing to find, nothing found"),
                () -> assertThrows(IllegalArgumentException.class, () -> Overlap.of(new boolean[1], new boolean[2])));
    }

    @Test
    void whatIsNotRankedStandsBeforeNobodyAndTiesWinNothing() {
        float[] scores = {5, Float.NaN, 3, 3, 1};
        assertAll(
                () -> assertEquals(1, Rank.of(scores, 0).place()),
                () -> assertEquals(3, Rank.of(scores, 2).place()),
                () -> assertEquals(4, Rank.of(scores, 4).place()));
    }

    @Test
    void gainFallsWithTheLogarithmOfThePlace() {
        assertAll(
                () -> assertEquals(1, new Rank(1).gain(10), 1e-12),
                () -> assertEquals(0.5, new Rank(3).gain(10), 1e-12),
                () -> assertEquals(0, new Rank(11).gain(10)));
    }

    @Test
    void otsuFindsTheSmallerPartWhetherItIsLighterOrDarker() {
        boolean[] foreground = {false, false, false, true, false, true};
        assertAll(
                () -> assertArrayEquals(foreground, Otsu.foreground(grey(10, 12, 11, 200, 9, 190))),
                () -> assertArrayEquals(foreground, Otsu.foreground(grey(210, 205, 220, 30, 215, 20))),
                () -> assertEquals(12, Otsu.threshold(new int[] {10, 12, 11, 200, 9, 190})));
    }

    private static RgbImage grey(int... levels) {
        byte[] rgb = new byte[levels.length * 3];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) levels[i / 3];
        }
        return new RgbImage(levels.length / 2, 2, rgb);
    }

    /// From 1 to 4 places a unit is a quarter, halfway 0.5 and 1.5 lie 0.25 and 0.75 of the way.
    @Test
    void placesBetweenTwoAreWhatLiesBetweenThem() {
        FloatTensor logits = FloatTensor.of(new float[] {0, 0, 1, -2}, 2, 1, 2);
        assertEquals(
                new ClassMap(1, 4, new int[] {1, 1, 0, 0}), ClassMap.of(logits, 0, 1, 4),
                "the second class: 1, 0.25, -1.25, -2");
    }

    @Test
    void everyPictureOfABatchHasItsOwnMap() {
        FloatTensor logits = FloatTensor.of(new float[] {0, 1, 1, 0}, 2, 2, 1, 1);
        assertAll(
                () -> assertArrayEquals(new int[] {1}, ClassMap.of(logits, 0, 1, 1).classes()),
                () -> assertArrayEquals(new int[] {1, 0}, ClassMap.of(logits, 1, 1, 1).counts(2)));
    }
}

package io.headscope.analysis;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.headscope.attention.ExampleTraces.HandMadeMap;
import io.headscope.attention.Layout;
import io.headscope.attention.Token;
import io.headscope.attention.Token.Role;
import io.headscope.attention.TokenSpan;
import io.headscope.task.Cancellation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/// What is measured while heads come about, on numbers worked out by hand.
final class HeadBirthTest {

    @Test
    void inductionIsTheWeightOnWhatCameAfterTheSameTokenBefore() {
        // a b c a b: the second a (3) ought to look at b (1), the second b (4) at c (2).
        HandMadeMap map = map(5,
                1, 0, 0, 0, 0,
                0, 1, 0, 0, 0,
                0, 0, 1, 0, 0,
                0.1f, 0.6f, 0.2f, 0.1f, 0,
                0.2f, 0.3f, 0.4f, 0, 0.1f);
        assertEquals((0.6 + 0.4) / 2, induction(map, 1, 2, 3, 1, 2).orElseThrow(), 1e-7);
    }

    @Test
    void everyEarlierOccurrenceCountsButNotTheQueryItself() {
        // a a b a: the second a follows itself at once and has nothing to look at; the third looks at 1 and 2.
        HandMadeMap map = map(4,
                1, 0, 0, 0,
                0.5f, 0.5f, 0, 0,
                0, 0, 1, 0,
                0.1f, 0.3f, 0.2f, 0.4f);
        assertEquals(0.3 + 0.2, induction(map, 1, 1, 2, 1).orElseThrow(), 1e-7);
    }

    @Test
    void whereNothingIsSaidTwiceThereIsNoInduction() {
        assertEquals(OptionalDouble.empty(), induction(map(2, 1, 0, 0.5f, 0.5f), 1, 2));
        List<Token> special = List.of(new Token(7, "[SEP]", "[SEP]", null, Role.SPECIAL), new Token(7, "[SEP]", "[SEP]", null, Role.SPECIAL));
        assertEquals(OptionalDouble.empty(), InductionScore.of(map(2, 1, 0, 1, 0), 0, special, Cancellation.never()));
    }

    @Test
    void theDiagonalLaysBothAlongTheSameLine() {
        // Two queries over four keys, special tokens around the keys: 0 lies over the first two, 1 over the last two.
        List<Token> keys = List.of(special(), word("a", 0), word("b", 2), word("c", 4), word("d", 6), special());
        List<Token> two = List.of(word("x", 0), word("y", 2));
        assertEquals(Map.of(0, List.of(1, 2), 1, List.of(3, 4)), Alignment.diagonal(two, keys).keys());
        // Three queries over two keys: the one in the middle lies over both.
        List<Token> three = List.of(special(), word("x", 0), word("y", 2), word("z", 4));
        assertEquals(
                Map.of(1, List.of(0), 2, List.of(0, 1), 3, List.of(1)),
                Alignment.diagonal(three, List.of(word("a", 0), word("b", 2))).keys());
    }

    @Test
    void wordsAreAlignedWhereTheyAreWrittenNotWhereTheyAreRead() {
        List<Token> read = List.of(word("the", 0), word("black", 4), word("cat", 10), special());
        List<Token> written = List.of(special(), word("黑", 0), word("猫", 1));
        assertEquals(
                Map.of(0, List.of(1), 1, List.of(2)),
                Alignment.ofWords(written, "黑猫", read, "the black cat", Map.of("黑", "black", "猫", "cat", "狗", "dog")).keys());
    }

    @Test
    void wordsThatAreHeardAreAlignedWithTheFramesThatOverlapThem() {
        List<Token> written = List.of(special(), word("four", 0), word("two", 5));
        // Frames of 0.2 s that begin at 0, 0.1, … 0.9 s.
        Layout heard = Layout.of(new Layout.Added(List.of("<s>")), new Layout.Frames(10, 0, 0.1, 0.2));
        Map<String, Layout.Time> times = Map.of("four", new Layout.Time(0.25, 0.35), "two", new Layout.Time(0.85, 2), "nine", new Layout.Time(0, 1));
        assertEquals(
                Map.of(0, List.of(2, 3, 4), 1, List.of(8, 9, 10)), Alignment.ofTimes(written, "four two", heard, times).keys());
    }

    @Test
    void alignmentIsTheWeightOnTheAlignedKeysTogether() {
        HandMadeMap map = new HandMadeMap(3, 2, new float[][] {{0.25f, 0.75f, 0.5f, 0.5f, 1, 0}});
        Alignment alignment = new Alignment(new java.util.TreeMap<>(Map.of(0, List.of(1), 2, List.of(0, 1))));
        assertAll(
                () -> assertEquals((0.75 + 1) / 2, AlignmentScore.of(map, 0, alignment, Cancellation.never()).orElseThrow(), 1e-7),
                () -> assertEquals(
                        OptionalDouble.empty(),
                        AlignmentScore.of(map, 0, new Alignment(new java.util.TreeMap<>()), Cancellation.never())));
    }

    private static OptionalDouble induction(HandMadeMap map, int... ids) {
        List<Token> tokens = new ArrayList<>();
        for (int id : ids) {
            tokens.add(Token.ofId(id, Role.TEXT));
        }
        return InductionScore.of(map, 0, tokens, Cancellation.never());
    }

    private static HandMadeMap map(int size, float... weights) {
        return new HandMadeMap(size, size, new float[][] {weights});
    }

    private static Token special() {
        return new Token(0, "<s>", "<s>", null, Role.SPECIAL);
    }

    private static Token word(String text, int at) {
        return new Token(1, text, text, new TokenSpan(at, at + text.length()), Role.TEXT);
    }
}

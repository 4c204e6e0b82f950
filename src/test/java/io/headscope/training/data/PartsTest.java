package io.headscope.training.data;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PartsTest {

    private static final List<Integer> HUNDRED = IntStream.range(0, 100).boxed().toList();

    @Test
    void whatIsKeptAsideStaysWhatItIsAndTheRestIsPartedInTwo() {
        Split<Integer> split = Split.of(HUNDRED, 0.1, Split.SEED);
        Parts<Integer> parts = Parts.of(split, 0.1);
        assertAll(
                () -> assertEquals(split.validation(), parts.aside()),
                () -> assertEquals(split.training(), parts.known()),
                () -> assertEquals(9, parts.choosing().size()),
                () -> assertEquals(81, parts.learning().size()));
    }

    @Test
    void whatBelongsTogetherIsNotParted() {
        Split<Integer> split = new Split<>(HUNDRED, List.of(100));
        Parts<Integer> parts = Parts.of(split, 0.05, number -> number / 10);
        assertEquals(HUNDRED.subList(90, 100), parts.choosing());
        assertEquals(HUNDRED.subList(0, 90), parts.learning());
    }

    @Test
    void ofFewExamplesOneChoosesAndWhereAllBelongTogetherAllDo() {
        Split<Integer> three = new Split<>(List.of(1, 2, 3), List.of());
        assertEquals(new Parts<>(List.of(1, 2), List.of(3), List.of()), Parts.of(three, 0.05));
        assertEquals(new Parts<>(List.of(1, 2, 3), List.of(1, 2, 3), List.of()), Parts.of(three, 0.05, _ -> "all"));
    }
}

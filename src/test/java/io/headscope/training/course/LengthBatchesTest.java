package io.headscope.training.course;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LengthBatchesTest {

    private final List<Integer> lengths = IntStream.range(0, 400).mapToObj(i -> i * 7919 % 400).toList();

    @Test
    void aRoundShowsEveryExampleOnce() {
        LengthBatches<Integer> batches = new LengthBatches<>(lengths, length -> length, 10);
        Set<Integer> seen = new HashSet<>();
        for (int step = 0; step < batches.perRound(); step++) {
            seen.addAll(batches.at(step, 1));
        }
        assertEquals(new HashSet<>(lengths), seen);
    }

    @Test
    void aBatchIsOfTheStepAndTheSeedAloneWhateverCameBefore() {
        LengthBatches<Integer> straight = new LengthBatches<>(lengths, length -> length, 10);
        LengthBatches<Integer> jumping = new LengthBatches<>(lengths, length -> length, 10);
        List<Integer> late = jumping.at(95, 1);
        for (int step = 0; step < 95; step++) {
            straight.at(step, 1);
        }
        assertAll(
                () -> assertEquals(straight.at(95, 1), late),
                () -> assertNotEquals(late, jumping.at(95, 2)),
                () -> assertNotEquals(jumping.at(0, 1), jumping.at(40, 1), "another mixture the next time round"));
    }

    @Test
    void whatStandsTogetherIsAboutEquallyLong() {
        LengthBatches<Integer> batches = new LengthBatches<>(lengths, length -> length, 10);
        int widest = IntStream.range(0, batches.perRound())
                .map(step -> {
                    List<Integer> batch = batches.at(step, 3);
                    return batch.stream().mapToInt(i -> i).max().orElseThrow() - batch.stream().mapToInt(i -> i).min().orElseThrow();
                })
                .max()
                .orElseThrow();
        assertTrue(widest < 100, "of 400: " + widest);
    }
}

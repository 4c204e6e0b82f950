package io.headscope.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.headscope.attention.ExampleTraces;
import io.headscope.attention.ExampleTraces.HandMadeMap;
import io.headscope.attention.HeadAddress;
import io.headscope.attention.Trace;
import io.headscope.task.Cancellation;
import org.junit.jupiter.api.Test;

final class TellingHeadTest {

    @Test
    void aHeadThatLooksAtDifferentPlacesTellsMoreThanOneThatRestsOnTheFirst() {
        HandMadeMap map = new HandMadeMap(3, 3, new float[][] {
            {1, 0, 0, 1, 0, 0, 1, 0, 0},
            {0.5f, 0.5f, 0, 0, 0.6f, 0.4f, 0.2f, 0, 0.8f},
        });
        // One place of three, surely; three places of three, by (0.5 + 0.6 + 0.8) / 3.
        assertEquals(1.0 / 3, TellingHead.share(map, 0, Cancellation.never()), 1e-7);
        assertEquals((0.5 + 0.6 + 0.8) / 3, TellingHead.share(map, 1, Cancellation.never()), 1e-7);
    }

    @Test
    void theHeadOfTheLargestShareIsChosen() {
        try (Trace trace = ExampleTraces.causal(2, 3)) {
            HeadAddress told = TellingHead.of(trace, Cancellation.never());
            double most = trace.sites().stream()
                    .flatMap(site -> java.util.stream.IntStream.range(0, site.heads()).mapToObj(site::head))
                    .mapToDouble(head -> TellingHead.share(trace.map(head.site()), head.head(), Cancellation.never()))
                    .max()
                    .orElseThrow();
            assertEquals(most, TellingHead.share(trace.map(told.site()), told.head(), Cancellation.never()));
        }
    }
}

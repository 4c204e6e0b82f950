package io.headscope.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ErrorRateTest {

    @Test
    void countsWhatIsReplacedLeftOutAndPutIn() {
        ErrorRate rate = new ErrorRate();
        rate.add(List.of(1, 2, 3), List.of(1, 2, 3));
        rate.add(List.of(1, 5, 3), List.of(1, 2, 3));
        rate.add(List.of(2), List.of(1, 2));
        rate.add(List.of(4, 4), List.of(4));
        rate.add(List.of(), List.of(7));
        assertEquals(4, rate.errors());
        assertEquals(10, rate.said());
        assertEquals(0.4, rate.value(), 1e-12);
    }

    @Test
    void theFewestChangesCount() {
        assertEquals(2, ErrorRate.distance(List.of(1, 2, 3, 4), List.of(2, 3, 4, 5)));
    }

    @Test
    void nothingSaidHasNoRate() {
        assertThrows(IllegalStateException.class, () -> new ErrorRate().value());
    }
}

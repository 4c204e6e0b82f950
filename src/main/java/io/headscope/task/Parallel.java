package io.headscope.task;

import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/// Short work on numbers, spread over the processors; the caller works along and waits.
public final class Parallel {

    private Parallel() {}

    /// Does `part` for every number from 0 up to `parts`, in no order.
    public static void each(int parts, IntConsumer part) {
        IntStream.range(0, parts).parallel().forEach(part);
    }
}

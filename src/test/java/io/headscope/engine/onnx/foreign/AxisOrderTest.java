package io.headscope.engine.onnx.foreign;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AxisOrderTest {

    @Test
    void everyNumberStandsWhereItsAxesSay() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            int rank = 1 + random.nextInt(5);
            long[] shape = random.longs(rank, 1, rank > 3 ? 7 : 70).toArray();
            List<Integer> order = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
            Collections.shuffle(order, random);
            assertEquals(expected(shape, order), copied(shape, order), () -> java.util.Arrays.toString(shape) + " " + order);
        }
    }

    @Test
    void nothingIsCopiedWhereAnAxisIsEmpty() {
        assertEquals(List.of(), copied(new long[] {3, 0, 2}, List.of(2, 1, 0)));
    }

    /// The numbers 0, 1, 2, … in another order.
    private static List<Float> copied(long[] shape, List<Integer> order) {
        int size = (int) java.util.Arrays.stream(shape).reduce(1, Math::multiplyExact);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment from = arena.allocate(Float.BYTES * (long) size, 64);
            MemorySegment into = arena.allocate(Float.BYTES * (long) size, 64);
            for (int i = 0; i < size; i++) {
                from.setAtIndex(ValueLayout.JAVA_FLOAT, i, i);
            }
            AxisOrder.copy(from, shape, order, into);
            return IntStream.range(0, size).mapToObj(i -> into.getAtIndex(ValueLayout.JAVA_FLOAT, i)).toList();
        }
    }

    /// Worked out number by number.
    private static List<Float> expected(long[] shape, List<Integer> order) {
        List<Float> numbers = new ArrayList<>();
        walk(shape, order, new long[shape.length], 0, numbers);
        return numbers;
    }

    private static void walk(long[] shape, List<Integer> order, long[] at, int place, List<Float> numbers) {
        if (place == shape.length) {
            long flat = 0;
            for (int axis = 0; axis < shape.length; axis++) {
                flat = flat * shape[axis] + at[axis];
            }
            numbers.add((float) flat);
            return;
        }
        for (int i = 0; i < shape[order.get(place)]; i++) {
            at[order.get(place)] = i;
            walk(shape, order, at, place + 1, numbers);
        }
    }
}

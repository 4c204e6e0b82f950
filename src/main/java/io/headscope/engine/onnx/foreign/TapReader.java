package io.headscope.engine.onnx.foreign;

import io.headscope.attention.FloatTensor;
import io.headscope.engine.onnx.sites.SiteTap;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Brings what left a graph into the order that a trace has: heads, positions, sizes. What lies in that order already is
/// taken as it lies.
final class TapReader {

    private final SiteTap tap;
    private final GraphRun run;
    /// How many texts the graph takes at once, of which the first is ours.
    private final long batch;
    /// The turn of the loop, or -1 where there is none.
    private final int turn;

    TapReader(SiteTap tap, GraphRun run, long batch, int turn) {
        this.tap = tap;
        this.run = run;
        this.batch = batch;
        this.turn = turn;
    }

    /// The turns of the loop that the site is in; 1 where it is in none, 0 where its branch did not run.
    static int turns(SiteTap tap, GraphRun run) {
        FloatTensor weights = run.outputs().get(tap.weights().output());
        if (weights == null || weights.size() == 0 || weights.shape().size() < 2) {
            return 0;
        }
        return tap.iterated() ? weights.length(0) : 1;
    }

    /// [heads, queries, keys]
    FloatTensor weights() {
        FloatTensor all = java.util.Objects.requireNonNull(run.outputs().get(tap.weights().output()));
        return arranged(all, tap.weights().queries(), tap.weights().keys(), 0);
    }

    /// [heads, positions, size]; nothing where the graph has no such matrix.
    @Nullable FloatTensor matrix(SiteTap.@Nullable Matrix matrix) {
        FloatTensor all = matrix == null ? null : run.outputs().get(matrix.output());
        return matrix == null || all == null || all.size() == 0
                ? null
                : arranged(all, matrix.positions(), matrix.size(), matrix.heads());
    }

    /// @param rows    the axis that becomes the second, negative where there is none
    /// @param columns the axis that becomes the third, negative where there is none
    /// @param heads   heads that lie behind each other in the third, 0 where they do not
    private FloatTensor arranged(FloatTensor all, int rows, int columns, int heads) {
        long[] shape = all.shape().stream().mapToLong(length -> length).toArray();
        long from = 0;
        if (tap.iterated()) {
            long size = all.size() / shape[0];
            from = Math.max(0, turn) * size;
            shape = Arrays.copyOfRange(shape, 1, shape.length);
        }
        if (batch > 1 && shape.length > 2 && shape[0] % batch == 0) {
            shape[0] /= batch;
        }
        return heads > 0 ? split(all, from, shape, rows, columns, heads) : moved(all, from, shape, rows, columns);
    }

    private FloatTensor moved(FloatTensor all, long from, long[] shape, int rows, int columns) {
        List<Integer> order = new ArrayList<>();
        long others = 1;
        for (int axis = 0; axis < shape.length; axis++) {
            if (axis != rows && axis != columns) {
                order.add(axis);
                others *= shape[axis];
            }
        }
        long height = rows < 0 ? 1 : shape[rows];
        long width = columns < 0 ? 1 : shape[columns];
        if (rows >= 0) {
            order.add(rows);
        }
        if (columns >= 0) {
            order.add(columns);
        }
        return arranged(all, from, shape, order, List.of(others, height, width));
    }

    /// [positions, heads · size] to [heads, positions, size]
    private FloatTensor split(FloatTensor all, long from, long[] shape, int rows, int columns, int heads) {
        long size = shape[columns] / heads;
        List<Integer> order = rows < columns ? List.of(1, 0, 2) : List.of(0, 2, 1);
        long[] apart = rows < columns ? new long[] {shape[rows], heads, size} : new long[] {heads, size, shape[rows]};
        return arranged(all, from, apart, order, List.of((long) heads, shape[rows], size));
    }

    /// @param order which axis of `shape` each axis is to be
    private FloatTensor arranged(FloatTensor all, long from, long[] shape, List<Integer> order, List<Long> result) {
        long bytes = Float.BYTES * result.stream().reduce(1L, Math::multiplyExact);
        MemorySegment data = all.data().asSlice(from * Float.BYTES, bytes);
        boolean inOrder = java.util.stream.IntStream.range(0, order.size()).allMatch(i -> order.get(i) == i);
        if (inOrder) {
            return new FloatTensor(result, data);
        }
        MemorySegment copy = run.memory().allocate(bytes, 64);
        AxisOrder.copy(data, shape, order, copy);
        return new FloatTensor(result, copy);
    }
}

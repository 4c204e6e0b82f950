package io.headscope.engine.onnx.foreign;

import io.headscope.attention.FloatTensor;
import io.headscope.engine.onnx.sites.SiteTap;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
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

    /// The bytes that are copied of outputs of given shapes, as they do not lie in order.
    static long copied(List<SiteTap> taps, long batch, Map<String, long[]> shapes) {
        long bytes = 0;
        for (SiteTap tap : taps) {
            for (Part part : parts(tap)) {
                long[] shape = shapes.get(part.output);
                if (shape != null && Arrays.stream(shape).noneMatch(length -> length == 0)) {
                    Arrangement order = part.arranged(shape, tap.iterated(), batch);
                    long turns = tap.iterated() ? shape[0] : 1;
                    bytes += order.isKept() ? 0 : turns * GraphSession.padded(order.bytes());
                }
            }
        }
        return bytes;
    }

    private static List<Part> parts(SiteTap tap) {
        List<Part> parts = new ArrayList<>(List.of(part(tap.weights())));
        for (SiteTap.Matrix matrix : new SiteTap.@Nullable Matrix[] {tap.queries(), tap.keys(), tap.values()}) {
            if (matrix != null) {
                parts.add(part(matrix));
            }
        }
        return parts;
    }

    private static Part part(SiteTap.Weights weights) {
        return new Part(weights.output(), weights.queries(), weights.keys(), 0);
    }

    private static Part part(SiteTap.Matrix matrix) {
        return new Part(matrix.output(), matrix.positions(), matrix.size(), matrix.heads());
    }

    /// [heads, queries, keys]
    FloatTensor weights() {
        return arranged(part(tap.weights()), java.util.Objects.requireNonNull(run.outputs().get(tap.weights().output())));
    }

    /// [heads, positions, size]; nothing where the graph has no such matrix.
    @Nullable FloatTensor matrix(SiteTap.@Nullable Matrix matrix) {
        FloatTensor all = matrix == null ? null : run.outputs().get(matrix.output());
        return matrix == null || all == null || all.size() == 0 ? null : arranged(part(matrix), all);
    }

    private FloatTensor arranged(Part part, FloatTensor all) {
        long[] shape = all.shape().stream().mapToLong(length -> length).toArray();
        long from = tap.iterated() ? Math.max(0, turn) * (all.size() / shape[0]) : 0;
        Arrangement order = part.arranged(shape, tap.iterated(), batch);
        MemorySegment data = all.data().asSlice(from * Float.BYTES, order.bytes());
        if (order.isKept()) {
            return new FloatTensor(order.result, data);
        }
        MemorySegment copy = run.beside().allocate(order.bytes(), GraphSession.ALIGNMENT);
        AxisOrder.copy(data, order.shape, order.order, copy);
        return new FloatTensor(order.result, copy);
    }

    /// One output of a site.
    ///
    /// @param rows    the axis that becomes the second, negative where there is none
    /// @param columns the axis that becomes the third, negative where there is none
    /// @param heads   heads that lie behind each other in the third, 0 where they do not
    private record Part(String output, int rows, int columns, int heads) {

        Arrangement arranged(long[] all, boolean iterated, long batch) {
            long[] shape = iterated ? Arrays.copyOfRange(all, 1, all.length) : all.clone();
            if (batch > 1 && shape.length > 2 && shape[0] % batch == 0) {
                shape[0] /= batch;
            }
            return heads > 0 ? split(shape) : moved(shape);
        }

        private Arrangement moved(long[] shape) {
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
            return new Arrangement(shape, order, List.of(others, height, width));
        }

        /// [positions, heads · size] to [heads, positions, size]
        private Arrangement split(long[] shape) {
            long size = shape[columns] / heads;
            List<Long> result = List.of((long) heads, shape[rows], size);
            return rows < columns
                    ? new Arrangement(new long[] {shape[rows], heads, size}, List.of(1, 0, 2), result)
                    : new Arrangement(new long[] {heads, size, shape[rows]}, List.of(0, 2, 1), result);
        }
    }

    /// @param shape  of what is there
    /// @param order  which of its axes stands at each place of what is wanted
    /// @param result the shape of that, heads and batch in one
    private record Arrangement(long[] shape, List<Integer> order, List<Long> result) {

        boolean isKept() {
            return IntStream.range(0, order.size()).allMatch(i -> order.get(i) == i);
        }

        long bytes() {
            return Float.BYTES * result.stream().reduce(1L, Math::multiplyExact);
        }
    }
}

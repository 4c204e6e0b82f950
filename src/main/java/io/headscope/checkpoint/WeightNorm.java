package io.headscope.checkpoint;

import io.headscope.model.ElementType;
import io.headscope.model.StoredTensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Weights that were saved as direction and length (Salimans & Kingma, 2016, <https://arxiv.org/abs/1602.07868>), put
/// together again: `w = g · v / ‖v‖`, the norm over all axes along which `g` has length 1.
record WeightNorm(StoredTensor length, StoredTensor direction) {

    private static final List<List<String>> NAMES = List.of(
            List.of("weight_g", "weight_v"), List.of("parametrizations.weight.original0", "parametrizations.weight.original1"));

    /// The two parts of a weight, if a file has them under one of their names.
    ///
    /// @param names the names that the weight itself may have
    static @Nullable WeightNorm find(Map<String, StoredTensor> tensors, Iterable<String> names) {
        for (String name : names) {
            if (!WeightNames.ends(name, "weight")) {
                continue;
            }
            String owner = name.substring(0, name.length() - "weight".length());
            for (List<String> parts : NAMES) {
                StoredTensor length = tensors.get(owner + parts.getFirst());
                StoredTensor direction = tensors.get(owner + parts.getLast());
                if (length != null && direction != null) {
                    return new WeightNorm(length, direction);
                }
            }
        }
        return null;
    }

    /// The names of both parts.
    Stream<String> names() {
        return Stream.of(length.name(), direction.name());
    }

    /// Whether the shapes fit each other: as many axes, each of length 1 or the same.
    boolean fits() {
        List<Long> g = length.shape();
        List<Long> v = direction.shape();
        if (g.size() != v.size() || !isWeight(length) || !isWeight(direction)) {
            return false;
        }
        for (int axis = 0; axis < g.size(); axis++) {
            if (g.get(axis) != 1 && !g.get(axis).equals(v.get(axis))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isWeight(StoredTensor tensor) {
        return StoredTensor.WEIGHT_TYPES.contains(tensor.type());
    }

    /// The weight itself, F32.
    StoredTensor folded(String name, SegmentAllocator allocator) {
        float[] g = numbers(length, allocator);
        float[] v = numbers(direction, allocator);
        double[] squares = new double[g.length];
        for (int i = 0; i < v.length; i++) {
            squares[place(i)] += (double) v[i] * v[i];
        }
        for (int i = 0; i < v.length; i++) {
            int at = place(i);
            v[i] = (float) (g[at] * v[i] / Math.sqrt(squares[at]));
        }
        MemorySegment folded = allocator.allocateFrom(ValueLayout.JAVA_FLOAT, v);
        return new StoredTensor(
                name, ElementType.F32, direction.shape(), direction.file(), direction.offset(), folded);
    }

    private static float[] numbers(StoredTensor tensor, SegmentAllocator allocator) {
        return tensor.asF32(allocator).toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
    }

    /// Where in `g` the length of a number of `v` stands.
    private int place(int index) {
        int rest = index;
        int place = 0;
        int step = 1;
        for (int axis = direction.shape().size() - 1; axis >= 0; axis--) {
            int size = Math.toIntExact(direction.shape().get(axis));
            if (length.shape().get(axis) != 1) {
                place += rest % size * step;
                step *= size;
            }
            rest /= size;
        }
        return place;
    }
}

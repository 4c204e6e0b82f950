package io.headscope.engine.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One attention as the changed code of a TorchScript archive hands it out ([TorchCode]): before every entry of its list
/// stands a tensor whose length says what follows.
///
/// @param weights [..., queries, keys]
/// @param queries [..., queries, size], where the scores are a product
/// @param keys    [..., size, keys], or [..., keys, size] where they are not `turned`
/// @param values  [..., keys, size], where the weights are multiplied with any
record TorchHanded(NDArray weights, @Nullable NDArray queries, @Nullable NDArray keys, boolean turned, @Nullable NDArray values) {

    /// Two operands of a product.
    private static final int PRODUCT = 1;
    /// The result of a softmax.
    private static final int SOFTMAX = 2;
    /// What passed, in sums.
    private static final int PASSED = 4;

    /// Sums over the vectors of something that was computed.
    ///
    /// @param width how many numbers a vector has
    record Sums(NDArray sums, NDArray squares, long width) {}

    /// What was told of what passed, in the order of execution.
    static List<Sums> passed(PtNDArray[] list) {
        List<Sums> passed = new ArrayList<>();
        for (int i = 1; i < list.length; i += entries(list[i])) {
            if ((int) list[i].getShape().get(0) == PASSED) {
                passed.add(new Sums(list[i + 1], list[i + 2], list[i].getShape().get(2)));
            }
        }
        return passed;
    }

    /// How many tensors an entry takes, with the one that says so.
    private static int entries(NDArray mark) {
        return switch ((int) mark.getShape().get(0)) {
            case PRODUCT, PASSED -> 3;
            case SOFTMAX -> 2;
            default -> 5;
        };
    }

    /// What was handed out, in the order of execution. Queries and keys of a softmax are the operands of the last product
    /// before it that has its shape, values the other operand of the next product that takes it.
    static List<TorchHanded> read(PtNDArray[] list) {
        List<TorchHanded> read = new ArrayList<>();
        @Nullable NDArray left = null;
        @Nullable NDArray right = null;
        // The first says what was asked for.
        for (int i = 1; i < list.length; i += entries(list[i])) {
            switch ((int) list[i].getShape().get(0)) {
                case PRODUCT -> {
                    NDArray a = list[i + 1];
                    NDArray b = list[i + 2];
                    if (!read.isEmpty() && read.getLast().values == null && alike(a, read.getLast().weights)) {
                        read.set(read.size() - 1, read.getLast().with(b));
                    } else {
                        left = a;
                        right = b;
                    }
                }
                case PASSED -> {}
                case SOFTMAX -> {
                    NDArray weights = list[i + 1];
                    boolean fits = left != null && right != null && isProduct(left, right, weights);
                    read.add(new TorchHanded(weights, fits ? left : null, fits ? right : null, true, null));
                    left = null;
                    right = null;
                }
                default -> read.add(new TorchHanded(list[i + 1], list[i + 2], list[i + 3], false, list[i + 4]));
            }
        }
        return read;
    }

    private TorchHanded with(NDArray other) {
        return new TorchHanded(weights, queries, keys, turned, other);
    }

    private static long axis(NDArray array, int fromLast) {
        long[] shape = array.getShape().getShape();
        return shape.length < fromLast ? 1 : shape[shape.length - fromLast];
    }

    private static boolean alike(NDArray one, NDArray other) {
        return axis(one, 1) == axis(other, 1) && axis(one, 2) == axis(other, 2) && one.size() == other.size();
    }

    private static boolean isProduct(NDArray left, NDArray right, NDArray weights) {
        return left.getShape().dimension() >= 3 && right.getShape().dimension() == left.getShape().dimension()
                && axis(left, 2) == axis(weights, 2) && axis(right, 1) == axis(weights, 1) && axis(left, 1) == axis(right, 2)
                && left.size() / axis(left, 1) / axis(left, 2) == weights.size() / axis(weights, 1) / axis(weights, 2);
    }

    /// For messages.
    @Override
    public String toString() {
        return Arrays.toString(weights.getShape().getShape());
    }
}

package io.headscope.engine.onnx.sites;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Numbers that sum to 1 along an axis.
///
/// @param weights   the numbers
/// @param axis      the axis along which they sum to 1
/// @param scores    what they were made of
/// @param scoreAxis the same axis in `scores`
record Distribution(Tensor weights, int axis, Tensor scores, int scoreAxis) {

    /// Operators between `Exp` and the division.
    private static final int NEAR = 6;

    /// The distribution that `node` finishes: a softmax, or the division of exponentials by their sum.
    static @Nullable Distribution of(Node node, int opset) {
        return switch (node.op()) {
            case "Softmax" -> softmax(node, opset >= 13 || !node.isStandard() ? -1 : 1, opset);
            case "BiasSoftmax" -> softmax(node, -1, 13);
            case "Exp" -> ofLogarithm(node, opset);
            case "Div" -> ofSum(node);
            case "Mul" -> ofReciprocal(node);
            default -> null;
        };
    }

    private static @Nullable Distribution softmax(Node node, int usual, int opset) {
        Tensor scores = node.input(0);
        Tensor weights = node.result();
        if (scores == null || weights == null || weights.rank() < 1) {
            return null;
        }
        int axis = Axes.of(node.whole("axis", usual), weights.rank());
        if (opset < 13 && !isLast(weights, axis)) {
            // Before version 13, all axes from this one on were taken as one.
            return null;
        }
        return axis < 0 || axis >= weights.rank() ? null : new Distribution(weights, axis, scores, axis);
    }

    private static boolean isLast(Tensor tensor, int axis) {
        for (int i = axis + 1; i < tensor.rank(); i++) {
            if (tensor.length(i) != 1) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable Distribution ofLogarithm(Node exp, int opset) {
        Node before = exp.input(0) == null ? null : java.util.Objects.requireNonNull(exp.input(0)).producer;
        if (before == null || exp.result() == null) {
            return null;
        }
        if (before.op().equals("Sub")) {
            return ofLogarithmOfSum(before, java.util.Objects.requireNonNull(exp.result()));
        }
        if (!before.op().equals("LogSoftmax")) {
            return null;
        }
        Distribution logarithm = softmax(before, opset >= 13 ? -1 : 1, opset);
        return logarithm == null
                ? null
                : new Distribution(java.util.Objects.requireNonNull(exp.result()), logarithm.axis, logarithm.scores, logarithm.scoreAxis);
    }

    /// The exponential of scores, less the logarithm of the sum of their exponentials.
    private static @Nullable Distribution ofLogarithmOfSum(Node difference, Tensor weights) {
        Tensor scores = difference.input(0);
        Tensor subtracted = difference.input(1);
        Node sum = subtracted == null ? null : subtracted.producer;
        if (scores == null || sum == null || !sum.op().equals("ReduceLogSumExp") || !sameNumbers(sum.input(0), scores)) {
            return null;
        }
        int axis = summedAxis(sum);
        return axis == Axes.NONE ? null : new Distribution(weights, axis, scores, axis);
    }

    private static @Nullable Distribution ofSum(Node division) {
        Tensor numerator = division.input(0);
        Tensor sum = division.input(1);
        return numerator == null || sum == null ? null : divided(division, numerator, sum);
    }

    private static @Nullable Distribution ofReciprocal(Node product) {
        for (int i = 0; i < 2; i++) {
            Tensor factor = product.input(i);
            Tensor other = product.input(1 - i);
            if (factor != null && other != null && factor.producer != null && factor.producer.op().equals("Reciprocal")
                    && factor.producer.input(0) != null) {
                return divided(product, other, java.util.Objects.requireNonNull(factor.producer.input(0)));
            }
        }
        return null;
    }

    private static @Nullable Distribution divided(Node last, Tensor numerator, Tensor sum) {
        Node adding = sumOf(sum);
        Tensor weights = last.result();
        if (adding == null || weights == null || weights.rank() < 1 || !sameNumbers(adding.input(0), numerator)) {
            return null;
        }
        int axis = summedAxis(adding);
        Tensor scores = exponent(numerator);
        return axis == Axes.NONE || scores == null ? null : new Distribution(weights, axis, scores, axis);
    }

    /// The sum that `tensor` is, a little added to it or kept from zero perhaps.
    private static @Nullable Node sumOf(Tensor tensor) {
        Tensor at = tensor;
        for (int i = 0; i < NEAR; i++) {
            Node producer = at.producer;
            if (producer == null) {
                return null;
            }
            if (producer.op().equals("ReduceSum")) {
                return producer;
            }
            Tensor next = List.of("Add", "Max", "Clip", "Expand", "Unsqueeze", "Cast", "Identity", "Where").contains(producer.op())
                    ? computed(producer)
                    : null;
            if (next == null) {
                return null;
            }
            at = next;
        }
        return null;
    }

    private static @Nullable Tensor computed(Node node) {
        return node.inputs().stream().filter(input -> input != null && input.producer != null && !input.isConstant()).findFirst().orElse(null);
    }

    private static boolean sameNumbers(@Nullable Tensor one, Tensor other) {
        return one == other || (one != null && plain(one) == plain(other));
    }

    private static Tensor plain(Tensor tensor) {
        Tensor at = tensor;
        while (at.producer != null && List.of("Cast", "Identity").contains(at.producer.op()) && at.producer.input(0) != null) {
            at = java.util.Objects.requireNonNull(at.producer.input(0));
        }
        return at;
    }

    private static int summedAxis(Node adding) {
        Tensor x = adding.input(0);
        long[] axes = adding.wholes("axes", 1);
        return x == null || axes == null || axes.length != 1 || x.rank() < 1 ? Axes.NONE : Axes.of(axes[0], x.rank());
    }

    /// What the numerator is the exponential of, masked perhaps.
    private static @Nullable Tensor exponent(Tensor numerator) {
        Deque<Tensor> ways = new ArrayDeque<>(List.of(numerator));
        for (int i = 0; i < NEAR && !ways.isEmpty(); i++) {
            Node producer = ways.remove().producer;
            if (producer == null) {
                continue;
            }
            if (producer.op().equals("Exp")) {
                return producer.input(0);
            }
            if (List.of("Mul", "Where", "Cast", "Identity", "Add").contains(producer.op())) {
                producer.inputs().stream().filter(input -> input != null && !input.isConstant()).forEach(ways::add);
            }
        }
        return null;
    }
}

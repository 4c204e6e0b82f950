package io.headscope.engine.onnx.sites;

import org.jspecify.annotations.Nullable;

/// What lies between a distribution and its values: operators that move numbers, mask them, scale them, or change how
/// they are written down.
final class Passing {

    private Passing() {}

    /// The tensor that comes out, and where the axis is in it.
    record To(Tensor tensor, int axis) {}

    /// Where `axis` of `from` goes in a node that takes `from`; nothing where the node does something else.
    static @Nullable To next(Node node, Tensor from, int axis) {
        Tensor to = node.result();
        if (to == null) {
            return null;
        }
        int at = switch (node.op()) {
            case "Cast", "Identity", "Dropout", "Clip", "QuantizeLinear", "DynamicQuantizeLinear", "DequantizeLinear" ->
                    from == node.input(0) ? axis : Axes.NONE;
            case "Where" -> from == node.input(0) ? Axes.NONE : aligned(axis, from, to);
            case "Mul", "Div", "Add", "Sub" -> from == node.input(1) && node.op().equals("Div") ? Axes.NONE : aligned(axis, from, to);
            case "Transpose" -> transposed(node, from, axis);
            case "Reshape" -> from == node.input(0) ? Axes.reshaped(axis, from.shape, to.shape) : Axes.NONE;
            case "Unsqueeze", "Squeeze" -> from == node.input(0) && to.rank() >= 0 ? AxisRoots.Units.after(node, from, to, axis) : Axes.NONE;
            case "Expand", "Slice", "Pad", "Split", "Gather" -> from == node.input(0) && from.rank() == to.rank() ? axis : Axes.NONE;
            default -> Axes.NONE;
        };
        return at == Axes.NONE ? null : new To(to, at);
    }

    /// Whether what comes out is written as small whole numbers, or was.
    static boolean isQuantized(Node node) {
        return switch (node.op()) {
            case "QuantizeLinear", "DynamicQuantizeLinear", "DequantizeLinear" -> true;
            default -> false;
        };
    }

    private static int aligned(int axis, Tensor from, Tensor to) {
        return from.rank() < 0 || to.rank() < 0 ? Axes.NONE : Axes.aligned(axis, from.rank(), to.rank());
    }

    private static int transposed(Node node, Tensor from, int axis) {
        int[] order = AxisRoots.order(node, from.rank());
        for (int i = 0; i < order.length; i++) {
            if (order[i] == axis) {
                return i;
            }
        }
        return Axes.NONE;
    }
}

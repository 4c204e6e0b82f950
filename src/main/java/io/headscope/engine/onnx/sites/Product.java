package io.headscope.engine.onnx.sites;

import org.jspecify.annotations.Nullable;

/// The product of a distribution with values, along the axis it is over.
///
/// @param values  the other operand
/// @param queries the axis of the distribution that stays; [Axes#NONE] where there is one query only
record Product(Operand values, int queries) {

    /// The product that `node` is, if it sums over `axis` of `weights`.
    static @Nullable Product of(Node node, Tensor weights, int axis) {
        return switch (node.op()) {
            case "Einsum" -> ofEquation(node, weights, axis);
            case "Mul" -> ofSum(node, weights, axis);
            default -> ofMatrices(Contraction.of(node), weights, axis);
        };
    }

    private static @Nullable Product ofMatrices(@Nullable Contraction product, Tensor weights, int axis) {
        if (product == null || product.rows() == product.columns()) {
            return null;
        }
        if (product.rows() == weights && product.rowSum() == axis) {
            return new Product(new Operand(product.columns(), product.columnSum(), product.columnAxis()), product.rowAxis());
        }
        if (product.columns() == weights && product.columnSum() == axis) {
            return new Product(new Operand(product.rows(), product.rowSum(), product.rowAxis()), product.columnAxis());
        }
        return null;
    }

    private static @Nullable Product ofEquation(Node node, Tensor weights, int axis) {
        Equation equation = Equation.of(node);
        if (equation == null || equation.operands().size() != 2) {
            return null;
        }
        int at = node.inputs().indexOf(weights);
        String own = equation.operands().get(at);
        String others = equation.operands().get(1 - at);
        Tensor values = node.input(1 - at);
        if (values == null || axis >= own.length() || others.indexOf(own.charAt(axis)) < 0
                || equation.result().indexOf(own.charAt(axis)) >= 0) {
            return null;
        }
        int queries = Axes.NONE;
        for (int i = 0; i < own.length(); i++) {
            queries = others.indexOf(own.charAt(i)) < 0 && equation.result().indexOf(own.charAt(i)) >= 0 ? i : queries;
        }
        return new Product(new Operand(values, others.indexOf(own.charAt(axis)), sizeAxis(own, others)), queries);
    }

    private static int sizeAxis(String own, String others) {
        for (int i = others.length() - 1; i >= 0; i--) {
            if (own.indexOf(others.charAt(i)) < 0) {
                return i;
            }
        }
        return Axes.NONE;
    }

    /// Number by number, then summed over the axis: how pooling over positions is often written.
    private static @Nullable Product ofSum(Node node, Tensor weights, int axis) {
        Tensor values = node.input(0) == weights ? node.input(1) : node.input(0);
        Tensor product = node.result();
        if (values == null || product == null || values.rank() < 2 || weights.rank() < 1) {
            return null;
        }
        int at = Axes.aligned(axis, weights.rank(), product.rank());
        int inValues = Axes.aligned(at, product.rank(), values.rank());
        boolean summed = at != Axes.NONE && inValues != Axes.NONE && values.length(inValues) != 1
                && product.consumers.stream().anyMatch(next -> sums(next, product, at));
        // A mask is multiplied too, but has no size of its own beside the positions.
        return summed && weights.length(-1) == 1 && inValues < values.rank() - 1
                ? new Product(new Operand(values, inValues, values.rank() - 1), Axes.NONE)
                : null;
    }

    private static boolean sums(Node node, Tensor product, int axis) {
        long[] axes = node.op().equals("ReduceSum") ? node.wholes("axes", 1) : null;
        return axes != null && axes.length == 1 && Axes.of(axes[0], product.rank()) == axis;
    }
}

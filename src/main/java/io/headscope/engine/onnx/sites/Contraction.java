package io.headscope.engine.onnx.sites;

import org.jspecify.annotations.Nullable;

/// A matrix product, whatever the operator is called: the rows of one operand against the columns of the other.
///
/// @param rows       the left operand                               [..., row, sum]
/// @param rowAxis    its axis that stays
/// @param rowSum     its axis that is summed over
/// @param columns    the right operand                              [..., sum, column]
/// @param columnAxis its axis that stays
/// @param columnSum  its axis that is summed over
record Contraction(Tensor rows, int rowAxis, int rowSum, Tensor columns, int columnAxis, int columnSum) {

    /// Nothing where a node is no product of two matrices of known ranks.
    static @Nullable Contraction of(Node node) {
        int second = switch (node.op()) {
            case "MatMul", "FusedMatMul", "TransposeMatMul", "MatMulInteger", "MatMulIntegerToFloat", "DynamicQuantizeMatMul",
                    "MatMulNBits", "Gemm", "FusedGemm", "FusedMatMulActivation" -> 1;
            case "QLinearMatMul" -> 3;
            default -> -1;
        };
        Tensor a = second < 0 ? null : node.input(0);
        Tensor b = second < 0 ? null : node.input(second);
        if (a == null || b == null || a.rank() < 1 || b.rank() < 1) {
            return null;
        }
        // Packed weights keep no shape of their own that would tell: their columns are what comes out.
        boolean packed = node.op().equals("MatMulNBits");
        boolean transA = node.whole("transA", 0) != 0 && a.rank() > 1;
        boolean transB = node.whole("transB", 0) != 0 && b.rank() > 1;
        return new Contraction(
                a,
                a.rank() == 1 ? Axes.NONE : a.rank() - (transA ? 1 : 2),
                a.rank() - (transA && a.rank() > 1 ? 2 : 1),
                b,
                packed || b.rank() == 1 ? Axes.NONE : b.rank() - (transB ? 2 : 1),
                packed ? Axes.NONE : b.rank() == 1 ? 0 : b.rank() - (transB ? 1 : 2));
    }
}

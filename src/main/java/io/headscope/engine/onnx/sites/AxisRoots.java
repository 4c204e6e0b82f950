package io.headscope.engine.onnx.sites;

import java.util.Arrays;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which axes of the model's inputs the axes of a tensor run along: the positions of a decoder's states are those of
/// its token ids, however many layers lie between. Two tensors whose positions have a root in common speak of the same
/// positions, so that attention between them is self-attention.
final class AxisRoots {

    private static final int AXES = 8;
    private static final BitSet NONE = new BitSet();

    private final Map<Tensor, BitSet[]> roots = new IdentityHashMap<>();

    AxisRoots(ForeignGraph graph) {
        for (int i = 0; i < graph.inputs().size(); i++) {
            Tensor input = graph.inputs().get(i);
            BitSet[] own = new BitSet[Math.max(0, input.rank())];
            for (int axis = 0; axis < own.length; axis++) {
                own[axis] = new BitSet();
                own[axis].set(i * AXES + axis);
            }
            roots.put(input, own);
        }
        graph.nodes().forEach(this::follow);
    }

    /// The roots of an axis; none where it is of the model's own making (the axis of features) or not known.
    BitSet of(Tensor tensor, int axis) {
        BitSet[] known = roots.get(tensor);
        return known == null || axis < 0 || axis >= known.length ? NONE : known[axis];
    }

    /// The input that a root belongs to.
    static int input(int root) {
        return root / AXES;
    }

    /// Its axis that the root is.
    static int axis(int root) {
        return root % AXES;
    }

    /// The inputs that the roots belong to.
    static BitSet inputs(BitSet roots) {
        BitSet inputs = new BitSet();
        roots.stream().forEach(root -> inputs.set(root / AXES));
        return inputs;
    }

    private void follow(Node node) {
        for (Tensor output : node.outputs()) {
            if (output != null && output.rank() > 0) {
                BitSet[] own = new BitSet[output.rank()];
                for (int axis = 0; axis < own.length; axis++) {
                    own[axis] = follow(node, output, axis);
                }
                // The first axis is the batch, which all inputs share: it says nothing.
                roots.put(output, own);
            }
        }
    }

    private BitSet follow(Node node, Tensor output, int axis) {
        Tensor x = node.input(0);
        return switch (node.op()) {
            case "Constant", "Shape", "Size", "ConstantOfShape", "Range", "NonZero" -> NONE;
            case "MatMul", "FusedMatMul", "TransposeMatMul", "MatMulInteger", "QLinearMatMul", "MatMulIntegerToFloat",
                    "DynamicQuantizeMatMul", "MatMulNBits", "Gemm", "FusedGemm" -> ofProduct(node, output, axis);
            case "Einsum" -> ofEquation(node, axis);
            case "Transpose" -> x == null ? NONE : of(x, order(node, x.rank())[axis]);
            case "Reshape", "Flatten" -> x == null ? NONE : ofReshaped(x, output, axis);
            case "Unsqueeze", "Squeeze" -> x == null ? NONE : ofReshapedByUnits(node, x, output, axis);
            case "Gather" -> ofGathered(node, axis);
            case "ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin" ->
                    x != null && x.rank() == output.rank() && output.length(axis) != 1 ? of(x, axis) : NONE;
            // What comes out stands where the queries stood.
            case "Attention", "QAttention", "MultiHeadAttention", "GroupQueryAttention", "DecoderMaskedMultiHeadAttention",
                    "PackedAttention" -> x == null ? NONE : of(x, axis);
            case "Conv", "ConvInteger", "QLinearConv", "FusedConv" -> x == null || axis == 1 ? NONE : of(x, axis);
            default -> node.bodies().isEmpty() ? ofAligned(node, output, axis) : ofBodies(node, output, axis);
        };
    }

    static int[] order(Node node, int rank) {
        long[] order = node.wholes("perm", -1);
        int[] result = new int[Math.max(rank, 0)];
        for (int i = 0; i < result.length; i++) {
            result[i] = order == null || order.length != rank ? result.length - 1 - i : (int) order[i];
        }
        return result;
    }

    /// Number by number, under broadcasting; also of what is strung together.
    private BitSet ofAligned(Node node, Tensor output, int axis) {
        BitSet sum = new BitSet();
        for (Tensor input : node.inputs()) {
            if (input != null && input.rank() > 0) {
                int at = Axes.aligned(axis, output.rank(), input.rank());
                if (at != Axes.NONE && (input.length(at) != 1 || output.length(axis) == 1)) {
                    sum.or(of(input, at));
                }
            }
        }
        return sum;
    }

    private BitSet ofProduct(Node node, Tensor output, int axis) {
        Contraction contraction = Contraction.of(node);
        if (contraction == null) {
            return NONE;
        }
        if (axis == output.rank() - 2 && contraction.rows().rank() > 1) {
            return of(contraction.rows(), contraction.rowAxis());
        }
        if (axis == output.rank() - 1) {
            return of(contraction.columns(), contraction.columnAxis());
        }
        BitSet sum = new BitSet();
        for (Tensor operand : new Tensor[] {contraction.rows(), contraction.columns()}) {
            int at = Axes.aligned(axis, output.rank(), operand.rank());
            if (at != Axes.NONE && at < operand.rank() - 2) {
                sum.or(of(operand, at));
            }
        }
        return sum;
    }

    private BitSet ofEquation(Node node, int axis) {
        Equation equation = Equation.of(node);
        if (equation == null || axis >= equation.result().length()) {
            return NONE;
        }
        BitSet sum = new BitSet();
        char letter = equation.result().charAt(axis);
        for (int i = 0; i < equation.operands().size(); i++) {
            Tensor input = node.input(i);
            int at = equation.operands().get(i).indexOf(letter);
            if (input != null && at >= 0) {
                sum.or(of(input, at));
            }
        }
        return sum;
    }

    private BitSet ofReshaped(Tensor x, Tensor output, int axis) {
        int at = Axes.reshaped(axis, output.shape, x.shape);
        if (at != Axes.NONE) {
            return of(x, at);
        }
        if (axis == 0) {
            return of(x, 0);
        }
        // Rows and columns of a picture become one row of patches; features that are split into heads stay features.
        long[] before = x.shape;
        long[] after = output.shape;
        int[] span = before == null || after == null ? new int[] {0, x.rank()} : Axes.span(axis, after, before);
        BitSet sum = new BitSet();
        for (int i = Math.max(1, span[0]); i < span[1]; i++) {
            if (x.length(i) != 1 || output.length(axis) == 1) {
                sum.or(of(x, i));
            }
        }
        return sum;
    }

    private BitSet ofReshapedByUnits(Node node, Tensor x, Tensor output, int axis) {
        int at = Units.before(node, x, output, axis);
        return at == Axes.NONE ? NONE : of(x, at);
    }

    private BitSet ofGathered(Node node, int axis) {
        Tensor data = node.input(0);
        Tensor indices = node.input(1);
        if (data == null || indices == null || data.rank() < 0 || indices.rank() < 0) {
            return NONE;
        }
        int along = Axes.of(node.whole("axis", 0), data.rank());
        return axis < along
                ? of(data, axis)
                : axis < along + indices.rank() ? of(indices, axis - along) : of(data, axis - indices.rank() + 1);
    }

    private BitSet ofBodies(Node node, Tensor output, int axis) {
        BitSet sum = new BitSet();
        int at = node.outputs().indexOf(output);
        for (Scope body : node.bodies()) {
            int from = node.op().equals("Loop") ? at + 1 : at;
            if (from < body.outputs.size()) {
                sum.or(of(body.outputs.get(from), axis));
            }
        }
        return sum;
    }

    /// For messages of tests.
    @Override
    public String toString() {
        return roots.entrySet().stream().map(entry -> entry.getKey() + Arrays.toString(entry.getValue())).toList().toString();
    }

    /// Axes of length 1 that were added or taken away.
    static final class Units {

        private Units() {}

        /// Where axis `axis` of the result was before; none where it was added.
        static int before(Node node, Tensor x, Tensor output, int axis) {
            boolean adds = node.op().equals("Unsqueeze");
            int rank = adds ? output.rank() : x.rank();
            boolean[] units = units(node, x, rank, adds ? null : x.shape);
            if (adds) {
                return units[axis] ? Axes.NONE : count(units, axis, false);
            }
            for (int i = 0, at = 0; i < rank; i++) {
                if (!units[i] && at++ == axis) {
                    return i;
                }
            }
            return Axes.NONE;
        }

        /// Where axis `axis` of the operand is afterwards; none where it was taken away.
        static int after(Node node, Tensor x, Tensor output, int axis) {
            for (int i = 0; i < output.rank(); i++) {
                if (before(node, x, output, i) == axis) {
                    return i;
                }
            }
            return Axes.NONE;
        }

        private static boolean[] units(Node node, Tensor x, int rank, long @Nullable [] shape) {
            boolean[] units = new boolean[Math.max(rank, 0)];
            long[] axes = node.wholes("axes", 1);
            for (int i = 0; axes != null && i < axes.length; i++) {
                int at = Axes.of(axes[i], rank);
                if (at >= 0 && at < rank) {
                    units[at] = true;
                }
            }
            for (int i = 0; axes == null && shape != null && i < rank; i++) {
                units[i] = shape[i] == 1;
            }
            return units;
        }

        private static int count(boolean[] units, int end, boolean wanted) {
            int count = 0;
            for (int i = 0; i < end; i++) {
                count += units[i] == wanted ? 1 : 0;
            }
            return count;
        }
    }
}

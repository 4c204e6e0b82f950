package io.headscope.engine.onnx.sites;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Types and shapes, as far as they follow from the operators: enough to know which axis is which. What an operator of
/// unknown rules makes stays unknown.
final class ShapeInference {

    private static final int FLOAT = 1;
    private static final int UINT8 = 2;
    private static final int INT32 = 6;
    private static final int INT64 = 7;
    private static final int BOOL = 9;

    private final int opset;

    ShapeInference(int opset) {
        this.opset = opset;
    }

    /// Fills in what is known of a node's outputs, its inputs being done.
    void infer(Node node) {
        Tensor result = node.result();
        if (result == null) {
            return;
        }
        if (result.type == 0) {
            result.type = type(node);
        }
        long[] shape = shape(node);
        if (shape != null) {
            result.shape = merged(result.shape, shape);
        }
        SmallNumbers.infer(node, result);
        more(node);
    }

    /// What is written in the model and what follows, whichever says more.
    private static long[] merged(long @Nullable [] written, long[] inferred) {
        if (written == null || written.length != inferred.length) {
            return inferred;
        }
        long[] merged = written.clone();
        for (int i = 0; i < merged.length; i++) {
            merged[i] = merged[i] == Tensor.UNKNOWN ? inferred[i] : merged[i];
        }
        return merged;
    }

    private static void more(Node node) {
        for (int i = 1; i < node.outputs().size(); i++) {
            Tensor output = node.outputs().get(i);
            if (output != null && node.op().equals("Split")) {
                output.shape = output.shape == null ? split(node, i) : output.shape;
                output.type = typeOf(node.input(0));
            } else if (output != null && node.op().equals("DynamicQuantizeLinear")) {
                output.type = i == 1 ? FLOAT : UINT8;
                output.shape = new long[0];
            } else if (output != null && node.op().equals("EmbedLayerNormalization") && i == 1) {
                // How many tokens each text has.
                output.type = INT32;
                output.shape = new long[] {Tensor.UNKNOWN};
            } else if (output != null && output.type == 0) {
                output.type = node.bodies().isEmpty() ? typeOf(node.input(0)) : bodyType(node, i);
            }
        }
    }

    private static int bodyType(Node node, int at) {
        List<Tensor> outputs = node.bodies().getFirst().outputs;
        int from = node.op().equals("Loop") ? at + 1 : at;
        return from < outputs.size() ? outputs.get(from).type : 0;
    }

    private static int typeOf(@Nullable Tensor tensor) {
        return tensor == null ? 0 : tensor.type;
    }

    private static int type(Node node) {
        return switch (node.op()) {
            case "Cast" -> (int) node.whole("to", 0);
            case "Shape", "Size", "NonZero", "ArgMax", "ArgMin" -> INT64;
            case "Equal", "Greater", "Less", "GreaterOrEqual", "LessOrEqual", "And", "Or", "Not", "Xor", "IsNaN", "IsInf" -> BOOL;
            case "Where" -> typeOf(node.input(1));
            case "DynamicQuantizeLinear" -> UINT8;
            case "QuantizeLinear" -> node.input(2) == null ? UINT8 : typeOf(node.input(2));
            case "DequantizeLinear" -> typeOf(node.input(1));
            case "MatMulInteger", "ConvInteger" -> INT32;
            case "QLinearMatMul", "QLinearConv" -> typeOf(node.input(7));
            case "Gather", "GatherElements", "GatherND" -> typeOf(node.input(0));
            case "Constant" -> constantType(node);
            case "ConstantOfShape" -> constantType(node) == 0 ? FLOAT : constantType(node);
            case "If", "Loop", "Scan" -> node.bodies().isEmpty() ? 0 : bodyType(node, 0);
            case "MatMulNBits", "DynamicQuantizeMatMul" -> typeOf(node.input(0));
            case "MatMulIntegerToFloat" -> typeOf(node.input(2));
            case "EmbedLayerNormalization" -> typeOf(node.input(2));
            case "Range" -> typeOf(node.input(0));
            case "OneHot" -> typeOf(node.input(2));
            default -> typeOf(node.input(0));
        };
    }

    private static int constantType(Node node) {
        AttributeProto value = node.attribute("value");
        return value != null ? value.getT().getDataType() : node.attribute("value_float") != null || node.attribute("value_floats") != null ? FLOAT : 0;
    }

    private static long @Nullable [] shapeOf(@Nullable Tensor tensor) {
        return tensor == null ? null : tensor.shape;
    }

    private long @Nullable [] shape(Node node) {
        long[] x = shapeOf(node.input(0));
        return switch (node.op()) {
            case "Constant" -> constantShape(node);
            case "Shape" -> new long[] {x == null ? Tensor.UNKNOWN : x.length};
            case "Size" -> new long[0];
            case "Add", "Sub", "Mul", "Div", "Pow", "Where", "And", "Or", "Xor", "Equal", "Greater", "Less", "GreaterOrEqual",
                    "LessOrEqual", "Min", "Max", "Sum", "Mean", "PRelu", "Mod", "BitShift", "BiasSoftmax" -> broadcast(node);
            case "MatMul", "MatMulInteger", "FusedMatMul", "TransposeMatMul", "DynamicQuantizeMatMul", "MatMulIntegerToFloat",
                    "FusedMatMulActivation" -> product(node, x, shapeOf(node.input(1)));
            case "QLinearMatMul" -> product(node, x, shapeOf(node.input(3)));
            case "MatMulNBits" -> x == null ? null : with(x, x.length - 1, node.whole("N", Tensor.UNKNOWN));
            case "Gemm", "FusedGemm" -> new long[] {
                length(x, node.whole("transA", 0) == 0 ? 0 : 1), length(shapeOf(node.input(1)), node.whole("transB", 0) == 0 ? 1 : 0)};
            case "Transpose" -> transposed(node, x);
            case "Reshape" -> reshaped(node, x);
            case "Flatten" -> new long[] {Tensor.UNKNOWN, Tensor.UNKNOWN};
            case "Unsqueeze" -> unsqueezed(x, node.wholes("axes", opset >= 13 ? 1 : -1));
            case "Squeeze" -> squeezed(x, node.wholes("axes", opset >= 13 ? 1 : -1));
            case "Expand" -> expanded(x, node.input(1));
            case "Tile" -> tiled(x, node.input(1));
            case "ConstantOfShape" -> ofNumbers(node.input(0));
            case "Range" -> new long[] {Tensor.UNKNOWN};
            case "Concat" -> concat(node);
            case "Split" -> split(node, 0);
            case "Slice" -> sliced(node, x);
            case "Pad" -> unknownLike(x);
            case "Gather" -> gathered(x, shapeOf(node.input(1)), node.whole("axis", 0));
            case "GatherElements" -> shapeOf(node.input(1));
            case "GatherND" -> null;
            case "ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1", "ReduceL2", "ReduceSumSquare",
                    "ReduceLogSumExp" -> reduced(node, x);
            case "ArgMax", "ArgMin" -> x == null ? null : without(x, Axes.of(node.whole("axis", 0), x.length), node.whole("keepdims", 1) != 0);
            case "Einsum" -> einsum(node);
            case "Conv", "ConvTranspose", "ConvInteger", "QLinearConv", "MaxPool", "AveragePool", "FusedConv", "Resize",
                    "Upsample", "GlobalAveragePool", "GlobalMaxPool" -> spatial(node, x);
            case "If", "Loop", "Scan" -> bodyShape(node);
            case "NonZero" -> new long[] {length(null, 0), Tensor.UNKNOWN};
            case "OneHot" -> null;
            case "EmbedLayerNormalization" -> x == null ? null : append(x, length(shapeOf(node.input(2)), 1));
            case "Attention", "QAttention", "MultiHeadAttention", "GroupQueryAttention", "DecoderMaskedMultiHeadAttention" ->
                    attended(node, x);
            default -> sameAsFirst(node) ? x : null;
        };
    }

    /// Operators of several outputs or none of the usual kinds are left alone; the many that work number by number are not.
    private static boolean sameAsFirst(Node node) {
        return switch (node.op()) {
            case "TopK", "Unique", "NonMaxSuppression", "LSTM", "GRU", "RNN", "SequenceAt", "DepthToSpace", "SpaceToDepth",
                    "ConcatFromSequence", "RotaryEmbedding2D" -> false;
            default -> node.bodies().isEmpty();
        };
    }

    private static long @Nullable [] attended(Node node, long @Nullable [] x) {
        if (x == null) {
            return null;
        }
        if (x.length == 3 && node.op().equals("Attention") && node.isContributed()) {
            return with(x, 2, Tensor.UNKNOWN);
        }
        return x.length == 4 && !node.isContributed() ? with(x, 3, Tensor.UNKNOWN) : x.length == 3 ? with(x, 2, Tensor.UNKNOWN) : null;
    }

    private static long @Nullable [] constantShape(Node node) {
        AttributeProto value = node.attribute("value");
        if (value != null) {
            return value.getT().getDimsList().stream().mapToLong(length -> length).toArray();
        }
        AttributeProto list = node.attribute("value_ints") == null ? node.attribute("value_floats") : node.attribute("value_ints");
        return list == null ? new long[0] : new long[] {Math.max(list.getIntsCount(), list.getFloatsCount())};
    }

    private static long @Nullable [] broadcast(Node node) {
        long[] sum = new long[0];
        for (Tensor input : node.inputs()) {
            long[] shape = shapeOf(input);
            if (shape == null) {
                return null;
            }
            sum = broadcast(sum, shape);
        }
        return sum;
    }

    static long[] broadcast(long[] a, long[] b) {
        long[] result = new long[Math.max(a.length, b.length)];
        for (int i = 0; i < result.length; i++) {
            long one = length(a, a.length - result.length + i, 1);
            long other = length(b, b.length - result.length + i, 1);
            result[i] = one == 1 ? other : other == 1 || one != Tensor.UNKNOWN ? one : other;
        }
        return result;
    }

    private static long length(long @Nullable [] shape, int axis) {
        return length(shape, axis, Tensor.UNKNOWN);
    }

    private static long length(long @Nullable [] shape, int axis, long otherwise) {
        return shape == null || axis < 0 || axis >= shape.length ? otherwise : shape[axis];
    }

    private static long @Nullable [] product(Node node, long @Nullable [] a, long @Nullable [] b) {
        if (a == null || b == null || a.length == 0 || b.length == 0) {
            return null;
        }
        long rows = length(a, node.whole("transA", 0) == 0 ? a.length - 2 : a.length - 1);
        long columns = length(b, node.whole("transB", 0) == 0 ? b.length - 1 : b.length - 2);
        if (b.length == 1) {
            return Arrays.copyOf(a, a.length - 1);
        }
        if (a.length == 1) {
            long[] result = Arrays.copyOf(b, b.length - 1);
            result[result.length - 1] = columns;
            return result;
        }
        long[] batch = broadcast(Arrays.copyOf(a, a.length - 2), Arrays.copyOf(b, b.length - 2));
        return append(append(batch, rows), columns);
    }

    private static long[] append(long[] shape, long length) {
        long[] longer = Arrays.copyOf(shape, shape.length + 1);
        longer[shape.length] = length;
        return longer;
    }

    private static long[] with(long[] shape, int axis, long length) {
        long[] changed = shape.clone();
        if (axis >= 0 && axis < changed.length) {
            changed[axis] = length;
        }
        return changed;
    }

    private static long[] without(long[] shape, int axis, boolean keeps) {
        return keeps
                ? with(shape, axis, 1)
                : IntStream.range(0, shape.length).filter(i -> i != axis).mapToLong(i -> shape[i]).toArray();
    }

    private static long @Nullable [] transposed(Node node, long @Nullable [] x) {
        if (x == null) {
            return null;
        }
        long[] order = node.wholes("perm", -1);
        return IntStream.range(0, x.length)
                .mapToLong(i -> order == null ? x[x.length - 1 - i] : length(x, (int) order[i]))
                .toArray();
    }

    private static long @Nullable [] reshaped(Node node, long @Nullable [] x) {
        long[] wanted = ofNumbers(node.input(1));
        if (wanted == null) {
            return null;
        }
        long[] numbers = node.input(1) == null ? null : java.util.Objects.requireNonNull(node.input(1)).numbers;
        long[] shape = wanted.clone();
        for (int i = 0; i < shape.length && numbers != null; i++) {
            shape[i] = numbers[i] == 0 ? length(x, i) : numbers[i] == -1 ? rest(numbers, i, x) : shape[i];
        }
        return shape;
    }

    /// What is left over for the axis that is to be worked out.
    private static long rest(long[] wanted, int at, long @Nullable [] x) {
        if (x == null || Arrays.stream(x).anyMatch(length -> length < 0)) {
            return Tensor.UNKNOWN;
        }
        long others = 1;
        for (int i = 0; i < wanted.length; i++) {
            long length = wanted[i] == 0 ? length(x, i) : wanted[i];
            if (i != at && length < 0) {
                return Tensor.UNKNOWN;
            }
            others *= i == at ? 1 : length;
        }
        return others == 0 ? Tensor.UNKNOWN : Arrays.stream(x).reduce(1, (one, other) -> one * other) / others;
    }

    /// The shape that a tensor of lengths describes; of unknown lengths where only their number is known.
    private static long @Nullable [] ofNumbers(@Nullable Tensor lengths) {
        if (lengths == null) {
            return null;
        }
        if (lengths.numbers != null) {
            return Arrays.stream(lengths.numbers).map(length -> length < 0 ? Tensor.UNKNOWN : length).toArray();
        }
        long count = lengths.length(0);
        return lengths.rank() != 1 || count < 0 || count > 16 ? null : filled((int) count);
    }

    private static long[] filled(int rank) {
        long[] shape = new long[rank];
        Arrays.fill(shape, Tensor.UNKNOWN);
        return shape;
    }

    private static long @Nullable [] unknownLike(long @Nullable [] x) {
        return x == null ? null : filled(x.length);
    }

    private static long @Nullable [] unsqueezed(long @Nullable [] x, long @Nullable [] axes) {
        if (x == null || axes == null) {
            return null;
        }
        int rank = x.length + axes.length;
        boolean[] isNew = new boolean[rank];
        for (long axis : axes) {
            int at = Axes.of(axis, rank);
            if (at < 0 || at >= rank) {
                return null;
            }
            isNew[at] = true;
        }
        long[] shape = new long[rank];
        for (int i = 0, from = 0; i < rank; i++) {
            shape[i] = isNew[i] ? 1 : length(x, from++);
        }
        return shape;
    }

    private static long @Nullable [] squeezed(long @Nullable [] x, long @Nullable [] axes) {
        if (x == null || (axes == null && Arrays.stream(x).anyMatch(length -> length < 0))) {
            return null;
        }
        return IntStream.range(0, x.length)
                .filter(i -> axes == null ? x[i] != 1 : Arrays.stream(axes).noneMatch(axis -> Axes.of(axis, x.length) == i))
                .mapToLong(i -> x[i])
                .toArray();
    }

    private static long @Nullable [] expanded(long @Nullable [] x, @Nullable Tensor lengths) {
        long[] to = ofNumbers(lengths);
        return x == null ? to : to == null ? null : broadcast(x, to);
    }

    private static long @Nullable [] tiled(long @Nullable [] x, @Nullable Tensor repeats) {
        if (x == null) {
            return null;
        }
        long[] times = repeats == null ? null : repeats.numbers;
        return IntStream.range(0, x.length)
                .mapToLong(i -> times == null || times[i] < 0 || x[i] < 0 ? Tensor.UNKNOWN : x[i] * times[i])
                .toArray();
    }

    private static long @Nullable [] concat(Node node) {
        long[] shape = null;
        long sum = 0;
        for (Tensor input : node.inputs()) {
            long[] one = shapeOf(input);
            if (one == null) {
                return null;
            }
            int axis = Axes.of(node.whole("axis", 0), one.length);
            sum = sum < 0 || length(one, axis) < 0 ? Tensor.UNKNOWN : sum + one[axis];
            shape = shape == null ? one.clone() : merged(shape, one);
            shape = with(shape, axis, sum);
        }
        return shape;
    }

    private static long @Nullable [] split(Node node, int at) {
        long[] x = shapeOf(node.input(0));
        if (x == null) {
            return null;
        }
        int axis = Axes.of(node.whole("axis", 0), x.length);
        long[] sizes = node.wholes("split", 1);
        long size = sizes != null && at < sizes.length ? sizes[at] : length(x, axis) < 0 ? Tensor.UNKNOWN : x[axis] / node.outputs().size();
        return with(x, axis, size);
    }

    private static long @Nullable [] sliced(Node node, long @Nullable [] x) {
        if (x == null) {
            return null;
        }
        long[] axes = node.wholes("axes", 3);
        long[] starts = node.wholes("starts", 1);
        long[] ends = node.wholes("ends", 2);
        long[] steps = node.wholes("steps", 4);
        if (starts == null || ends == null || (axes == null && node.input(3) != null)) {
            return filled(x.length);
        }
        long[] shape = x.clone();
        for (int i = 0; i < starts.length; i++) {
            int axis = axes == null ? i : Axes.of(axes[i], x.length);
            if (axis < 0 || axis >= shape.length) {
                return filled(x.length);
            }
            shape[axis] = steps == null || steps[i] == 1 ? slice(x[axis], starts[i], ends[i]) : Tensor.UNKNOWN;
        }
        return shape;
    }

    private static long slice(long length, long start, long end) {
        if (length < 0 || start == Long.MIN_VALUE || end == Long.MIN_VALUE) {
            return Tensor.UNKNOWN;
        }
        long from = Math.clamp(start < 0 ? start + length : start, 0, length);
        long to = Math.clamp(end < 0 ? end + length : end, 0, length);
        return Math.max(0, to - from);
    }

    private static long @Nullable [] gathered(long @Nullable [] data, long @Nullable [] indices, long axis) {
        if (data == null || indices == null) {
            return null;
        }
        int at = Axes.of(axis, data.length);
        return IntStream.range(0, data.length - 1 + indices.length)
                .mapToLong(i -> i < at ? data[i] : i < at + indices.length ? indices[i - at] : length(data, i - indices.length + 1))
                .toArray();
    }

    private long @Nullable [] reduced(Node node, long @Nullable [] x) {
        if (x == null) {
            return null;
        }
        long[] axes = node.wholes("axes", opset >= (node.op().equals("ReduceSum") ? 13 : 18) ? 1 : -1);
        boolean keeps = node.whole("keepdims", 1) != 0;
        return IntStream.range(0, x.length)
                .filter(i -> keeps || !isReduced(axes, i, x.length))
                .mapToLong(i -> isReduced(axes, i, x.length) ? 1 : x[i])
                .toArray();
    }

    private static boolean isReduced(long @Nullable [] axes, int axis, int rank) {
        return axes == null || Arrays.stream(axes).anyMatch(one -> Axes.of(one, rank) == axis);
    }

    private static long @Nullable [] einsum(Node node) {
        Equation equation = Equation.of(node);
        return equation == null ? null : equation.shape(node);
    }

    private static long @Nullable [] spatial(Node node, long @Nullable [] x) {
        if (x == null) {
            return null;
        }
        long[] shape = filled(x.length);
        if (shape.length > 1) {
            shape[0] = x[0];
            shape[1] = node.op().contains("Conv") && !node.op().startsWith("QLinear")
                    ? length(shapeOf(node.input(1)), node.op().equals("ConvTranspose") ? 1 : 0)
                    : node.op().endsWith("Pool") ? x[1] : Tensor.UNKNOWN;
        }
        for (int axis = 2; axis < x.length; axis++) {
            shape[axis] = node.op().startsWith("Global") ? 1 : slid(node, x, axis);
        }
        return shape;
    }

    /// How often a kernel fits along one axis; not known of what enlarges, or pads as it likes.
    private static long slid(Node node, long[] x, int axis) {
        long[] weights = node.op().endsWith("Pool") ? null : shapeOf(node.input(node.op().startsWith("QLinear") ? 3 : 1));
        long[] kernel = node.wholes("kernel_shape", -1);
        int spatial = x.length - 2;
        long size = kernel != null && kernel.length == spatial ? kernel[axis - 2] : length(weights, axis);
        boolean slides = node.op().equals("MaxPool") || node.op().equals("AveragePool") || (node.op().contains("Conv") && !node.op().equals("ConvTranspose"));
        boolean padsItself = node.text("auto_pad", "NOTSET").startsWith("SAME");
        if (!slides || padsItself || size < 0 || x[axis] < 0 || node.whole("ceil_mode", 0) != 0) {
            return Tensor.UNKNOWN;
        }
        long[] pads = node.wholes("pads", -1);
        long[] strides = node.wholes("strides", -1);
        long[] dilations = node.wholes("dilations", -1);
        long padded = x[axis] + (pads == null || pads.length != 2 * spatial ? 0 : pads[axis - 2] + pads[axis - 2 + spatial]);
        long reach = (size - 1) * (dilations == null || dilations.length != spatial ? 1 : dilations[axis - 2]) + 1;
        return (padded - reach) / (strides == null || strides.length != spatial ? 1 : strides[axis - 2]) + 1;
    }


    private static long @Nullable [] bodyShape(Node node) {
        if (node.bodies().isEmpty() || !node.op().equals("If")) {
            return null;
        }
        long[] shape = null;
        for (Scope body : node.bodies()) {
            long[] one = body.outputs.isEmpty() ? null : body.outputs.getFirst().shape;
            if (one == null || (shape != null && shape.length != one.length)) {
                return null;
            }
            shape = shape == null ? one : differing(shape, one);
        }
        return shape;
    }

    private static long[] differing(long[] a, long[] b) {
        return IntStream.range(0, a.length).mapToLong(i -> a[i] == b[i] ? a[i] : Tensor.UNKNOWN).toArray();
    }
}

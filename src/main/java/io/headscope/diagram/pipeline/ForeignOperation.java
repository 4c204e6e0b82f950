package io.headscope.diagram.pipeline;

import io.headscope.diagram.Shape;
import io.headscope.model.Op;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What operators of other people's networks do, as far as their names are in common use: those of ONNX, of ONNX Runtime
/// and of PyTorch. What is not listed computes something, and is drawn under its own name.
final class ForeignOperation {

    private static final Map<String, String> KEYS = Stream.of(
                    named("add", "add"),
                    named("mul", "mul"),
                    named("layer-norm", "layernormalization skiplayernormalization layer_norm native_layer_norm"),
                    named("rms-norm", "rmsnormalization simplifiedlayernormalization skipsimplifiedlayernormalization rms_norm"),
                    named("batch-norm", "batchnormalization batch_norm"),
                    named("rotate", "rotaryembedding"),
                    named("activate", "relu gelu fastgelu biasgelu quickgelu sigmoid tanh erf silu elu celu selu leakyrelu leaky_relu prelu "
                            + "hardswish hardsigmoid softplus mish swish"),
                    named("concat", "concat cat stack"),
                    named("mean", "reducemean mean globalaveragepool averagepool avg_pool2d adaptive_avg_pool2d"),
                    named("max-pool", "maxpool max_pool2d globalmaxpool"),
                    named("conv", "conv convolution fusedconv convinteger qlinearconv conv1d conv2d"),
                    named("embed", "embedding embedlayernormalization"),
                    named("linear", "linear gemm addmm fusedgemm matmulnbits dynamicquantizematmul"),
                    named("matmul", "matmul bmm baddbmm einsum fusedmatmul transposematmul matmulinteger qlinearmatmul matmulintegertofloat"))
            .flatMap(keys -> keys.entrySet().stream())
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private static final Set<String> MOVING = Set.of(("reshape view transpose permute slice select split chunk unbind squeeze unsqueeze expand flatten "
                    + "cast to identity contiguous clone detach dropout feature_dropout tile repeat pad quantizelinear dequantizelinear "
                    + "dynamicquantizelinear gather gatherelements narrow t numtotensor expand_as view_as type_as float repeat_interleave "
                    + "unflatten constant_pad_nd roll depthtospace spacetodepth")
            .split(" "));

    private static final Map<String, Shape> SHAPES = Map.of(
            "add", Shape.CIRCLE,
            "mul", Shape.CIRCLE,
            "layer-norm", Shape.STADIUM,
            "rms-norm", Shape.STADIUM,
            "batch-norm", Shape.STADIUM,
            "rotate", Shape.ROUNDED,
            "activate", Shape.ROUNDED,
            "concat", Shape.TRAPEZOID,
            "mean", Shape.INVERTED_TRAPEZOID,
            "embed", Shape.CYLINDER);

    private ForeignOperation() {}

    private static Map<String, String> named(String key, String operators) {
        return Stream.of(operators.split(" ")).collect(Collectors.toMap(Function.identity(), _ -> key));
    }

    /// @param readsTable  whether its first operand is a matrix of the network's own
    /// @param readsMatrix whether any operand is
    static Operation of(Op.Foreign op, boolean readsTable, boolean readsMatrix) {
        String name = op.operator().toLowerCase(Locale.ROOT).replaceAll("_$", "");
        if (op.attend() != null) {
            return new Operation.Computing(name.contains("attention") || name.startsWith("_") ? "attention" : "softmax", Shape.SUBROUTINE);
        }
        if (name.equals("gather") && readsTable) {
            return new Operation.Computing("embed", Shape.CYLINDER);
        }
        if (MOVING.contains(name)) {
            return new Operation.Moving("operator");
        }
        String known = KEYS.getOrDefault(name, "operator");
        String key = known.equals("matmul") && readsMatrix ? "linear" : known.equals("linear") && !readsMatrix ? "matmul" : known;
        return new Operation.Computing(key, SHAPES.getOrDefault(key, Shape.RECTANGLE));
    }
}

package io.headscope.diagram.pipeline;

import io.headscope.diagram.Shape;
import io.headscope.model.Op;
import io.headscope.model.Step;
import io.headscope.model.Value;
import java.util.function.Predicate;

/// How an operation is drawn.
sealed interface Operation {

    /// A parameter or a constant: told in the node that reads it.
    record Stored() implements Operation {}

    /// Moves numbers and changes none: drawn only where every operation is.
    record Moving(String key) implements Operation {}

    /// Computes something.
    ///
    /// @param key of its name: `diagram.op.` and this
    record Computing(String key, Shape shape) implements Operation {}

    /// One attention layer, which is drawn step by step.
    record Attending() implements Operation {}

    /// The one place to say how a new operation is drawn.
    ///
    /// @param isMatrix which operands are matrices of the network's own
    static Operation of(Step step, Predicate<Value> isMatrix) {
        return switch (step.op()) {
            case Op.Foreign foreign -> ForeignOperation.of(
                    foreign,
                    !step.operands().isEmpty() && isMatrix.test(step.operands().getFirst()),
                    step.operands().stream().anyMatch(isMatrix));
            case Op.Weight _, Op.Constant _ -> new Stored();
            case Op.Reshape _ -> new Moving("reshape");
            case Op.Permute _ -> new Moving("permute");
            case Op.Slice _ -> new Moving("slice");
            case Op.Pick _ -> new Moving("pick");
            case Op.Dropout _ -> new Moving("dropout");
            case Op.Tap _ -> new Moving("tap");
            case Op.Embed _ -> new Computing("embed", Shape.CYLINDER);
            case Op.Linear _ -> new Computing("linear", Shape.RECTANGLE);
            case Op.Add _ -> new Computing("add", Shape.CIRCLE);
            case Op.Mul _ -> new Computing("mul", Shape.CIRCLE);
            case Op.MatMul _ -> new Computing("matmul", Shape.RECTANGLE);
            case Op.LayerNorm _ -> new Computing("layer-norm", Shape.STADIUM);
            case Op.RmsNorm _ -> new Computing("rms-norm", Shape.STADIUM);
            case Op.BatchNorm _ -> new Computing("batch-norm", Shape.STADIUM);
            case Op.UnitLength _ -> new Computing("unit-length", Shape.STADIUM);
            case Op.Rotate _ -> new Computing("rotate", Shape.ROUNDED);
            case Op.Activate _ -> new Computing("activate", Shape.ROUNDED);
            case Op.Concat _ -> new Computing("concat", Shape.TRAPEZOID);
            case Op.Mean _ -> new Computing("mean", Shape.INVERTED_TRAPEZOID);
            case Op.MaxPool _ -> new Computing("max-pool", Shape.INVERTED_TRAPEZOID);
            case Op.Conv _ -> new Computing("conv", Shape.RECTANGLE);
            case Op.Lstm(boolean backward) -> new Computing(backward ? "lstm-backward" : "lstm", Shape.SUBROUTINE);
            case Op.Attend _ -> new Attending();
        };
    }
}

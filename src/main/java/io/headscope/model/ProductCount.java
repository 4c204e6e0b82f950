package io.headscope.model;

import java.util.function.ToLongFunction;

/// The reading of a program as work: the multiplications and additions of its matrix products, 2mnk each, which is what
/// bounds the speed of a transformer. Norms, softmax and activations are not counted.
public final class ProductCount {

    private ProductCount() {}

    /// @param lengths of the axes that are known only when the program runs
    /// @return floating-point operations of one run
    public static long of(Program program, ToLongFunction<Dim.Named> lengths) {
        return program.steps().stream().mapToLong(step -> of(step, lengths)).reduce(0, Math::addExact);
    }

    private static long of(Step step, ToLongFunction<Dim.Named> lengths) {
        return switch (step.op()) {
            case Op.Linear _ -> 2 * size(step.result(), lengths) * step.operands().getFirst().length(-1);
            case Op.Attend _ -> {
                Value q = step.operands().get(0);
                long keys = length(step.operands().get(1).dim(2), lengths);
                long perSize = 2 * keys * size(q, lengths) / q.length(-1);
                yield perSize * (q.length(-1) + step.result().length(-1));
            }
            case Op.MatMul _ -> 2 * size(step.result(), lengths) * length(step.operands().getFirst().dim(-1), lengths);
            case Op.Lstm _ -> {
                long size = step.result().length(-1);
                yield 2 * size(step.result(), lengths) * 4 * (step.operands().getFirst().length(-1) + size);
            }
            case Op.Conv _ -> {
                Value kernel = step.operands().get(1);
                yield 2 * size(step.result(), lengths) * (size(kernel, lengths) / kernel.length(0));
            }
            case Op.Weight _, Op.Embed _, Op.Add _, Op.LayerNorm _, Op.RmsNorm _, Op.Rotate _, Op.Activate _, Op.Reshape _, Op.Permute _, Op.Slice _,
                    Op.Mul _, Op.Constant _, Op.Concat _, Op.Pick _, Op.Mean _, Op.UnitLength _, Op.MaxPool _, Op.BatchNorm _,
                    Op.Dropout _, Op.Tap _, Op.Foreign _ -> 0;
        };
    }

    private static long size(Value value, ToLongFunction<Dim.Named> lengths) {
        return value.shape().stream().mapToLong(dim -> length(dim, lengths)).reduce(1, Math::multiplyExact);
    }

    private static long length(Dim dim, ToLongFunction<Dim.Named> lengths) {
        return switch (dim) {
            case Dim.Fixed(long length) -> length;
            case Dim.Named named -> lengths.applyAsLong(named);
        };
    }
}

package io.headscope.model.family;

import io.headscope.model.Init;
import io.headscope.model.Op;
import io.headscope.model.Ops;
import io.headscope.model.Value;

/// The layers that all families are made of, each with its weights under one name.
///
/// @param init    how weights start in training
/// @param epsilon what norms add to the variance
record Layers(Ops ops, Init init, double epsilon) {

    /// x Wᵀ + b, `NAME.weight` and `NAME.bias`.
    Value dense(String name, Value x, long out) {
        Value weight = ops.weight(name + ".weight", init, out, x.length(-1));
        return ops.linear(x, weight, ops.weight(name + ".bias", Init.ZEROS, out));
    }

    /// x Wᵀ, `NAME.weight`.
    Value product(String name, Value x, long out) {
        return ops.linear(x, ops.weight(name + ".weight", init, out, x.length(-1)), null);
    }

    /// [#dense] where `biased`, else [#product].
    Value project(String name, Value x, long out, boolean biased) {
        return biased ? dense(name, x, out) : product(name, x, out);
    }

    /// x, every number multiplied by `factor`.
    Value scaled(Value x, double factor) {
        return ops.mul(x, ops.constant(new float[] {(float) factor}, 1));
    }

    /// The norm of the last axis by its size alone, `NAME.weight`.
    Value rmsNorm(String name, Value x) {
        return ops.rmsNorm(x, ops.weight(name + ".weight", Init.ONES, x.length(-1)), new Op.RmsNorm(epsilon, false));
    }

    /// The norm of the last axis, `NAME.weight` and `NAME.bias`.
    Value norm(String name, Value x) {
        Value scale = ops.weight(name + ".weight", Init.ONES, x.length(-1));
        return ops.layerNorm(x, scale, ops.weight(name + ".bias", Init.ZEROS, x.length(-1)), epsilon);
    }

    /// The norm of the last axis without scale and shift.
    Value plainNorm(Value x) {
        int width = Math.toIntExact(x.length(-1));
        float[] ones = new float[width];
        java.util.Arrays.fill(ones, 1);
        return ops.layerNorm(x, ops.constant(ones, width), ops.constant(new float[width], width), epsilon);
    }

    /// A table of embeddings, `NAME.weight`.                           [rows, width]
    Value table(String name, long rows, long width) {
        return ops.weight(name + ".weight", init, rows, width);
    }
}

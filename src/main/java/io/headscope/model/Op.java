package io.headscope.model;

import io.headscope.attention.AttentionSite;
import java.util.List;

/// What one step of a program does to its operands.
public sealed interface Op {

    /// A parameter, by its name in the checkpoint. No operands.
    record Weight(String name, Init init) implements Op {}

    /// Rows of a table. Operands: table [rows, width], ids [...]; result [..., width].
    record Embed() implements Op {}

    /// x Wᵀ + b, or x W + b where W is `turned`. Operands: x, W and, where there is one, b.
    ///
    /// @param turned whether W lies as [in, out]; PyTorch keeps it as [out, in]
    record Linear(boolean turned) implements Op {}

    /// Sum of two operands, the second broadcast to the first.
    record Add() implements Op {}

    /// Normalises the last axis to mean 0 and variance 1, then scales and shifts it (Ba et al., 2016,
    /// <https://arxiv.org/abs/1607.06450>). Operands: x, scale, shift.
    record LayerNorm(double epsilon) implements Op {}

    record Activate(Activation activation) implements Op {}

    record Reshape(List<Dim> shape) implements Op {
        public Reshape {
            shape = List.copyOf(shape);
        }
    }

    /// Axis i of the result is axis `order[i]` of the operand.
    record Permute(List<Integer> order) implements Op {
        public Permute {
            order = List.copyOf(order);
        }
    }

    /// A stretch of one axis.
    record Slice(int axis, long start, long length) implements Op {}

    /// Drops numbers at random in training, and nothing otherwise.
    record Dropout(double share) implements Op {}

    /// One attention layer. Operands: Q [batch, heads, queries, size], K [batch, key heads, keys, size],
    /// V [batch, key heads, keys, value size], then what the mask reads; result [batch, heads, queries, value size].
    record Attend(AttentionSite site, Attention attention) implements Op {}

    /// Hands its operand on: a place that can be read by name.
    record Tap(String name) implements Op {}
}

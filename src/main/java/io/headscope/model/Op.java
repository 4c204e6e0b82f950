package io.headscope.model;

import io.headscope.attention.AttentionSite;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

    /// Divides the last axis by the root of the mean of its squares, then scales it (Zhang & Sennrich, 2019,
    /// <https://arxiv.org/abs/1910.07467>). Operands: x, scale.
    ///
    /// @param aroundOne whether the scale is kept as what it is more than 1, as Gemma does
    record RmsNorm(double epsilon, boolean aroundOne) implements Op {}

    /// Turns pairs of the last axis by the angles of their positions. Operands: x [batch, heads, positions, size], table
    /// [batch, positions, turned], cosines then sines; what lies behind the first `turned` dimensions stays as it is.
    record Rotate(Pairing pairing) implements Op {}

    /// Which dimensions make a pair.
    enum Pairing {
        /// The i-th of the first half of those turned with the i-th of the second, as Llama and GPT-NeoX have it.
        HALVES,
        /// Neighbours, as the paper and GPT-J have it.
        NEIGHBOURS
    }

    record Activate(Activation activation) implements Op {}

    /// Product, number by number, the second operand broadcast to the first.
    record Mul() implements Op {}

    /// Matrix product. Operands: [..., m, k], [..., k, n]; result [..., m, n].
    record MatMul() implements Op {}

    /// Numbers that belong to the network and to no checkpoint: the weights of an interpolation, a mask of windows. No
    /// operands.
    record Constant(float[] numbers) implements Op {}

    /// Operands side by side along one axis.
    record Concat(int axis) implements Op {}

    /// The positions of one axis in another order, some perhaps left out or twice there.
    record Pick(int axis, int[] positions) implements Op {}

    /// Mean over one axis, which goes.
    record Mean(int axis) implements Op {}

    /// Divides by the square root of the sum of squares over the given axes.
    record UnitLength(List<Integer> axes) implements Op {
        public UnitLength {
            axes = List.copyOf(axes);
        }
    }

    /// Convolution over one or two axes. Operands: x [batch, in, ...], w [out, in / groups, ...] and, where there is one,
    /// b [out]; result [batch, out, ...].
    ///
    /// @param stride  along each axis
    /// @param padding zeros before and behind each axis
    record Conv(List<Integer> stride, List<Integer> padding, int groups) implements Op {
        public Conv {
            stride = List.copyOf(stride);
            padding = List.copyOf(padding);
        }
    }

    /// The largest number under a square window; what lies beyond the edge is never the largest.
    record MaxPool(int size, int stride, int padding) implements Op {}

    /// Normalises each channel by statistics that were gathered in training (Ioffe & Szegedy, 2015,
    /// <https://arxiv.org/abs/1502.03167>). Operands: x [batch, channels, ...], scale, shift, mean, variance [channels].
    record BatchNorm(double epsilon) implements Op {}

    /// A layer of long short-term memory in one direction (Hochreiter & Schmidhuber, 1997; with the forget gate of Gers et
    /// al., 2000): i, f, o = σ(·) and g = tanh(·) of W x + U h + both biases, c ← f c + i g, h ← o tanh(c), both from 0. Positions
    /// that are not valid are passed over, wherever they stand: they change nothing, and their own h is 0.
    ///
    /// Operands: x [batch, tokens, in], valid I64 [batch, tokens], W [4 · size, in], U [4 · size, size] and two biases
    /// [4 · size], the gates in PyTorch's order i, f, g, o; result h [batch, tokens, size].
    ///
    /// @param backward whether the last position is read first; the result lies in the order of x all the same
    record Lstm(boolean backward) implements Op {}

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
    /// V [batch, key heads, keys, value size], then what score, mask and bias read; result [batch, heads, queries, value size].
    record Attend(AttentionSite site, Attention attention) implements Op {}

    /// An operation of a network of somebody else's, by the name that it has there (`LayerNormalization`). It can be drawn;
    /// no engine of ours runs it.
    ///
    /// @param attend   the attention whose weights it makes, if it makes any
    /// @param operands the queries, keys and values of that attention, as far as they are known
    record Foreign(String operator, @Nullable Attend attend, List<Value> operands) implements Op {
        public Foreign {
            operands = List.copyOf(operands);
        }

        public Foreign(String operator) {
            this(operator, null, List.of());
        }
    }

    /// Hands its operand on: a place that can be read by name.
    record Tap(String name) implements Op {}
}

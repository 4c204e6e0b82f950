package io.headscope.model;

import io.headscope.attention.AttentionSite;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Writes a [Program], step by step, in the field's own terms. Nothing is computed here; shapes are checked as they are
/// written, so that a mistake in a family shows where it was made.
///
/// Methods throw `IllegalArgumentException` where shapes do not fit.
public final class Ops {

    private final SequencedMap<String, Value> inputs = new LinkedHashMap<>();
    private final SequencedMap<String, Derived> derived = new LinkedHashMap<>();
    private final List<Step> steps = new ArrayList<>();
    private final SequencedMap<String, Value> outputs = new LinkedHashMap<>();
    private final Map<String, Value> weights = new HashMap<>();
    private final Deque<String> parts = new ArrayDeque<>();
    private int values;

    /// What has been written so far.
    public Program program() {
        return new Program(inputs, derived, steps, outputs);
    }

    public Value input(String name, ElementType type, Dim... shape) {
        Value value = new Value(values++, type, List.of(shape));
        require(inputs.putIfAbsent(name, value) == null, "input %s twice", name);
        return value;
    }

    /// An input that follows from others and is worked out where they are put together.
    public Value derived(String name, Derived rule, Dim... shape) {
        Value value = input(name, ElementType.F32, shape);
        derived.put(name, rule);
        return value;
    }

    /// Names a result of the network.
    public void output(String name, Value value) {
        require(outputs.putIfAbsent(name, value) == null, "output %s twice", name);
    }

    /// A parameter. The same name is the same parameter, however often it is asked for.
    ///
    /// @param name as the checkpoint names it, with the base model's prefix
    public Value weight(String name, Init init, long... shape) {
        List<Dim> dims = java.util.Arrays.stream(shape).mapToObj(Dim::of).toList();
        Value known = weights.get(name);
        if (known != null) {
            require(known.shape().equals(dims), "%s is %s here and %s there", name, dims, known.shape());
            return known;
        }
        Value value = add(new Op.Weight(name, init), ElementType.F32, dims);
        weights.put(name, value);
        return value;
    }

    /// Rows of a table.
    ///
    /// @param table [rows, width]
    /// @param ids   I64 [...]
    /// @return      [..., width]
    public Value embed(Value table, Value ids) {
        List<Dim> shape = new ArrayList<>(ids.shape());
        shape.add(table.dim(1));
        return add(new Op.Embed(), table.type(), shape, table, ids);
    }

    /// x wᵀ + b, with w as PyTorch keeps it.
    ///
    /// @param x [..., in]
    /// @param w [out, in]
    /// @param b [out], or none
    /// @return  [..., out]
    public Value linear(Value x, Value w, @Nullable Value b) {
        return linear(new Op.Linear(false), x, w, w.dim(0), w.dim(1), b);
    }

    /// x w + b, with w as GPT-2 keeps it.
    ///
    /// @param x [..., in]
    /// @param w [in, out]
    /// @param b [out], or none
    /// @return  [..., out]
    public Value turnedLinear(Value x, Value w, @Nullable Value b) {
        return linear(new Op.Linear(true), x, w, w.dim(1), w.dim(0), b);
    }

    private Value linear(Op op, Value x, Value w, Dim out, Dim in, @Nullable Value b) {
        require(w.rank() == 2 && x.dim(-1).equals(in), "%s through %s", x, w);
        require(b == null || b.shape().equals(List.of(out)), "bias %s for %s", b, w);
        List<Dim> shape = new ArrayList<>(x.shape());
        shape.set(shape.size() - 1, out);
        return b == null ? add(op, x.type(), shape, x, w) : add(op, x.type(), shape, x, w, b);
    }

    /// a + b, b broadcast to a.
    public Value add(Value a, Value b) {
        requireBroadcast(a, b, "plus");
        return add(new Op.Add(), a.type(), a.shape(), a, b);
    }

    private static void requireBroadcast(Value a, Value b, String word) {
        int offset = a.rank() - b.rank();
        require(
                offset >= 0
                        && IntStream.range(0, b.rank())
                                .allMatch(i -> b.dim(i).equals(Dim.of(1)) || b.dim(i).equals(a.dim(i + offset))),
                "%s %s %s",
                a,
                word,
                b);
    }

    /// @param x     [..., width]
    /// @param scale [width]
    /// @param shift [width]
    public Value layerNorm(Value x, Value scale, Value shift, double epsilon) {
        List<Dim> width = List.of(x.dim(-1));
        require(scale.shape().equals(width) && shift.shape().equals(width), "norm of %s by %s, %s", x, scale, shift);
        return add(new Op.LayerNorm(epsilon), x.type(), x.shape(), x, scale, shift);
    }

    /// @param x     [..., width]
    /// @param scale [width]
    public Value rmsNorm(Value x, Value scale, Op.RmsNorm norm) {
        require(scale.shape().equals(List.of(x.dim(-1))), "norm of %s by %s", x, scale);
        return add(norm, x.type(), x.shape(), x, scale);
    }

    /// Queries or keys, turned by the angles of their positions.
    ///
    /// @param x     [batch, heads, positions, size]
    /// @param table [batch, positions, turned]: cosines, then sines; `turned` is at most `size`
    public Value rotate(Value x, Value table, Op.Pairing pairing) {
        require(
                x.rank() == 4
                        && table.rank() == 3
                        && table.dim(0).equals(x.dim(0))
                        && table.dim(1).equals(x.dim(2))
                        && table.length(2) % 2 == 0
                        && table.length(2) <= x.length(3),
                "%s turned by %s",
                x,
                table);
        return add(new Op.Rotate(pairing), x.type(), x.shape(), x, table);
    }

    public Value activate(Activation activation, Value x) {
        return add(new Op.Activate(activation), x.type(), x.shape(), x);
    }

    /// a · b number by number, b broadcast to a.
    public Value mul(Value a, Value b) {
        requireBroadcast(a, b, "times");
        return add(new Op.Mul(), a.type(), a.shape(), a, b);
    }

    /// @param a [..., m, k]
    /// @param b [..., k, n]; where it has fewer axes than a, the same for all of a's first ones
    /// @return  [..., m, n]
    public Value matMul(Value a, Value b) {
        int outer = a.rank() - 2;
        require(
                a.rank() >= 2
                        && b.rank() >= 2
                        && a.rank() >= b.rank()
                        && a.dim(-1).equals(b.dim(-2))
                        && a.shape().subList(a.rank() - b.rank(), outer).equals(b.shape().subList(0, b.rank() - 2)),
                "%s times %s",
                a,
                b);
        List<Dim> shape = new ArrayList<>(a.shape());
        shape.set(a.rank() - 1, b.dim(-1));
        return add(new Op.MatMul(), a.type(), shape, a, b);
    }

    /// Numbers of the network's own.
    public Value constant(float[] numbers, long... shape) {
        List<Dim> dims = java.util.Arrays.stream(shape).mapToObj(Dim::of).toList();
        require(fixed(dims) == numbers.length, "%d numbers as %s", numbers.length, dims);
        return add(new Op.Constant(numbers), ElementType.F32, dims);
    }

    /// Values side by side along an axis of fixed lengths.
    public Value concat(int axis, Value... values) {
        return concat(axis, Dim.of(java.util.Arrays.stream(values).mapToLong(value -> value.length(axis)).sum()), values);
    }

    /// Values side by side along an axis, which is then `whole` long. One that knows of no batch, such as a learned
    /// token [1, 1, width], stands beside every input of it.
    public Value concat(int axis, Dim whole, Value... values) {
        Value first = values[0];
        int counted = axis < 0 ? first.rank() + axis : axis;
        boolean batch = counted > 0 && java.util.Arrays.stream(values).anyMatch(value -> value.dim(0).equals(Dim.BATCH));
        List<Dim> shape = new ArrayList<>(first.shape());
        shape.set(counted, whole);
        if (batch) {
            shape.set(0, Dim.BATCH);
        }
        for (Value value : values) {
            List<Dim> same = new ArrayList<>(value.shape());
            same.set(counted, whole);
            if (batch && same.getFirst().equals(Dim.of(1))) {
                same.set(0, Dim.BATCH);
            }
            require(same.equals(shape), "%s beside %s along axis %d", value, first, axis);
        }
        return add(new Op.Concat(counted), first.type(), shape, values);
    }

    /// The positions of an axis in another order.
    public Value pick(Value x, int axis, int... positions) {
        long length = x.length(axis);
        require(java.util.Arrays.stream(positions).allMatch(i -> i >= 0 && i < length), "positions of axis %d of %s", axis, x);
        List<Dim> shape = new ArrayList<>(x.shape());
        int counted = axis < 0 ? x.rank() + axis : axis;
        shape.set(counted, Dim.of(positions.length));
        return add(new Op.Pick(counted, positions), x.type(), shape, x);
    }

    /// The mean over an axis, which goes.
    public Value mean(Value x, int axis) {
        List<Dim> shape = new ArrayList<>(x.shape());
        int counted = axis < 0 ? x.rank() + axis : axis;
        shape.remove(counted);
        return add(new Op.Mean(counted), x.type(), shape, x);
    }

    /// x, divided by its length over the given axes.
    public Value unitLength(Value x, Integer... axes) {
        return add(new Op.UnitLength(List.of(axes)), x.type(), x.shape(), x);
    }

    /// Convolution over the axes behind the second, of fixed lengths unless it keeps them.
    ///
    /// @param x [batch, in, ...]
    /// @param w [out, in / groups, ...]
    /// @param b [out], or none
    /// @return  [batch, out, ...]
    public Value conv(Value x, Value w, @Nullable Value b, Op.Conv conv) {
        int axes = x.rank() - 2;
        require(
                w.rank() == x.rank()
                        && conv.stride().size() == axes
                        && conv.padding().size() == axes
                        && w.length(1) * conv.groups() == x.length(1)
                        && w.length(0) % conv.groups() == 0
                        && (b == null || b.shape().equals(List.of(w.dim(0)))),
                "%s through %s with %s",
                x,
                w,
                conv);
        List<Dim> shape = new ArrayList<>(List.of(x.dim(0), w.dim(0)));
        for (int i = 0; i < axes; i++) {
            boolean asLong = conv.stride().get(i) == 1 && 2L * conv.padding().get(i) == w.length(i + 2) - 1;
            shape.add(asLong
                    ? x.dim(i + 2)
                    : Dim.of(slid(x.length(i + 2), w.length(i + 2), conv.stride().get(i), conv.padding().get(i))));
        }
        return b == null ? add(conv, x.type(), shape, x, w) : add(conv, x.type(), shape, x, w, b);
    }

    /// @param x [batch, channels, height, width]
    public Value maxPool(Value x, Op.MaxPool pool) {
        return add(
                pool,
                x.type(),
                List.of(
                        x.dim(0),
                        x.dim(1),
                        Dim.of(slid(x.length(2), pool.size(), pool.stride(), pool.padding())),
                        Dim.of(slid(x.length(3), pool.size(), pool.stride(), pool.padding()))),
                x);
    }

    /// How often a window of `size` fits when it is slid along.
    private static long slid(long length, long size, int stride, int padding) {
        require(length + 2L * padding >= size, "a window of %d over %d", size, length);
        return (length + 2L * padding - size) / stride + 1;
    }

    /// @param x        [batch, channels, ...]
    /// @param scale    [channels], as the three others
    public Value batchNorm(Value x, Value scale, Value shift, Value mean, Value variance, double epsilon) {
        List<Dim> channels = List.of(x.dim(1));
        require(
                scale.shape().equals(channels)
                        && shift.shape().equals(channels)
                        && mean.shape().equals(channels)
                        && variance.shape().equals(channels),
                "norm of %s by %s",
                x,
                scale);
        return add(new Op.BatchNorm(epsilon), x.type(), x.shape(), x, scale, shift, mean, variance);
    }

    /// A layer of long short-term memory, from the first valid position to the last or `backward`; a bidirectional one is two
    /// of these side by side ([#concat]).
    ///
    /// @param x         [batch, tokens, in]
    /// @param valid     I64 [batch, tokens]: 0 at positions that are passed over
    /// @param ofInput   [4 · size, in], gates in PyTorch's order: input, forget, cell, output
    /// @param ofHidden  [4 · size, size]
    /// @param biases    of both, added up; each [4 · size]
    /// @return          [batch, tokens, size], in the order of x
    public Value lstm(boolean backward, Value x, Value valid, Value ofInput, Value ofHidden, List<Value> biases) {
        require(
                x.rank() == 3
                        && valid.shape().equals(x.shape().subList(0, 2))
                        && ofInput.rank() == 2
                        && ofInput.dim(1).equals(x.dim(2))
                        && ofHidden.rank() == 2
                        && ofHidden.length(0) == 4 * ofHidden.length(1)
                        && ofHidden.dim(0).equals(ofInput.dim(0))
                        && biases.size() == 2
                        && biases.stream().allMatch(bias -> bias.shape().equals(List.of(ofInput.dim(0)))),
                "LSTM of %s at %s by %s, %s, %s",
                x,
                valid,
                ofInput,
                ofHidden,
                biases);
        return add(
                new Op.Lstm(backward),
                x.type(),
                List.of(x.dim(0), x.dim(1), ofHidden.dim(1)),
                x,
                valid,
                ofInput,
                ofHidden,
                biases.get(0),
                biases.get(1));
    }

    /// The same numbers in another shape. Every named axis of the result must be one of the operand's.
    public Value reshape(Value x, Dim... shape) {
        List<Dim> dims = List.of(shape);
        require(named(x.shape()).equals(named(dims)) && fixed(x.shape()) == fixed(dims), "%s as %s", x, dims);
        return add(new Op.Reshape(dims), x.type(), dims, x);
    }

    /// Axis i of the result is axis `order[i]` of x.
    public Value permute(Value x, Integer... order) {
        List<Integer> axes = List.of(order);
        require(
                axes.stream().sorted().toList().equals(IntStream.range(0, x.rank()).boxed().toList()),
                "%s in the order %s",
                x,
                axes);
        return add(new Op.Permute(axes), x.type(), axes.stream().map(x::dim).toList(), x);
    }

    /// `length` positions of an axis, from `start`. Negative axes count from the last.
    public Value slice(Value x, int axis, long start, long length) {
        int counted = axis < 0 ? x.rank() + axis : axis;
        require(
                !(x.dim(counted) instanceof Dim.Fixed(long whole)) || start + length <= whole,
                "%d from %d of axis %d of %s",
                length,
                start,
                axis,
                x);
        List<Dim> shape = new ArrayList<>(x.shape());
        shape.set(counted, Dim.of(length));
        return add(new Op.Slice(counted, start, length), x.type(), shape, x);
    }

    /// Equal parts of the last axis, first to last.
    public List<Value> split(Value x, int parts) {
        long width = x.length(-1);
        require(width % parts == 0, "%s in %d parts", x, parts);
        return IntStream.range(0, parts).mapToObj(i -> slice(x, -1, i * (width / parts), width / parts)).toList();
    }

    /// @param x [batch, positions, heads · size]
    /// @return  [batch, heads, positions, size]
    public Value splitHeads(Value x, int heads) {
        require(x.rank() == 3 && x.length(2) % heads == 0, "%s as %d heads", x, heads);
        Value parted = reshape(x, x.dim(0), x.dim(1), Dim.of(heads), Dim.of(x.length(2) / heads));
        return permute(parted, 0, 2, 1, 3);
    }

    /// @param x [batch, heads, positions, size]
    /// @return  [batch, positions, heads · size]
    public Value mergeHeads(Value x) {
        Value side = permute(x, 0, 2, 1, 3);
        return reshape(side, x.dim(0), x.dim(2), Dim.of(x.length(1) * x.length(3)));
    }

    public Value dropout(Value x, double share) {
        return share == 0 ? x : add(new Op.Dropout(share), x.type(), x.shape(), x);
    }

    /// One attention layer. Every reader meets attention here and nowhere else: capture, recomputation, ablation and
    /// gradients are the readers' affair, for all families alike.
    ///
    /// Where a site attends within windows, each window has heads of its own: window by window, head by head within.
    ///
    /// @param q [batch, heads, queries, size]; [1, …] where scores are additive and queries learned, the same for
    ///          every input of the batch
    /// @param k [batch, key heads, keys, size]
    /// @param v [batch, key heads, keys, value size]
    /// @return  [batch, heads, queries, value size]
    public Value attention(AttentionSite site, Value q, Value k, Value v, Attention attention) {
        require(
                q.rank() == 4
                        && k.rank() == 4
                        && v.rank() == 4
                        && q.length(1) % site.heads() == 0
                        && k.length(1) == attention.keyHeads()
                        && v.length(1) == attention.keyHeads()
                        && q.length(1) % attention.keyHeads() == 0
                        && q.dim(3).equals(k.dim(3))
                        && k.dim(2).equals(v.dim(2)),
                "attention of %s to %s with %s at %s",
                q,
                k,
                v,
                site);
        require(
                !(attention.score() instanceof Score.Additive(Value weights))
                        || (weights.shape().equals(List.of(q.dim(1), q.dim(3))) && k.dim(1).equals(q.dim(1))),
                "scores of %s by %s",
                q,
                attention.score());
        List<Value> operands = new ArrayList<>(List.of(q, k, v));
        operands.addAll(attention.operands());
        return add(
                new Op.Attend(site, attention),
                q.type(),
                List.of(attention.score() instanceof Score.Additive ? v.dim(0) : q.dim(0), q.dim(1), q.dim(2), v.dim(3)),
                operands.toArray(Value[]::new));
    }

    /// Hands x on under a name: a place that can be read.
    public Value tap(String name, Value x) {
        return add(new Op.Tap(name), x.type(), x.shape(), x);
    }

    /// Everything `body` writes stands in the part `name` of the part around it.
    public <R> R part(String name, Supplier<R> body) {
        parts.addLast(name);
        try {
            return body.get();
        } finally {
            parts.removeLast();
        }
    }

    private Value add(Op op, ElementType type, List<Dim> shape, Value... operands) {
        Value result = new Value(values++, type, shape);
        steps.add(new Step(result, op, List.of(operands), String.join(".", parts)));
        return result;
    }

    private static List<Dim> named(List<Dim> shape) {
        return shape.stream().filter(Dim.Named.class::isInstance).toList();
    }

    private static long fixed(List<Dim> shape) {
        return shape.stream().mapToLong(dim -> dim instanceof Dim.Fixed(long length) ? length : 1).reduce(1, Math::multiplyExact);
    }

    private static void require(boolean holds, String what, @Nullable Object... arguments) {
        if (!holds) {
            throw new IllegalArgumentException(what.formatted(arguments));
        }
    }
}

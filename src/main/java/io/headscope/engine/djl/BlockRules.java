package io.headscope.engine.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import io.headscope.model.Bias;
import io.headscope.model.Dim;
import io.headscope.model.Mask;
import io.headscope.model.Value;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The masks and biases of one attention layer for a block of its queries.
///
/// @param from     the first query
/// @param to       the query after the last
/// @param offset   what makes a query's number its position among the keys
/// @param keys     the number of keys
/// @param operands the arrays of the values that the rules read
record BlockRules(NDManager manager, long from, long to, long offset, long keys, Function<Value, NDArray> operands) {

    /// 1 where a query sees a key, 0 where not                       [batch or 1, 1, queries or 1, keys or 1]; none if all see all
    @Nullable NDArray seen(Mask mask) {
        NDArray seen = null;
        for (Mask part : mask.parts()) {
            NDArray one = seenBy(part);
            seen = seen == null ? one : seen.mul(one);
        }
        return seen;
    }

    private NDArray seenBy(Mask part) {
        return switch (part) {
            case Mask.Causal() -> number(distances().lte(0)).reshape(1, 1, to - from, keys);
            case Mask.Window(int length) -> number(distances().gt(-length)).reshape(1, 1, to - from, keys);
            case Mask.Keys(Value valid) -> {
                NDArray row = operands.apply(valid);
                yield number(row.neq(0)).reshape(row.getShape().get(0), 1, 1, -1);
            }
            case Mask.Queries(Value valid) -> {
                NDArray row = operands.apply(valid).get(new NDIndex(":,{}:{}", from, to));
                yield number(row.neq(0)).reshape(row.getShape().get(0), 1, -1, 1);
            }
            case Mask.None _, Mask.All _ -> throw new IllegalStateException(part.toString());
        };
    }

    private static NDArray number(NDArray truth) {
        return truth.toType(DataType.FLOAT32, false);
    }

    /// How far a key lies behind a query                             [queries, keys]
    private NDArray distances() {
        return line(0, keys).reshape(1, keys).sub(line(from + offset, to + offset).reshape(to - from, 1));
    }

    private NDArray line(long first, long end) {
        return manager.arange((int) first, (int) end, 1, DataType.INT64);
    }

    /// What is added to scores                                       [batch or 1, heads or 1, queries or 1, keys]; none if nothing
    @Nullable NDArray bias(Bias bias) {
        return switch (bias) {
            case Bias.None() -> null;
            case Bias.Alibi alibi -> alibi(alibi);
            case Bias.Buckets buckets -> {
                int farthest = buckets.maxDistance();
                long[] rows = java.util.stream.IntStream.rangeClosed(-farthest, farthest).mapToLong(buckets::bucket).toArray();
                NDArray near = distances().clip(-farthest, farthest).add(farthest);
                yield rows(operands.apply(buckets.table()), manager.create(rows).get(near.flatten()));
            }
            case Bias.Table2d table -> rows(operands.apply(table.table()), manager.create(chosen(table)));
            case Bias.Dense(Value value) -> operands.apply(value).get(
                    value.dim(2).equals(Dim.of(1)) ? new NDIndex("...") : new NDIndex(":,:,{}:{}", from, to));
            case Bias.Disentangled parts -> disentangled(parts);
        };
    }

    private NDArray alibi(Bias.Alibi alibi) {
        NDArray positions = operands.apply(alibi.positions());
        long batch = positions.getShape().get(0);
        long[] numbers = positions.toLongArray();
        int heads = alibi.slopes().size();
        float[] biases = new float[Math.toIntExact(heads * batch * keys)];
        int at = 0;
        for (int text = 0; text < batch; text++) {
            for (int head = 0; head < heads; head++) {
                for (int key = 0; key < keys; key++) {
                    biases[at++] = alibi.of(head, numbers[(int) (text * keys) + key]);
                }
            }
        }
        return manager.create(biases, new Shape(batch, heads, 1, keys));
    }

    private NDArray disentangled(Bias.Disentangled parts) {
        int farthest = parts.farthest();
        long[] byDistance = java.util.stream.IntStream.rangeClosed(-farthest, farthest).mapToLong(parts::row).toArray();
        NDArray near = distances().neg().clip(-farthest, farthest).add(farthest);
        NDArray rows = manager.create(byDistance).get(near.flatten()).reshape(1, 1, to - from, keys);
        Value ofQueries = parts.ofQueries();
        Value ofKeys = parts.ofKeys();
        NDArray sum = null;
        if (ofQueries != null) {
            NDArray some = operands.apply(ofQueries).get(new NDIndex(":,:,{}:{}", from, to));
            sum = some.gather(everyHead(rows, some), 3);
        }
        if (ofKeys != null) {
            NDArray turned = operands.apply(ofKeys).transpose(0, 1, 3, 2);
            NDArray chosen = turned.gather(everyHead(rows, turned), 2);
            sum = sum == null ? chosen : sum.add(chosen);
        }
        return java.util.Objects.requireNonNull(sum);
    }

    private NDArray everyHead(NDArray rows, NDArray of) {
        return rows.broadcast(new Shape(of.getShape().get(0), of.getShape().get(1), to - from, keys));
    }

    private long[] chosen(Bias.Table2d table) {
        long[] rows = new long[Math.toIntExact((to - from) * keys)];
        int at = 0;
        for (long query = from + offset; query < to + offset; query++) {
            for (int key = 0; key < keys; key++) {
                rows[at++] = table.row((int) query, key);
            }
        }
        return rows;
    }

    /// @param table  [rows, heads]
    /// @param chosen [queries · keys]
    private NDArray rows(NDArray table, NDArray chosen) {
        NDArray picked = table.getNDArrayInternal().embedding(chosen, table, SparseFormat.DENSE).singletonOrThrow();
        return picked.reshape(1, to - from, keys, table.getShape().get(1)).transpose(0, 3, 1, 2);
    }
}

package io.headscope.engine.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.types.DataType;
import io.headscope.model.Attention;
import io.headscope.model.Mask;
import io.headscope.model.Op;
import io.headscope.model.Step;
import io.headscope.model.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One attention layer on PyTorch: `softmax(scale · Q Kᵀ + mask) V`, in blocks of queries where the text is long.
final class AttentionLayer {

    /// Queries computed together; bounds the memory of scores when a long text is run.
    private static final long BLOCK = 1024;

    /// Added to the score of a key that may not be seen: far below any score, yet finite, so that no row becomes NaN.
    private static final float UNSEEN = -1e30f;

    private final Step step;
    private final Attention attention;
    private final Mask mask;
    private final Interpreter.Run run;

    AttentionLayer(Step step, Op.Attend attend, Interpreter.Run run) {
        this.step = step;
        this.attention = attend.attention();
        this.mask = attention.mask().without(run.allOnes());
        this.run = run;
    }

    /// @param operands Q, K, V and what the mask reads
    /// @return         [batch, heads, queries, value size]
    NDArray compute(List<NDArray> operands) {
        NDArray q = operands.get(0);
        NDArray k = operands.get(1);
        NDArray v = operands.get(2);
        int group = Math.toIntExact(q.getShape().get(1) / k.getShape().get(1));
        NDArray allKeys = group == 1 ? k : k.repeat(1, group);      // [B, H, S, d]
        NDArray allValues = group == 1 ? v : v.repeat(1, group);    // [B, H, S, dv]
        NDArray turned = allKeys.transpose(0, 1, 3, 2);             // [B, H, d, S]
        long queries = q.getShape().get(2);
        NDList blocks = new NDList();
        List<NDArray> kept = new ArrayList<>();
        for (long from = 0; from < queries; from += BLOCK) {
            long to = Math.min(queries, from + BLOCK);
            NDArray some = queries <= BLOCK ? q : q.get(new NDIndex(":,:,{}:{}", from, to));
            NDArray weights = weights(some, turned, from, operands);
            if (run.keepsWeights()) {
                kept.add(weights);
            }
            NDArray dropped = run.training() && attention.dropout() > 0
                    ? weights.getNDArrayInternal().dropout(weights, (float) attention.dropout(), true).singletonOrThrow()
                    : weights;
            blocks.add(dropped.matMul(allValues));
            if (!run.keepsWeights() && queries > BLOCK) {
                weights.close();
            }
        }
        run.witness().attended(step, q, k, v, kept);
        return joined(blocks);
    }

    private static NDArray joined(NDList blocks) {
        return blocks.size() == 1 ? blocks.getFirst() : NDArrays.concat(blocks, 2);
    }

    private NDArray weights(NDArray q, NDArray turnedKeys, long from, List<NDArray> operands) {
        NDArray scores = q.matMul(turnedKeys).mul((float) attention.scale());
        NDArray seen = seen(q, turnedKeys, from, operands);
        if (seen == null) {
            return scores.softmax(-1);
        }
        NDArray hidden = seen.neg().add(1).mul(UNSEEN);
        NDArray weights = scores.add(hidden).softmax(-1);
        // A row that sees nothing has no weights, whatever the softmax made of it.
        return mask.operands().isEmpty() ? weights : weights.mul(seen.max(new int[] {-1}, true));
    }

    /// 1 where a query sees a key, 0 where not; none if all see all.
    private @Nullable NDArray seen(NDArray q, NDArray turnedKeys, long from, List<NDArray> operands) {
        NDManager manager = q.getManager();
        NDArray seen = null;
        for (Mask part : mask.parts()) {
            NDArray one = switch (part) {
                case Mask.Causal() -> {
                    long queries = q.getShape().get(2);
                    NDArray rows = manager.arange((int) from, (int) (from + queries), 1, DataType.INT64).reshape(1, 1, queries, 1);
                    NDArray columns = manager.arange(0, (int) turnedKeys.getShape().get(3), 1, DataType.INT64).reshape(1, 1, 1, -1);
                    yield rows.gte(columns).toType(DataType.FLOAT32, false);
                }
                case Mask.Keys(Value valid) -> {
                    NDArray row = operand(valid, operands);
                    yield row.neq(0).toType(DataType.FLOAT32, false).reshape(row.getShape().get(0), 1, 1, -1);
                }
                case Mask.Queries(Value valid) -> {
                    NDArray row = operand(valid, operands).get(new NDIndex(":,{}:{}", from, from + q.getShape().get(2)));
                    yield row.neq(0).toType(DataType.FLOAT32, false).reshape(row.getShape().get(0), 1, -1, 1);
                }
                case Mask.None _, Mask.All _ -> throw new IllegalStateException(part.toString());
            };
            seen = seen == null ? one : seen.mul(one);
        }
        return seen;
    }

    private NDArray operand(Value value, List<NDArray> operands) {
        return Objects.requireNonNull(operands.get(step.operands().indexOf(value)));
    }
}

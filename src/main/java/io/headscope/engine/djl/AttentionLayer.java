package io.headscope.engine.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.NDArrays;
import io.headscope.model.Attention;
import io.headscope.model.Mask;
import io.headscope.model.Op;
import io.headscope.model.Score;
import io.headscope.model.Step;
import io.headscope.model.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// One attention layer on PyTorch: `softmax(cap(scale · score) + bias + mask) V`, in blocks of queries where the text is long.
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

    /// @param operands Q, K, V and what score, mask and bias read
    /// @return         [batch, heads, queries, value size]
    NDArray compute(List<NDArray> operands) {
        NDArray q = operands.get(0);
        NDArray k = operands.get(1);
        NDArray v = operands.get(2);
        int group = Math.toIntExact(q.getShape().get(1) / k.getShape().get(1));
        NDArray allKeys = group == 1 ? k : k.repeat(1, group);      // [B, H, S, d]
        NDArray allValues = group == 1 ? v : v.repeat(1, group);    // [B, H, S, dv]
        long queries = q.getShape().get(2);
        NDList blocks = new NDList();
        List<NDArray> kept = new ArrayList<>();
        for (long from = 0; from < queries; from += BLOCK) {
            long to = Math.min(queries, from + BLOCK);
            NDArray some = queries <= BLOCK ? q : q.get(new NDIndex(":,:,{}:{}", from, to));
            NDArray weights = weights(some, allKeys, from, operands);
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
        run.witness().attended(step, operands, kept);
        return joined(blocks);
    }

    private static NDArray joined(NDList blocks) {
        return blocks.size() == 1 ? blocks.getFirst() : NDArrays.concat(blocks, 2);
    }

    private NDArray weights(NDArray q, NDArray k, long from, List<NDArray> operands) {
        long queries = q.getShape().get(2);
        long keys = k.getShape().get(2);
        long offset = keys - operands.getFirst().getShape().get(2);
        BlockRules rules = new BlockRules(
                q.getManager(), from, from + queries, offset, keys, value -> operand(value, operands));
        NDArray bias = rules.bias(attention.bias());
        NDArray capped = capped(scores(q, k, operands));
        NDArray scores = bias == null ? capped : capped.add(bias);
        NDArray seen = rules.seen(mask);
        if (seen == null) {
            return scores.softmax(-1);
        }
        NDArray hidden = seen.neg().add(1).mul(UNSEEN);
        NDArray weights = scores.add(hidden).softmax(-1);
        // A row that sees nothing has no weights, whatever the softmax made of it.
        return mask.operands().isEmpty() ? weights : weights.mul(seen.max(new int[] {-1}, true));
    }

    private NDArray scores(NDArray q, NDArray k, List<NDArray> operands) {
        NDArray scale = run.number(attention.scale());
        return switch (attention.score()) {
            // Queries are fewer than scores.
            case Score.Dot() -> q.mul(scale).matMul(k.transpose(0, 1, 3, 2));
            case Score.Additive(Value weights) -> {
                NDArray bent = k.expandDims(2).add(q.expandDims(3)).tanh();                       // [B, H, T, S, d]
                yield bent.matMul(operand(weights, operands).expandDims(1).expandDims(3)).squeeze(4).mul(scale);
            }
        };
    }

    private NDArray capped(NDArray scores) {
        if (attention.softCap().isEmpty()) {
            return scores;
        }
        NDArray cap = run.number(attention.softCap().getAsDouble());
        return scores.div(cap).tanh().mul(cap);
    }

    private NDArray operand(Value value, List<NDArray> operands) {
        return Objects.requireNonNull(operands.get(step.operands().indexOf(value)));
    }
}

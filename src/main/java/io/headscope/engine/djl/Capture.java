package io.headscope.engine.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import io.headscope.attention.AttentionMap;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.KeptMap;
import io.headscope.attention.Projections;
import io.headscope.attention.RecomputedMap;
import io.headscope.attention.ScoreRules;
import io.headscope.attention.Scoring;
import io.headscope.attention.Trace.SiteTrace;
import io.headscope.attention.Visibility;
import io.headscope.engine.AttentionRules;
import io.headscope.model.Attention;
import io.headscope.model.Op;
import io.headscope.model.Step;
import io.headscope.model.Value;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Copies what a trace keeps of one run out of PyTorch's memory.
final class Capture {

    private final AttentionRules rules;
    private final Arena memory;
    /// Layers that share a table share its copy.
    private final Map<Value, FloatTensor> copies = new HashMap<>();

    Capture(AttentionRules rules, Arena memory) {
        this.rules = rules;
        this.memory = memory;
    }

    /// @param weights none where the map is to be recomputed
    SiteTrace site(Step step, List<NDArray> operands, List<NDArray> weights) {
        Op.Attend attend = (Op.Attend) step.op();
        Attention attention = attend.attention();
        Projections projections =
                new Projections(copy(operands.get(0)), copy(operands.get(1)), copy(operands.get(2)));
        int queries = projections.queries().length(1);
        int keys = projections.keys().length(1);
        Visibility visibility = rules.visibility(attention.mask(), queries, keys);
        boolean kept = !weights.isEmpty();
        (kept ? AttentionRules.tables(attention) : AttentionRules.captured(attention))
                .forEach(value -> copies.computeIfAbsent(value, _ -> copy(value, operand(value, step, operands))));
        // Where maps are kept, the numbers of a bias that are as large as a map are not.
        Scoring scoring = copies.keySet().containsAll(AttentionRules.captured(attention))
                ? rules.scoring(attention, queries, keys, value -> Objects.requireNonNull(copies.get(value)))
                : null;
        AttentionMap map = kept || scoring == null
                ? new KeptMap(projections.queries().length(0), visibility, copy(joined(weights)).data())
                : new RecomputedMap(projections, scoring, visibility);
        return new SiteTrace(
                map, projections, scoring == null ? null : new ScoreRules(scoring, visibility, attend.site().heads()));
    }

    private static NDArray operand(Value value, Step step, List<NDArray> operands) {
        return operands.get(step.operands().indexOf(value));
    }

    private static NDArray joined(List<NDArray> blocks) {
        return blocks.size() == 1 ? blocks.getFirst() : NDArrays.concat(new NDList(blocks), 2);
    }

    private FloatTensor copy(Value value, NDArray array) {
        return AttentionRules.isBatched(value) ? copy(array) : copy(array, array.getShape());
    }

    /// The first of the batch.
    FloatTensor copy(NDArray array) {
        return copy(array, array.getShape().slice(1));
    }

    private FloatTensor copy(NDArray array, Shape shape) {
        float[] numbers = array.toFloatArray();
        MemorySegment copy = memory.allocate(Float.BYTES * shape.size(), Float.BYTES);
        MemorySegment.copy(MemorySegment.ofArray(numbers), 0, copy, 0, copy.byteSize());
        return new FloatTensor(Arrays.stream(shape.getShape()).boxed().toList(), copy);
    }
}

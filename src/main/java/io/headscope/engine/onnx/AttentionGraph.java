package io.headscope.engine.onnx;

import static io.headscope.engine.onnx.GraphWriter.attribute;

import io.headscope.engine.onnx.ProgramGraph.Reading;
import io.headscope.model.Attention;
import io.headscope.model.Dim;
import io.headscope.model.Mask;
import io.headscope.model.Step;
import io.headscope.model.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Attention as ONNX nodes: whole where its map is kept, else by blocks of queries, so that memory grows with the length
/// of the text and not with its square.
final class AttentionGraph {

    /// Queries computed together where maps are not kept.
    private static final long BLOCK = 256;

    /// What is added to the score of a key that is not seen: far below any score, and finite.
    private static final float UNSEEN = -1e30f;

    /// In a shape: the length that the axis has already.
    private static final long UNCHANGED = 0;

    private final GraphWriter graph;
    private final Reading reading;
    private final Function<Value, String> tensors;
    private final Map<WholeMask, Seen> wholeMasks = new HashMap<>();

    /// Layers whose queries and keys are the same positions share what their mask makes.
    private record WholeMask(Mask mask, Object queries, Object keys) {}

    /// @param mixed   the weighted sums of the values                   [1, heads, queries, value size]
    /// @param weights what was attended to                              [1, heads, queries, keys]; empty if not formed
    record Result(String mixed, String weights) {}

    /// @param bias 0 where a query sees a key and [#UNSEEN] where not    [1, 1, queries or 1, keys]
    /// @param rows 1 where a query sees any key and 0 where not          [1, 1, queries or 1, 1]; none where all see one
    private record Seen(String bias, @Nullable String rows) {}

    AttentionGraph(GraphWriter graph, Reading reading, Function<Value, String> tensors) {
        this.graph = graph;
        this.reading = reading;
        this.tensors = tensors;
    }

    /// @param operands Q, K and V
    Result write(Step step, Attention attention, List<String> operands) {
        Mask mask = attention.mask().without(reading.unmasked()::contains);
        long heads = step.operands().get(0).length(1);
        Layer layer = new Layer(
                attention, mask, Math.toIntExact(heads / attention.keyHeads()), heads, step.result().length(3));
        return reading.keepsMaps() ? whole(step, layer, operands) : new Result(blocks(layer, operands), "");
    }

    private record Layer(Attention attention, Mask mask, int group, long heads, long valueSize) {}

    private Result whole(Step step, Layer layer, List<String> operands) {
        String q = operands.get(0);
        String k = operands.get(1);
        Seen seen = layer.mask().parts().isEmpty()
                ? null
                : wholeMasks.computeIfAbsent(
                        new WholeMask(layer.mask(), step.operands().get(0).dim(2), step.operands().get(1).dim(2)),
                        _ -> seen(graph, layer.mask(), zero(), length(graph, q), zero(), length(graph, k)));
        String weights = weights(graph, layer, q, k, seen);
        return new Result(mix(graph, layer, weights, operands.get(2)), weights);
    }

    private String zero() {
        return graph.longs(0);
    }

    /// softmax(scale · Q Kᵀ + bias), rows that see nothing set to 0.
    private String weights(GraphWriter at, Layer layer, String q, String k, @Nullable Seen seen) {
        String grouped = layer.group() == 1 ? q : reshape(at, q, UNCHANGED, layer.attention().keyHeads(), -1, UNCHANGED);
        String product = at.contributed(
                "FusedMatMul",
                List.of(grouped, k),
                attribute("transB", 1L),
                attribute("alpha", (float) layer.attention().scale()));
        String scores = layer.group() == 1 ? product : reshape(at, product, UNCHANGED, layer.heads(), -1, UNCHANGED);
        if (seen == null) {
            return at.node("Softmax", List.of(scores), attribute("axis", -1L));
        }
        String masked = at.node("Add", List.of(scores, seen.bias()));
        String weights = at.node("Softmax", List.of(masked), attribute("axis", -1L));
        return seen.rows() == null ? weights : at.node("Mul", List.of(weights, seen.rows()));
    }

    /// The weights' sums of the values.
    private String mix(GraphWriter at, Layer layer, String weights, String v) {
        if (layer.group() == 1) {
            return at.node("MatMul", List.of(weights, v));
        }
        String grouped = reshape(at, weights, UNCHANGED, layer.attention().keyHeads(), -1, UNCHANGED);
        String mixed = at.node("MatMul", List.of(grouped, v));
        return reshape(at, mixed, UNCHANGED, layer.heads(), -1, layer.valueSize());
    }

    private static String reshape(GraphWriter at, String x, long... shape) {
        return at.node("Reshape", List.of(x, at.longs(shape)));
    }

    /// The positions of a [1, heads, positions, size] tensor, as [1].
    private static String length(GraphWriter at, String x) {
        return at.node("Slice", List.of(at.node("Shape", List.of(x)), at.longs(2), at.longs(3)));
    }

    /// Which of the queries from `fromQuery` to `toQuery` see which of the keys from `fromKey` to `toKey`; all as [1].
    private Seen seen(GraphWriter at, Mask mask, String fromQuery, String toQuery, String fromKey, String toKey) {
        String seen = null;
        for (Mask part : mask.parts()) {
            String one = switch (part) {
                case Mask.Causal() -> at.node(
                        "GreaterOrEqual",
                        List.of(
                                reshape(at, range(at, fromQuery, toQuery), 1, 1, -1, 1),
                                reshape(at, range(at, fromKey, toKey), 1, 1, 1, -1)));
                case Mask.Keys(Value valid) -> reshape(at, notZero(at, valid, fromKey, toKey), 1, 1, 1, -1);
                case Mask.Queries(Value valid) -> reshape(at, notZero(at, valid, fromQuery, toQuery), 1, 1, -1, 1);
                case Mask.None _, Mask.All _ -> throw new IllegalStateException(part.toString());
            };
            seen = seen == null ? one : at.node("And", List.of(seen, one));
        }
        String all = Objects.requireNonNull(seen);
        String bias = at.node("Where", List.of(all, at.floatScalar(0), at.floatScalar(UNSEEN)));
        if (mask.operands().isEmpty()) {
            return new Seen(bias, null);
        }
        String numbers = at.node("Cast", List.of(all), attribute("to", (long) GraphWriter.FLOAT));
        String rows = at.node(
                "ReduceMax", List.of(numbers, at.longs(3)), attribute("keepdims", 1L));
        return new Seen(bias, rows);
    }

    private static String range(GraphWriter at, String from, String to) {
        return at.node("Range", List.of(scalar(at, from), scalar(at, to), at.longScalar(1)));
    }

    private static String scalar(GraphWriter at, String one) {
        return at.node("Squeeze", List.of(one));
    }

    private String notZero(GraphWriter at, Value valid, String from, String to) {
        String some = at.node("Slice", List.of(tensors.apply(valid), from, to, at.longs(1)));
        return at.node("Not", List.of(at.node("Equal", List.of(some, at.longScalar(0)))));
    }

    /// The weighted sums, a block of queries after the other; weights exist for one block at a time.
    private String blocks(Layer layer, List<String> operands) {
        String q = operands.get(0);
        String queries = length(graph, q);
        String keys = length(graph, operands.get(1));
        String more = graph.node("Add", List.of(queries, graph.longs(BLOCK - 1)));
        String count = scalar(graph, graph.node("Div", List.of(more, graph.longs(BLOCK))));
        String none = graph.node(
                "ConstantOfShape", List.of(graph.longs(1, layer.heads(), 0, layer.valueSize())));
        String name = graph.fresh("blocks");
        GraphWriter body = body(layer, operands, queries, keys);
        return graph.named(
                name,
                "",
                "Loop",
                List.of(count, graph.trueScalar(), none),
                attribute("body", body.build(name)));
    }

    private GraphWriter body(Layer layer, List<String> operands, String queries, String keys) {
        GraphWriter body = graph.body();
        String turn = body.fresh("turn");
        String goOn = body.fresh("go_on");
        String before = body.fresh("before");
        body.input(turn, GraphWriter.INT64, List.of());
        body.input(goOn, GraphWriter.BOOL, List.of());
        body.input(before, GraphWriter.FLOAT, List.of(
                Dim.of(1),
                Dim.of(layer.heads()),
                Dim.named(body.fresh("so_far")),
                Dim.of(layer.valueSize())));
        String from = body.node("Mul", List.of(reshape(body, turn, 1), body.longs(BLOCK)));
        String to = body.node("Min", List.of(body.node("Add", List.of(from, body.longs(BLOCK))), queries));
        // A causal block sees no key after its last query: what lies beyond is not even multiplied.
        String lastKey = layer.mask().isCausal() ? body.node("Min", List.of(to, keys)) : keys;
        String q = positions(body, operands.get(0), from, to);
        String k = layer.mask().isCausal() ? positions(body, operands.get(1), body.longs(0), lastKey) : operands.get(1);
        String v = layer.mask().isCausal() ? positions(body, operands.get(2), body.longs(0), lastKey) : operands.get(2);
        Seen seen = layer.mask().parts().isEmpty()
                ? null
                : seen(body, layer.mask(), from, to, body.longs(0), lastKey);
        String mixed = mix(body, layer, weights(body, layer, q, k, seen), v);
        String after = body.node("Concat", List.of(before, mixed), attribute("axis", 2L));
        String again = body.node("Identity", List.of(goOn));
        body.output(again, GraphWriter.BOOL);
        body.output(after, GraphWriter.FLOAT);
        return body;
    }

    private static String positions(GraphWriter at, String x, String from, String to) {
        return at.node("Slice", List.of(x, from, to, at.longs(2)));
    }
}

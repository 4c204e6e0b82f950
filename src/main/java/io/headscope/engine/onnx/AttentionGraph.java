package io.headscope.engine.onnx;

import static io.headscope.engine.onnx.GraphWriter.attribute;

import io.headscope.engine.onnx.MaskGraph.Seen;
import io.headscope.engine.onnx.ProgramGraph.Reading;
import io.headscope.model.Attention;
import io.headscope.model.Bias;
import io.headscope.model.Dim;
import io.headscope.model.Mask;
import io.headscope.model.Score;
import io.headscope.model.Step;
import io.headscope.model.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Attention as ONNX nodes: whole where its map is kept, else by blocks of queries, so that memory grows with the length
/// of the text and not with its square.
final class AttentionGraph {

    /// Queries computed together where maps are not kept.
    private static final long BLOCK = 256;

    /// In a shape: the length that the axis has already.
    private static final long UNCHANGED = 0;

    private final GraphWriter graph;
    private final Reading reading;
    private final Function<Value, String> tensors;
    private final MaskGraph masks;
    private final BiasGraph biases;
    private final Map<WholeRules, Added> whole = new HashMap<>();

    /// Layers whose queries and keys are the same positions share what their rules make.
    private record WholeRules(Mask mask, Bias bias, Dim queries, Dim keys) {}

    /// What is added to scores, and what rows that see nothing are multiplied with; either may be none.
    private record Added(@Nullable String bias, @Nullable String rows) {}

    /// @param mixed   the weighted sums of the values                   [1, heads, queries, value size]
    /// @param weights what was attended to                              [1, heads, queries, keys]; empty if not formed
    record Result(String mixed, String weights) {}

    AttentionGraph(GraphWriter graph, Reading reading, Function<Value, String> tensors) {
        this.graph = graph;
        this.reading = reading;
        this.tensors = tensors;
        this.masks = new MaskGraph(tensors);
        this.biases = new BiasGraph(graph, tensors);
    }

    /// @param operands Q, K and V
    Result write(Step step, Attention attention, List<String> operands) {
        Mask mask = attention.mask().without(reading.unmasked()::contains);
        long heads = step.operands().get(0).length(1);
        Layer layer = new Layer(
                attention,
                mask,
                Math.toIntExact(heads / attention.keyHeads()),
                heads,
                step.result().length(3),
                step.operands().get(0).dim(2),
                step.operands().get(1).dim(2));
        return reading.keepsMaps() ? whole(layer, operands) : new Result(blocks(layer, operands), "");
    }

    private record Layer(
            Attention attention, Mask mask, int group, long heads, long valueSize, Dim queries, Dim keys) {

        /// Whether a block of queries sees only some of the keys.
        boolean seesStretches() {
            return mask.isCausal() || mask.window().isPresent();
        }
    }

    private Result whole(Layer layer, List<String> operands) {
        String q = operands.get(0);
        String k = operands.get(1);
        WholeRules rules = new WholeRules(layer.mask(), layer.attention().bias(), layer.queries(), layer.keys());
        Added added = whole.get(rules);
        if (added == null) {
            String queries = length(graph, q);
            String keys = length(graph, k);
            Stretch all = new Stretch(graph.longs(0), queries, graph.longs(0), keys, offset(layer, queries, keys));
            added = added(graph, layer, all);
            whole.put(rules, added);
        }
        String weights = weights(graph, layer, q, k, added);
        return new Result(mix(graph, layer, weights, operands.get(2)), weights);
    }

    /// Where there are fewer queries than keys, they are the last.
    private @Nullable String offset(Layer layer, String queries, String keys) {
        return layer.queries().equals(layer.keys()) ? null : graph.node("Sub", List.of(keys, queries));
    }

    private Added added(GraphWriter at, Layer layer, Stretch stretch) {
        Seen seen = masks.write(at, layer.mask(), stretch);
        String bias = biases.write(at, layer.attention().bias(), stretch);
        if (seen == null) {
            return new Added(bias, null);
        }
        return new Added(bias == null ? seen.bias() : at.node("Add", List.of(bias, seen.bias())), seen.rows());
    }

    /// softmax(cap(scale · score) + bias), rows that see nothing set to 0.
    private String weights(GraphWriter at, Layer layer, String q, String k, Added added) {
        String capped = capped(at, layer, scores(at, layer, q, k));
        String scores = added.bias() == null ? capped : at.node("Add", List.of(capped, added.bias()));
        String weights = at.node("Softmax", List.of(scores), attribute("axis", -1L));
        return added.rows() == null ? weights : at.node("Mul", List.of(weights, added.rows()));
    }

    private String scores(GraphWriter at, Layer layer, String q, String k) {
        return switch (layer.attention().score()) {
            case Score.Dot() -> products(at, layer, q, k);
            case Score.Additive(Value weights) -> bentSums(at, layer, q, k, tensors.apply(weights));
        };
    }

    /// scale · Q Kᵀ                                                  [1, heads, queries, keys]
    private String products(GraphWriter at, Layer layer, String q, String k) {
        String grouped = layer.group() == 1 ? q : reshape(at, q, UNCHANGED, layer.attention().keyHeads(), -1, UNCHANGED);
        String product = at.contributed(
                "FusedMatMul",
                List.of(grouped, k),
                attribute("transB", 1L),
                attribute("alpha", (float) layer.attention().scale()));
        return layer.group() == 1 ? product : reshape(at, product, UNCHANGED, layer.heads(), -1, UNCHANGED);
    }

    /// scale · w · tanh(q + k)                                      [1, heads, queries, keys]
    ///
    /// @param weights w                                            [heads, size]
    private static String bentSums(GraphWriter at, Layer layer, String q, String k, String weights) {
        String sums = at.node("Add", List.of(at.node("Unsqueeze", List.of(q, at.longs(3))), at.node("Unsqueeze", List.of(k, at.longs(2)))));
        String column = at.node("Unsqueeze", List.of(weights, at.longs(1, 3)));
        String scores = at.node("Squeeze", List.of(at.node("MatMul", List.of(at.node("Tanh", List.of(sums)), column)), at.longs(4)));
        double scale = layer.attention().scale();
        return scale == 1 ? scores : at.node("Mul", List.of(scores, at.floatScalar((float) scale)));
    }

    private static String capped(GraphWriter at, Layer layer, String scores) {
        if (layer.attention().softCap().isEmpty()) {
            return scores;
        }
        String cap = at.floatScalar((float) layer.attention().softCap().getAsDouble());
        String share = at.node("Tanh", List.of(at.node("Div", List.of(scores, cap))));
        return at.node("Mul", List.of(share, cap));
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

    /// The weighted sums, a block of queries after the other; weights exist for one block at a time.
    private String blocks(Layer layer, List<String> operands) {
        String q = operands.get(0);
        String queries = length(graph, q);
        String keys = length(graph, operands.get(1));
        String more = graph.node("Add", List.of(queries, graph.longs(BLOCK - 1)));
        String count = graph.node("Squeeze", List.of(graph.node("Div", List.of(more, graph.longs(BLOCK)))));
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
        Stretch block = block(body, layer, from, to, keys, offset(layer, queries, keys));
        String q = block.queriesOf(body, operands.get(0), 2);
        String k = layer.seesStretches() ? block.keysOf(body, operands.get(1), 2) : operands.get(1);
        String v = layer.seesStretches() ? block.keysOf(body, operands.get(2), 2) : operands.get(2);
        String mixed = mix(body, layer, weights(body, layer, q, k, added(body, layer, block)), v);
        String after = body.node("Concat", List.of(before, mixed), attribute("axis", 2L));
        String again = body.node("Identity", List.of(goOn));
        body.output(again, GraphWriter.BOOL);
        body.output(after, GraphWriter.FLOAT);
        return body;
    }

    /// A block of queries with the keys that any of them can see: others are not even multiplied.
    private static Stretch block(
            GraphWriter at, Layer layer, String from, String to, String keys, @Nullable String offset) {
        String firstKey = at.longs(0);
        if (layer.mask().window().isPresent()) {
            String first = shifted(at, from, offset);
            String reach = at.longs(layer.mask().window().getAsInt() - 1L);
            firstKey = at.node("Max", List.of(at.node("Sub", List.of(first, reach)), at.longs(0)));
        }
        String lastKey = layer.mask().isCausal() ? at.node("Min", List.of(shifted(at, to, offset), keys)) : keys;
        return new Stretch(from, to, firstKey, lastKey, offset);
    }

    private static String shifted(GraphWriter at, String query, @Nullable String offset) {
        return offset == null ? query : at.node("Add", List.of(query, offset));
    }
}

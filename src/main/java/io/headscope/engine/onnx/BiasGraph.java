package io.headscope.engine.onnx;

import static io.headscope.engine.onnx.GraphWriter.attribute;

import io.headscope.model.Bias;
import io.headscope.model.Dim;
import io.headscope.model.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Biases as ONNX nodes, evaluated for the queries and keys that are computed together.
final class BiasGraph {

    private final GraphWriter graph;
    private final Function<Value, String> tensors;
    /// Tables turned to [heads, rows], one row for every distance or relation; layers that share a table share this.
    private final Map<Bias, String> turned = new HashMap<>();

    BiasGraph(GraphWriter graph, Function<Value, String> tensors) {
        this.graph = graph;
        this.tensors = tensors;
    }

    /// What is added to scores                                       [1, heads or 1, queries or 1, keys]; none if nothing
    @Nullable String write(GraphWriter at, Bias bias, Stretch stretch) {
        return switch (bias) {
            case Bias.None() -> null;
            case Bias.Alibi alibi -> alibi(at, alibi, stretch);
            case Bias.Buckets buckets -> buckets(at, buckets, stretch);
            case Bias.Table2d table -> table2d(at, table, stretch);
            case Bias.Dense(Value value) -> dense(at, value, stretch);
            case Bias.Disentangled parts -> disentangled(at, parts, stretch);
        };
    }

    private String alibi(GraphWriter at, Bias.Alibi alibi, Stretch stretch) {
        String keys = stretch.keysOf(at, tensors.apply(alibi.positions()), 1);
        String positions = rounded(at, alibi, cast(at, at.node("Reshape", List.of(keys, at.longs(1, 1, 1, -1))), GraphWriter.FLOAT));
        float[] slopes = new float[alibi.slopes().size()];
        IntStream.range(0, slopes.length).forEach(head -> slopes[head] = alibi.slopes().get(head).floatValue());
        String factors = rounded(at, alibi, at.floats(slopes, List.of(Dim.of(1), Dim.of(slopes.length), Dim.of(1), Dim.of(1))));
        String product = rounded(at, alibi, at.node("Mul", List.of(factors, positions)));
        return alibi.factor() == 1 ? product : at.node("Mul", List.of(product, at.floatScalar((float) alibi.factor())));
    }

    private static String rounded(GraphWriter at, Bias.Alibi alibi, String x) {
        return switch (alibi.rounding()) {
            case F32 -> x;
            case BF16 -> cast(at, cast(at, x, GraphWriter.BFLOAT16), GraphWriter.FLOAT);
        };
    }

    private static String cast(GraphWriter at, String x, int type) {
        return at.node("Cast", List.of(x), attribute("to", (long) type));
    }

    private String buckets(GraphWriter at, Bias.Buckets buckets, Stretch stretch) {
        int farthest = buckets.maxDistance();
        String byDistance = turned.computeIfAbsent(buckets, _ -> {
            long[] rows = IntStream.rangeClosed(-farthest, farthest).mapToLong(buckets::bucket).toArray();
            return turn(graph.node("Gather", List.of(tensors.apply(buckets.table()), graph.longs(rows))));
        });
        String distance = at.node("Sub", List.of(stretch.keys(at), stretch.positions(at)));
        String near = at.node("Clip", List.of(distance, at.longScalar(-farthest), at.longScalar(farthest)));
        return pick(at, byDistance, at.node("Add", List.of(near, at.longScalar(farthest))));
    }

    private String table2d(GraphWriter at, Bias.Table2d table, Stretch stretch) {
        String byRelation = turned.computeIfAbsent(table, _ -> turn(tensors.apply(table.table())));
        int first = table.classToken() ? 1 : 0;
        int places = table.height() * table.width();
        String bases = at.longs(IntStream.range(-first, places)
                .mapToLong(place -> place < 0 ? 0 : table.base(place))
                .toArray());
        String ofQueries = at.node("Gather", List.of(bases, stretch.positions(at)));
        String ofKeys = at.node("Gather", List.of(bases, stretch.keys(at)));
        String difference = at.node("Sub", List.of(ofQueries, ofKeys));
        String row = at.node("Add", List.of(difference, at.longScalar(table.middle())));
        return pick(at, byRelation, table.classToken() ? withClassToken(at, table, row, stretch) : row);
    }

    private static String withClassToken(GraphWriter at, Bias.Table2d table, String row, Stretch stretch) {
        String fromClass = at.node("Equal", List.of(stretch.positions(at), at.longScalar(0)));
        String toClass = at.node("Equal", List.of(stretch.keys(at), at.longScalar(0)));
        String ofPlaces = at.node("Where", List.of(toClass, at.longScalar(table.row(1, 0)), row));
        String ofClass = at.node("Where", List.of(toClass, at.longScalar(table.row(0, 0)), at.longScalar(table.row(0, 1))));
        return at.node("Where", List.of(fromClass, ofClass, ofPlaces));
    }

    private String disentangled(GraphWriter at, Bias.Disentangled parts, Stretch stretch) {
        int farthest = parts.farthest();
        long[] rows = IntStream.rangeClosed(-farthest, farthest).mapToLong(parts::row).toArray();
        String distance = at.node("Sub", List.of(stretch.positions(at), stretch.keys(at)));
        String near = at.node("Clip", List.of(distance, at.longScalar(-farthest), at.longScalar(farthest)));
        String row = at.node("Gather", List.of(at.longs(rows), at.node("Add", List.of(near, at.longScalar(farthest)))));
        Value ofQueries = parts.ofQueries();
        Value ofKeys = parts.ofKeys();
        String toPosition = ofQueries == null
                ? null
                : chosen(at, stretch.queriesOf(at, tensors.apply(ofQueries), 2), row, ofQueries.length(1), 3);
        if (ofKeys == null) {
            return Objects.requireNonNull(toPosition);
        }
        String keys = at.node("Transpose", List.of(stretch.keysOf(at, tensors.apply(ofKeys), 2)), attribute("perm", List.of(0, 1, 3, 2)));
        String fromPosition = chosen(at, keys, row, ofKeys.length(1), 2);
        return toPosition == null ? fromPosition : at.node("Add", List.of(toPosition, fromPosition));
    }

    /// @param rows                                                   [queries, keys]
    private static String chosen(GraphWriter at, String numbers, String rows, long heads, long axis) {
        String everyHead = at.node("Expand", List.of(rows, at.longs(1, heads, 1, 1)));
        return at.node("GatherElements", List.of(numbers, everyHead), attribute("axis", axis));
    }

    private String turn(String table) {
        return graph.node("Transpose", List.of(table), attribute("perm", List.of(1, 0)));
    }

    /// @param table                                                  [heads, rows]
    /// @param rows                                                   [queries, keys]
    private static String pick(GraphWriter at, String table, String rows) {
        String picked = at.node("Gather", List.of(table, rows), attribute("axis", 1L));
        return at.node("Unsqueeze", List.of(picked, at.longs(0)));
    }

    private String dense(GraphWriter at, Value value, Stretch stretch) {
        String keys = stretch.keysOf(at, tensors.apply(value), 3);
        return value.dim(2).equals(Dim.of(1)) ? keys : stretch.queriesOf(at, keys, 2);
    }
}

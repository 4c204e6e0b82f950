package io.headscope.engine.onnx.sites;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.headscope.engine.onnx.sites.SiteTaps.Inner;
import io.headscope.engine.onnx.sites.SiteTaps.Part;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What `com.microsoft` Attention does, spelled out beside it, as it has no output for its weights
/// (<https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md#com.microsoft.Attention>):
/// `softmax(scale · Q Kᵀ + bias + mask)`, with Q, K and V made from one input.
final class AttentionTwin {

    /// What a masked key's score is set to: far below any score, and finite.
    private static final float UNSEEN = -1e30f;

    private final GraphEdit edit;
    private final Node node;
    private final Scope scope;
    private final String input;
    private final String weight;
    private final long columns;
    private final @Nullable Tensor bias;
    private final @Nullable Tensor mask;
    private final @Nullable Tensor past;
    private final @Nullable Tensor scoreBias;
    private final long heads;

    private AttentionTwin(
            GraphEdit edit,
            Node node,
            String input,
            String weight,
            long columns,
            @Nullable Tensor bias,
            @Nullable Tensor mask,
            @Nullable Tensor past,
            @Nullable Tensor scoreBias) {
        this.edit = edit;
        this.node = node;
        this.scope = node.scope();
        this.input = input;
        this.weight = weight;
        this.columns = columns;
        this.bias = bias;
        this.mask = mask;
        this.past = past;
        this.scoreBias = scoreBias;
        this.heads = node.whole("num_heads", 1);
    }

    static AttentionTwin of(GraphEdit edit, Node node) {
        Tensor x = java.util.Objects.requireNonNull(node.input(0));
        Tensor weight = java.util.Objects.requireNonNull(node.input(1));
        if (node.op().equals("PackedAttention")) {
            return packed(edit, node, x, weight);
        }
        return new AttentionTwin(
                edit, node, x.name, weight.name, weight.length(1), node.input(2), node.input(3), node.input(4), node.input(5));
    }

    /// One text without padding, its batch axis left out; ONNX Runtime has the operator for graphics cards only, so that
    /// Attention takes its place.
    private static AttentionTwin packed(GraphEdit edit, Node node, Tensor x, Tensor weight) {
        String whole = edit.fresh("whole");
        String result = edit.fresh("result");
        List<String> inputs = new ArrayList<>(List.of(whole, weight.name, java.util.Objects.requireNonNull(node.input(2)).name));
        Tensor scoreBias = node.input(5);
        if (scoreBias != null) {
            inputs.addAll(List.of("", "", scoreBias.name));
        }
        AttributeProto[] attributes = node.proto().getAttributeList().toArray(AttributeProto[]::new);
        edit.replace(node, List.of(
                GraphEdit.make("", "Reshape", List.of(x.name, edit.longs(1, -1, x.length(1))), List.of(whole)),
                GraphEdit.make(Node.CONTRIBUTED, "Attention", inputs, List.of(result), attributes),
                GraphEdit.make("", "Reshape", List.of(result, edit.longs(-1, width(node, weight))), node.proto().getOutputList())));
        return new AttentionTwin(edit, node, whole, weight.name, weight.length(1), node.input(2), null, null, scoreBias);
    }

    private static long width(Node node, Tensor weight) {
        long[] sizes = node.wholes("qkv_hidden_sizes", -1);
        return sizes == null || sizes.length < 3 ? weight.length(1) / 3 : sizes[2];
    }

    /// Of small whole numbers, which are made plain first.
    static AttentionTwin quantized(GraphEdit edit, Node node) {
        String x = dequantized(edit, node, 0, 3, 6);
        Tensor weight = java.util.Objects.requireNonNull(node.input(1));
        return new AttentionTwin(
                edit, node, x, dequantized(edit, node, 1, 4, 7), weight.length(1), node.input(2), node.input(5), node.input(8), null);
    }

    private static String dequantized(GraphEdit edit, Node node, int at, int scale, int zero) {
        List<String> inputs = new ArrayList<>(List.of(
                java.util.Objects.requireNonNull(node.input(at)).name, java.util.Objects.requireNonNull(node.input(scale)).name));
        Tensor point = node.input(zero);
        if (point != null) {
            inputs.add(point.name);
        }
        return edit.node(node.scope(), "DequantizeLinear", inputs, GraphEdit.whole("axis", 1));
    }

    List<Inner> parts() {
        long[] sizes = node.wholes("qkv_hidden_sizes", -1);
        if (columns < 0 && sizes == null) {
            return List.of();
        }
        long[] widths = sizes == null || sizes.length < 3 ? new long[] {columns / 3, columns / 3, columns / 3} : sizes;
        Projected made = givesKeysAndValues(widths) ? queriesAlone(widths[0]) : projected(widths);
        double scale = node.number("scale", 0);
        String weights = weights(made.queries, made.keys, (float) (scale == 0 ? 1 / Math.sqrt((double) widths[0] / heads) : scale));
        return List.of(
                new Inner(Part.WEIGHTS, weights, 3, 2, 0),
                new Inner(Part.QUERIES, made.queries, 2, 3, 0),
                new Inner(Part.KEYS, made.keys, 2, 3, 0),
                new Inner(Part.VALUES, made.values, 2, 3, 0));
    }

    /// Each [batch, heads, positions, size], what is past included.
    private record Projected(String queries, String keys, String values) {}

    /// Whether the operator gives its keys and values away, as what will be past. Of heads whose values have a size of
    /// their own, it does not.
    private boolean givesKeysAndValues(long[] widths) {
        return node.op().equals("Attention")
                && node.whole("past_present_share_buffer", 0) == 0
                && widths[0] == widths[1]
                && widths[1] == widths[2];
    }

    /// Queries are made again, keys and values taken from the operator.
    private Projected queriesAlone(long width) {
        String own = edit.node(scope, "Slice", List.of(weight, edit.longs(0), edit.longs(width), edit.longs(1)));
        String all = edit.node(scope, "MatMul", List.of(input, own));
        String biased = bias == null
                ? all
                : edit.node(scope, "Add", List.of(all, edit.node(scope, "Slice", List.of(bias.name, edit.longs(0), edit.longs(width), edit.longs(0)))));
        String present = edit.output(node, 1);
        return new Projected(apart(plain(biased), width), present(present, 0), present(present, 1));
    }

    private String present(String present, int which) {
        return plain(edit.node(scope, "Gather", List.of(present, edit.longScalar(which)), GraphEdit.whole("axis", 0)));
    }

    private Projected projected(long[] widths) {
        String all = edit.node(scope, "MatMul", List.of(input, weight));
        String made = plain(bias == null ? all : edit.node(scope, "Add", List.of(all, bias.name)));
        return new Projected(
                part(made, 0, widths[0]),
                withPast(part(made, widths[0], widths[1]), 0),
                withPast(part(made, widths[0] + widths[1], widths[2]), 1));
    }

    private String plain(String tensor) {
        return edit.node(scope, "Cast", List.of(tensor), GraphEdit.whole("to", GraphEdit.FLOAT));
    }

    /// [batch, heads, positions, size]
    private String part(String all, long from, long width) {
        String one = edit.node(scope, "Slice", List.of(all, edit.longs(from), edit.longs(from + width), edit.longs(2)));
        return apart(one, width);
    }

    private String apart(String one, long width) {
        String apart = edit.node(scope, "Reshape", List.of(one, edit.longs(0, 0, heads, width / heads)));
        return edit.node(scope, "Transpose", List.of(apart), GraphEdit.wholes("perm", 0, 2, 1, 3));
    }

    private String withPast(String now, int which) {
        if (past == null) {
            return now;
        }
        String before = edit.node(scope, "Gather", List.of(past.name, edit.longScalar(which)), GraphEdit.whole("axis", 0));
        return edit.node(scope, "Concat", List.of(plain(before), now), GraphEdit.whole("axis", 2));
    }

    private String weights(String queries, String keys, float scale) {
        String turned = edit.node(scope, "Transpose", List.of(keys), GraphEdit.wholes("perm", 0, 1, 3, 2));
        String scores = edit.node(scope, "Mul", List.of(edit.node(scope, "MatMul", List.of(queries, turned)), edit.floatScalar(scale)));
        if (scoreBias != null) {
            scores = edit.node(scope, "Add", List.of(scores, plain(scoreBias.name)));
        }
        if (mask != null) {
            scores = hidden(scores, seen(mask, keys), (float) node.number("mask_filter_value", -10000));
        }
        if (node.whole("unidirectional", 0) != 0) {
            scores = hidden(scores, notBehind(queries, keys), UNSEEN);
        }
        return edit.node(scope, "Softmax", List.of(scores), GraphEdit.whole("axis", -1));
    }

    /// Keys that are not seen have `unseen` added to their scores.
    private String hidden(String scores, String seen, float unseen) {
        String added = edit.node(scope, "Where", List.of(seen, edit.floatScalar(0), edit.floatScalar(unseen)));
        return edit.node(scope, "Add", List.of(scores, added));
    }

    private String seen(Tensor mask, String keys) {
        if (mask.rank() == 1) {
            return between(mask, keys);
        }
        String whole = edit.node(scope, "Cast", List.of(mask.name), GraphEdit.whole("to", GraphEdit.FLOAT));
        String positive = edit.node(scope, "Greater", List.of(whole, edit.floatScalar(0)));
        return switch (mask.rank()) {
            case 2 -> edit.node(scope, "Reshape", List.of(positive, edit.longs(1, 1, 1, -1)));
            case 3 -> reshapeLike(positive, whole);
            default -> positive;
        };
    }

    /// [batch, queries, keys] to [batch, 1, queries, keys]
    private String reshapeLike(String positive, String whole) {
        String shape = edit.node(scope, "Shape", List.of(whole));
        String first = edit.node(scope, "Slice", List.of(shape, edit.longs(0), edit.longs(1)));
        String rest = edit.node(scope, "Slice", List.of(shape, edit.longs(1), edit.longs(3)));
        String four = edit.node(scope, "Concat", List.of(first, edit.longs(1), rest), GraphEdit.whole("axis", 0));
        return edit.node(scope, "Reshape", List.of(positive, four));
    }

    /// The number of keys of each text; behind those, where keys begin, if they do not begin at the first.
    private String between(Tensor mask, String keys) {
        String whole = edit.node(scope, "Cast", List.of(mask.name), GraphEdit.whole("to", GraphEdit.INT64));
        String end = edit.node(scope, "Slice", List.of(whole, edit.longs(0), edit.longs(1)));
        String place = edit.node(scope, "Reshape", List.of(range(keys), edit.longs(1, 1, 1, -1)));
        String before = edit.node(scope, "Less", List.of(place, end));
        if (mask.length(0) != 2) {
            return before;
        }
        String start = edit.node(scope, "Slice", List.of(whole, edit.longs(1), edit.longs(2)));
        String behind = edit.node(scope, "Not", List.of(edit.node(scope, "Less", List.of(place, start))));
        return edit.node(scope, "And", List.of(before, behind));
    }

    private String range(String tensor) {
        String length = edit.node(scope, "Squeeze", List.of(length(tensor)));
        return edit.node(scope, "Range", List.of(edit.longScalar(0), length, edit.longScalar(1)));
    }

    private String length(String tensor) {
        return edit.node(scope, "Slice", List.of(edit.node(scope, "Shape", List.of(tensor)), edit.longs(2), edit.longs(3)));
    }

    /// Whether a key stands not behind a query; what is past stands before all of them.
    private String notBehind(String queries, String keys) {
        String offset = edit.node(scope, "Sub", List.of(length(keys), length(queries)));
        String places = edit.node(scope, "Add", List.of(range(queries), offset));
        String rows = edit.node(scope, "Reshape", List.of(places, edit.longs(1, 1, -1, 1)));
        String columns = edit.node(scope, "Reshape", List.of(range(keys), edit.longs(1, 1, 1, -1)));
        return edit.node(scope, "Not", List.of(edit.node(scope, "Less", List.of(rows, columns))));
    }
}

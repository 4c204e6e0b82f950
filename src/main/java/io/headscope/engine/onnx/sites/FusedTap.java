package io.headscope.engine.onnx.sites;

import ai.onnx.proto.OnnxMl.NodeProto;
import io.headscope.engine.onnx.sites.SiteTaps.Inner;
import io.headscope.engine.onnx.sites.SiteTaps.Part;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Lets the weights of one fused operator out: through an output of its own where it has one, otherwise by a twin beside
/// it that computes them again.
final class FusedTap {

    private static final int FLOAT16 = 10;

    private final GraphEdit edit;
    private final Node node;
    private final Scope scope;

    FusedTap(GraphEdit edit, Node node) {
        this.edit = edit;
        this.node = node;
        this.scope = node.scope();
    }

    /// None where the operator does not give them away.
    List<Inner> parts() {
        if (node.isStandard()) {
            return standard();
        }
        return switch (node.op()) {
            case "GroupQueryAttention" -> grouped();
            case "MultiHeadAttention" -> multiHead();
            case "DecoderMaskedMultiHeadAttention" -> decoderMasked();
            case "Attention", "PackedAttention" -> AttentionTwin.of(edit, node).parts();
            case "QAttention" -> AttentionTwin.quantized(edit, node).parts();
            default -> List.of();
        };
    }

    /// `ai.onnx` Attention, from version 23 (<https://onnx.ai/onnx/operators/onnx__Attention.html>): mode 3 gives the
    /// weights after the softmax.
    private List<Inner> standard() {
        String weights;
        if (node.output(3) != null || roundsWhenAsked()) {
            // Somebody may take its scores already, at another stage.
            weights = twin();
        } else {
            edit.attribute(node, "qk_matmul_output_mode", 3);
            weights = edit.output(node, 3);
        }
        List<Inner> parts = new ArrayList<>();
        parts.add(new Inner(Part.WEIGHTS, plain(weights, typeOf(0)), 3, 2, 0));
        add(parts, Part.QUERIES, node.input(0), node.whole("q_num_heads", 0));
        boolean past = node.input(4) != null;
        if (past) {
            parts.add(new Inner(Part.KEYS, plain(edit.output(node, 1), typeOf(1)), 2, 3, 0));
            parts.add(new Inner(Part.VALUES, plain(edit.output(node, 2), typeOf(2)), 2, 3, 0));
        } else {
            add(parts, Part.KEYS, node.input(1), node.whole("kv_num_heads", 0));
            add(parts, Part.VALUES, node.input(2), node.whole("kv_num_heads", 0));
        }
        return parts;
    }

    /// In F16, numbers are rounded between the operator's steps that it keeps whole as long as nobody asks for one of them.
    private boolean roundsWhenAsked() {
        return typeOf(0) == FLOAT16;
    }

    /// The operator once more, before it: asked for its weights, while the operator itself stays as it is.
    ///
    /// @return its weights
    private String twin() {
        boolean past = node.input(4) != null;
        String weights = edit.fresh("weights");
        NodeProto.Builder twin = node.proto().toBuilder().clearOutput().setName(edit.fresh("Attention"));
        twin.addOutput(edit.fresh("unused")).addOutput(past ? edit.fresh("keys") : "").addOutput(past ? edit.fresh("values") : "").addOutput(weights);
        for (int i = twin.getAttributeCount() - 1; i >= 0; i--) {
            if (twin.getAttribute(i).getName().equals("qk_matmul_output_mode")) {
                twin.removeAttribute(i);
            }
        }
        edit.replace(node, List.of(twin.addAttribute(GraphEdit.whole("qk_matmul_output_mode", 3)).build(), node.proto()));
        return weights;
    }

    private void add(List<Inner> parts, Part part, @Nullable Tensor tensor, long heads) {
        if (tensor != null && tensor.rank() == 4) {
            parts.add(new Inner(part, plain(tensor.name, tensor.type), 2, 3, 0));
        } else if (tensor != null && tensor.rank() == 3 && heads > 0) {
            parts.add(new Inner(part, plain(tensor.name, tensor.type), 1, 2, (int) heads));
        }
    }

    private int typeOf(int input) {
        Tensor tensor = node.input(input);
        return tensor == null ? 0 : tensor.type;
    }

    private String plain(String tensor, int type) {
        return type == GraphEdit.FLOAT ? tensor : edit.node(scope, "Cast", List.of(tensor), GraphEdit.whole("to", GraphEdit.FLOAT));
    }

    /// `qk_output` 2 gives the weights after the softmax.
    private List<Inner> grouped() {
        edit.attribute(node, "qk_output", 2);
        List<Inner> parts = new ArrayList<>();
        parts.add(new Inner(Part.WEIGHTS, plain(edit.output(node, 3), typeOf(0)), 3, 2, 0));
        String queries = groupedQueries();
        if (queries != null) {
            parts.add(new Inner(Part.QUERIES, plain(queries, typeOf(0)), 1, 2, (int) node.whole("num_heads", 1)));
        }
        parts.add(new Inner(Part.KEYS, plain(edit.output(node, 1), typeOf(0)), 2, 3, 0));
        parts.add(new Inner(Part.VALUES, plain(edit.output(node, 2), typeOf(0)), 2, 3, 0));
        return parts;
    }

    /// The queries as they meet the keys: out of the packed tensor, and turned by their positions.
    private @Nullable String groupedQueries() {
        Tensor query = node.input(0);
        long heads = node.whole("num_heads", 1);
        if (query == null) {
            return null;
        }
        boolean packed = node.input(1) == null;
        long width = query.length(2);
        long all = packed ? heads + 2 * node.whole("kv_num_heads", 1) : heads;
        if (width < 0 || width % all != 0) {
            return null;
        }
        long size = width / all;
        String queries = packed
                ? edit.node(scope, "Slice", List.of(query.name, edit.longs(0), edit.longs(heads * size), edit.longs(2)))
                : query.name;
        return node.whole("do_rotary", 0) == 0 ? queries : turned(queries, heads, size);
    }

    private @Nullable String turned(String queries, long heads, long size) {
        Tensor total = node.input(6);
        Tensor cosines = node.input(7);
        Tensor sines = node.input(8);
        if (total == null || cosines == null || sines == null) {
            return null;
        }
        String length = edit.node(scope, "Slice", List.of(edit.node(scope, "Shape", List.of(queries)), edit.longs(1), edit.longs(2)));
        String wide = edit.node(scope, "Cast", List.of(total.name), GraphEdit.whole("to", GraphEdit.INT64));
        String before = edit.node(scope, "Sub", List.of(edit.node(scope, "Reshape", List.of(wide, edit.longs(1))), length));
        long turnedSize = cosines.length(1) < 0 ? size : 2 * cosines.length(1);
        return edit.node(
                scope,
                Node.CONTRIBUTED,
                "RotaryEmbedding",
                List.of(queries, before, cosines.name, sines.name),
                GraphEdit.whole("interleaved", node.whole("rotary_interleaved", 0)),
                GraphEdit.whole("num_heads", turnedSize == size ? 0 : heads),
                GraphEdit.whole("rotary_embedding_dim", turnedSize == size ? 0 : turnedSize));
    }

    /// The fourth output has the scores, scaled, biased and masked.
    private List<Inner> multiHead() {
        Tensor query = node.input(0);
        if (query != null && query.rank() == 5) {
            unpack(query);
        }
        String scores = edit.output(node, 3);
        List<Inner> parts = new ArrayList<>();
        parts.add(new Inner(Part.WEIGHTS, softmax(scores), 3, 2, 0));
        int heads = (int) node.whole("num_heads", 1);
        if (query != null && query.rank() == 3) {
            parts.add(new Inner(Part.QUERIES, plain(biased(query), query.type), 1, 2, heads));
        }
        Tensor key = node.input(1);
        if (key != null && key.rank() == 4) {
            add(parts, Part.KEYS, key, 0);
            add(parts, Part.VALUES, node.input(2), 0);
        } else {
            parts.add(new Inner(Part.KEYS, plain(edit.output(node, 1), typeOf(0)), 2, 3, 0));
            parts.add(new Inner(Part.VALUES, plain(edit.output(node, 2), typeOf(0)), 2, 3, 0));
        }
        return parts;
    }

    private String softmax(String scores) {
        return edit.node(scope, "Softmax", List.of(plain(scores, typeOf(0))), GraphEdit.whole("axis", -1));
    }

    /// The operator adds a bias of its own to queries, keys and values, one behind the other.
    private String biased(Tensor query) {
        Tensor bias = node.input(3);
        if (bias == null) {
            return query.name;
        }
        String width = edit.node(scope, "Slice", List.of(edit.node(scope, "Shape", List.of(query.name)), edit.longs(2), edit.longs(3)));
        String own = edit.node(scope, "Slice", List.of(bias.name, edit.longs(0), width, edit.longs(0)));
        return edit.node(scope, "Add", List.of(query.name, own));
    }

    /// Queries, keys and values packed into one tensor [batch, positions, heads, 3, size] are refused by ONNX Runtime on
    /// the CPU: they are taken apart before it.
    private void unpack(Tensor packed) {
        List<NodeProto> by = new ArrayList<>();
        List<String> apart = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            String one = edit.fresh("one");
            String flat = edit.fresh("flat");
            by.add(GraphEdit.make("", "Gather", List.of(packed.name, edit.longScalar(i)), List.of(one), GraphEdit.whole("axis", 3)));
            by.add(GraphEdit.make("", "Reshape", List.of(one, edit.longs(0, 0, -1)), List.of(flat)));
            apart.add(flat);
        }
        NodeProto.Builder changed = edit.now(node).toBuilder();
        List<String> rest = changed.getInputCount() > 3 ? changed.getInputList().subList(3, changed.getInputCount()) : List.of();
        by.add(changed.clearInput().addAllInput(apart).addAllInput(List.copyOf(rest)).build());
        edit.replace(node, by);
    }

    private List<Inner> decoderMasked() {
        edit.attribute(node, "output_qk", 1);
        List<Inner> parts = new ArrayList<>();
        parts.add(new Inner(Part.WEIGHTS, softmax(edit.output(node, 3)), 3, 2, 0));
        add(parts, Part.QUERIES, node.input(0), node.whole("num_heads", 0));
        return parts;
    }
}

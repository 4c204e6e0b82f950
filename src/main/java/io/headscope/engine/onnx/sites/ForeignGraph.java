package io.headscope.engine.onnx.sites;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A model's graph as it can be walked: every tensor knows what makes it and who takes it, and as much of types, shapes
/// and small whole numbers as can be known without running.
final class ForeignGraph {

    private final ModelProto model;
    private final Scope whole;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<Tensor, Integer> inputNumbers = new HashMap<>();

    private ForeignGraph(ModelProto model) {
        this.model = model;
        this.whole = new Scope(null, null, "");
    }

    static ForeignGraph of(ModelProto model) {
        ForeignGraph graph = new ForeignGraph(model);
        graph.read(model.getGraph(), graph.whole);
        ShapeInference inference = new ShapeInference(graph.opset());
        graph.nodes.forEach(inference::infer);
        return graph;
    }

    /// The version of the standard operators.
    int opset() {
        return (int) model.getOpsetImportList().stream()
                .filter(set -> set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx"))
                .mapToLong(OperatorSetIdProto::getVersion)
                .max()
                .orElse(1);
    }

    Scope whole() {
        return whole;
    }

    /// All nodes, those of bodies among them, in the order of execution.
    List<Node> nodes() {
        return nodes;
    }

    /// The inputs that have to be given.
    List<Tensor> inputs() {
        return whole.inputs;
    }

    private void read(GraphProto proto, Scope scope) {
        for (TensorProto constant : proto.getInitializerList()) {
            SmallConstant.put(scope.own(constant.getName()), constant);
        }
        proto.getSparseInitializerList().forEach(sparse -> scope.own(sparse.getValues().getName()));
        for (ValueInfoProto info : proto.getInputList()) {
            Tensor input = scope.own(info.getName());
            describe(input, info);
            // Older files list their constants among the inputs.
            if (input.constant == null) {
                scope.inputs.add(input);
                if (scope.isWhole()) {
                    input.reach.set(scope.inputs.size() - 1);
                    inputNumbers.put(input, scope.inputs.size() - 1);
                } else {
                    input.reach.or(ownersReach(scope));
                }
            }
        }
        Map<String, ValueInfoProto> described = new HashMap<>();
        proto.getValueInfoList().forEach(info -> described.put(info.getName(), info));
        proto.getOutputList().forEach(info -> described.put(info.getName(), info));
        for (NodeProto node : proto.getNodeList()) {
            read(node, scope, described);
        }
        for (ValueInfoProto info : proto.getOutputList()) {
            Tensor output = scope.find(info.getName());
            scope.outputs.add(output == null ? scope.own(info.getName()) : output);
        }
    }

    private static java.util.BitSet ownersReach(Scope scope) {
        java.util.BitSet reach = new java.util.BitSet();
        Objects.requireNonNull(scope.owner).inputs().forEach(input -> {
            if (input != null) {
                reach.or(input.reach);
            }
        });
        return reach;
    }

    private void read(NodeProto proto, Scope scope, Map<String, ValueInfoProto> described) {
        Node node = new Node(proto, scope, nodes.size());
        for (String name : proto.getInputList()) {
            Tensor input = name.isEmpty() ? null : scope.find(name);
            node.inputs().add(name.isEmpty() ? null : input == null ? scope.own(name) : input);
            if (input != null) {
                input.consumers.add(node);
            }
        }
        nodes.add(node);
        scope.nodes.add(node);
        for (AttributeProto attribute : proto.getAttributeList()) {
            if (attribute.hasG()) {
                Scope body = new Scope(scope, node, attribute.getName());
                node.bodies().add(body);
                read(attribute.getG(), body);
            }
        }
        java.util.BitSet reach = reach(node);
        for (String name : proto.getOutputList()) {
            if (name.isEmpty()) {
                node.outputs().add(null);
                continue;
            }
            Tensor output = scope.own(name);
            output.producer = node;
            output.reach = reach;
            ValueInfoProto info = described.get(name);
            if (info != null) {
                describe(output, info);
            }
            node.outputs().add(output);
        }
    }

    /// What a node's numbers are computed from. Lengths are known without the numbers themselves.
    private static java.util.BitSet reach(Node node) {
        java.util.BitSet reach = new java.util.BitSet();
        switch (node.op()) {
            case "Shape", "Size", "ConstantOfShape", "Constant", "EyeLike", "RandomNormalLike" -> {}
            case "Reshape", "Expand", "Slice", "Unsqueeze", "Squeeze", "Tile", "Split", "Pad" -> add(node.input(0), reach);
            default -> node.inputs().forEach(input -> add(input, reach));
        }
        for (Scope body : node.bodies()) {
            for (Tensor output : body.outputs) {
                reach.or(output.reach);
            }
        }
        return reach;
    }

    private static void add(@Nullable Tensor tensor, java.util.BitSet reach) {
        if (tensor != null) {
            reach.or(tensor.reach);
        }
    }

    private static void describe(Tensor tensor, ValueInfoProto info) {
        if (!info.getType().hasTensorType()) {
            return;
        }
        tensor.type = info.getType().getTensorType().getElemType();
        if (info.getType().getTensorType().hasShape()) {
            tensor.shape = info.getType().getTensorType().getShape().getDimList().stream()
                    .mapToLong(dim -> dim.hasDimValue() && dim.getDimValue() > 0 ? dim.getDimValue() : Tensor.UNKNOWN)
                    .toArray();
        }
    }
}

package io.headscope.engine.onnx.sites;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;

/// Changes to a graph that leave what it computes as it is: nodes behind the others, outputs behind the others, and
/// nodes put in the place of others that compute the same.
final class GraphEdit {

    static final int FLOAT = 1;
    static final int INT64 = 7;

    private final Map<Scope, List<NodeProto>> added = new HashMap<>();
    private final Map<Scope, List<String>> bodyOutputs = new HashMap<>();
    private final Map<Node, List<NodeProto>> replaced = new HashMap<>();
    private final Map<Node, List<String>> nodeOutputs = new HashMap<>();
    private final SequencedSet<String> outputs = new LinkedHashSet<>();
    private final Map<String, TensorProto> constants = new LinkedHashMap<>();
    /// Operators that take several types do not say which of them an output has.
    private final Map<Scope, List<ValueInfoProto>> types = new HashMap<>();
    private int names;

    /// A name that no other tensor has.
    String fresh(String kind) {
        return "headscope/" + kind + "_" + names++;
    }

    /// One node behind the others of `scope`, with one output.
    String node(Scope scope, String op, List<String> inputs, AttributeProto... attributes) {
        return node(scope, "", op, inputs, attributes);
    }

    String node(Scope scope, String domain, String op, List<String> inputs, AttributeProto... attributes) {
        NodeProto node = make(domain, op, inputs, List.of(fresh(op)), attributes);
        added.computeIfAbsent(scope, _ -> new ArrayList<>()).add(node);
        return node.getOutput(0);
    }

    static NodeProto make(String domain, String op, List<String> inputs, List<String> results, AttributeProto... attributes) {
        return NodeProto.newBuilder()
                .setName(results.getFirst())
                .setDomain(domain)
                .setOpType(op)
                .addAllInput(inputs)
                .addAllOutput(results)
                .addAllAttribute(List.of(attributes))
                .build();
    }

    /// The node as it is to be, those before it that it needs included.
    void replace(Node node, List<NodeProto> by) {
        replaced.put(node, by);
    }

    /// The node as it is to be by now.
    NodeProto now(Node node) {
        List<NodeProto> by = replaced.get(node);
        return by == null ? node.proto() : by.getLast();
    }

    /// The node's output at `at`; where it is not used so far, it gets a name.
    String output(Node node, int at) {
        NodeProto.Builder builder = now(node).toBuilder();
        while (builder.getOutputCount() <= at) {
            builder.addOutput("");
        }
        if (builder.getOutput(at).isEmpty()) {
            builder.setOutput(at, fresh(node.op() + at));
            Tensor first = node.input(0);
            types.computeIfAbsent(node.scope(), _ -> new ArrayList<>())
                    .add(described(builder.getOutput(at), first == null || first.type == 0 ? FLOAT : first.type));
        }
        change(node, builder.build());
        return builder.getOutput(at);
    }

    void attribute(Node node, String name, long value) {
        NodeProto.Builder builder = now(node).toBuilder();
        for (int i = builder.getAttributeCount() - 1; i >= 0; i--) {
            if (builder.getAttribute(i).getName().equals(name)) {
                builder.removeAttribute(i);
            }
        }
        change(node, builder.addAttribute(whole(name, value)).build());
    }

    private void change(Node node, NodeProto now) {
        List<NodeProto> by = new ArrayList<>(replaced.getOrDefault(node, List.of(node.proto())));
        by.set(by.size() - 1, now);
        replaced.put(node, by);
    }

    /// Lets a tensor of a body leave the body.
    void bodyOutput(Scope body, String name) {
        bodyOutputs.computeIfAbsent(body, _ -> new ArrayList<>()).add(name);
    }

    /// One more output of a node with bodies.
    String nodeOutput(Node owner) {
        String name = fresh(owner.op());
        nodeOutputs.computeIfAbsent(owner, _ -> new ArrayList<>()).add(name);
        return name;
    }

    /// Lets a tensor leave the model.
    void output(String name) {
        outputs.add(name);
    }

    SequencedSet<String> outputs() {
        return outputs;
    }

    String longs(long... values) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setDataType(INT64).addDims(values.length);
        for (long value : values) {
            tensor.addInt64Data(value);
        }
        return constant("longs" + java.util.Arrays.toString(values), tensor);
    }

    String longScalar(long value) {
        return constant("long" + value, TensorProto.newBuilder().setDataType(INT64).addInt64Data(value));
    }

    String floatScalar(float value) {
        return constant("float" + value, TensorProto.newBuilder().setDataType(FLOAT).addFloatData(value));
    }

    private String constant(String key, TensorProto.Builder tensor) {
        String name = "headscope/" + key;
        constants.computeIfAbsent(name, _ -> tensor.setName(name).build());
        return name;
    }

    static AttributeProto whole(String name, long value) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(value).build();
    }

    static AttributeProto number(String name, float value) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeType.FLOAT).setF(value).build();
    }

    static AttributeProto wholes(String name, long... values) {
        AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS);
        for (long value : values) {
            attribute.addInts(value);
        }
        return attribute.build();
    }

    /// The model with all changes.
    ModelProto apply(ModelProto model, Scope whole) {
        GraphProto.Builder graph = apply(model.getGraph(), whole).toBuilder();
        graph.addAllInitializer(constants.values());
        SequencedSet<String> known = new LinkedHashSet<>();
        graph.getOutputList().forEach(output -> known.add(output.getName()));
        outputs.stream().filter(name -> !known.contains(name)).forEach(name -> graph.addOutput(described(name, FLOAT)));
        return model.toBuilder().setGraph(graph).build();
    }

    private GraphProto apply(GraphProto graph, Scope scope) {
        GraphProto.Builder builder = graph.toBuilder().clearNode();
        for (Node node : scope.nodes) {
            List<NodeProto> by = replaced.getOrDefault(node, List.of(node.proto()));
            by.subList(0, by.size() - 1).forEach(builder::addNode);
            builder.addNode(apply(by.getLast(), node));
        }
        builder.addAllNode(added.getOrDefault(scope, List.of()));
        builder.addAllValueInfo(types.getOrDefault(scope, List.of()));
        bodyOutputs.getOrDefault(scope, List.of()).forEach(name -> builder.addOutput(described(name, FLOAT)));
        return builder.build();
    }

    private NodeProto apply(NodeProto proto, Node node) {
        if (node.bodies().isEmpty()) {
            return proto;
        }
        NodeProto.Builder builder = proto.toBuilder().addAllOutput(nodeOutputs.getOrDefault(node, List.of()));
        for (AttributeProto.Builder attribute : builder.getAttributeBuilderList()) {
            for (Scope body : node.bodies()) {
                if (attribute.hasG() && body.attribute.equals(attribute.getName())) {
                    attribute.setG(apply(attribute.getG(), body));
                }
            }
        }
        return builder.build();
    }

    private static ValueInfoProto described(String name, int type) {
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(TypeProto.Tensor.newBuilder().setElemType(type)))
                .build();
    }
}

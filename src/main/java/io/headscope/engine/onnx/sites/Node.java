package io.headscope.engine.onnx.sites;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One operator at its place in a graph.
///
/// @param order   its place in the order of execution, bodies of branches and loops counted where they stand
/// @param inputs  in order; nothing where an optional one is left out
/// @param bodies  the graphs within it: the branches of an `If`, the body of a `Loop`
record Node(
        NodeProto proto, Scope scope, int order, List<@Nullable Tensor> inputs, List<@Nullable Tensor> outputs, List<Scope> bodies) {

    static final String CONTRIBUTED = "com.microsoft";

    Node(NodeProto proto, Scope scope, int order) {
        this(proto, scope, order, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    String op() {
        return proto.getOpType();
    }

    boolean isStandard() {
        return proto.getDomain().isEmpty() || proto.getDomain().equals("ai.onnx");
    }

    boolean isContributed() {
        return proto.getDomain().equals(CONTRIBUTED);
    }

    @Nullable Tensor input(int at) {
        return at < inputs.size() ? inputs.get(at) : null;
    }

    @Nullable Tensor output(int at) {
        return at < outputs.size() ? outputs.get(at) : null;
    }

    /// The first output.
    @Nullable Tensor result() {
        return output(0);
    }

    @Nullable AttributeProto attribute(String name) {
        for (AttributeProto attribute : proto.getAttributeList()) {
            if (attribute.getName().equals(name)) {
                return attribute;
            }
        }
        return null;
    }

    long whole(String name, long otherwise) {
        AttributeProto attribute = attribute(name);
        return attribute == null ? otherwise : attribute.getI();
    }

    double number(String name, double otherwise) {
        AttributeProto attribute = attribute(name);
        return attribute == null ? otherwise : attribute.getF();
    }

    String text(String name, String otherwise) {
        AttributeProto attribute = attribute(name);
        return attribute == null ? otherwise : attribute.getS().toStringUtf8();
    }

    /// Whole numbers of an attribute, or else of the input at `at`, where they moved with later versions.
    long @Nullable [] wholes(String name, int at) {
        AttributeProto attribute = attribute(name);
        if (attribute != null) {
            return attribute.getIntsList().stream().mapToLong(i -> i).toArray();
        }
        Tensor input = at < 0 ? null : input(at);
        return input == null ? null : input.numbers;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public String toString() {
        return proto.getOpType() + " " + proto.getName();
    }
}

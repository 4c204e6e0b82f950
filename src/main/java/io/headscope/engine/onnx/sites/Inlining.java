package io.headscope.engine.onnx.sites;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Puts what a model's own functions do in the place of each call, so that attention within them is seen
/// (<https://onnx.ai/onnx/repo-docs/IR.html#functions>). Names within a function are told apart by the call's.
final class Inlining {

    private static final int DEEPEST = 64;

    private final Map<String, FunctionProto> functions = new HashMap<>();
    private int calls;

    private Inlining(ModelProto model) {
        model.getFunctionsList().forEach(function -> functions.put(key(function.getDomain(), function.getName(), function.getOverload()), function));
    }

    static ModelProto of(ModelProto model) {
        if (model.getFunctionsCount() == 0) {
            return model;
        }
        Inlining inlining = new Inlining(model);
        ModelProto.Builder flat = model.toBuilder().clearFunctions().setGraph(inlining.inlined(model.getGraph(), 0));
        Set<String> known = new HashSet<>();
        model.getOpsetImportList().forEach(set -> known.add(domain(set.getDomain())));
        for (FunctionProto function : model.getFunctionsList()) {
            for (OperatorSetIdProto set : function.getOpsetImportList()) {
                if (known.add(domain(set.getDomain()))) {
                    flat.addOpsetImport(set);
                }
            }
        }
        return flat.build();
    }

    private static String domain(String domain) {
        return domain.equals("ai.onnx") ? "" : domain;
    }

    private static String key(String domain, String name, String overload) {
        return domain(domain) + ":" + name + ":" + overload;
    }

    private GraphProto inlined(GraphProto graph, int depth) {
        GraphProto.Builder builder = graph.toBuilder().clearNode();
        graph.getNodeList().forEach(node -> inline(node, depth, builder::addNode));
        return builder.build();
    }

    private interface Taker {
        void take(NodeProto node);
    }

    private void inline(NodeProto node, int depth, Taker taker) {
        FunctionProto function = functions.get(key(node.getDomain(), node.getOpType(), node.getOverload()));
        if (function == null || depth > DEEPEST) {
            taker.take(withBodies(node, depth));
            return;
        }
        String call = node.getName().isEmpty() ? node.getOpType() + "_" + calls++ : node.getName();
        Map<String, String> names = new HashMap<>();
        for (int i = 0; i < function.getInputCount(); i++) {
            names.put(function.getInput(i), i < node.getInputCount() ? node.getInput(i) : "");
        }
        for (int i = 0; i < function.getOutputCount(); i++) {
            if (i < node.getOutputCount() && !node.getOutput(i).isEmpty()) {
                names.put(function.getOutput(i), node.getOutput(i));
            }
        }
        Map<String, AttributeProto> attributes = new HashMap<>();
        function.getAttributeProtoList().forEach(attribute -> attributes.put(attribute.getName(), attribute));
        node.getAttributeList().forEach(attribute -> attributes.put(attribute.getName(), attribute));
        for (NodeProto inner : function.getNodeList()) {
            inline(bound(inner, calls++, call, names, attributes), depth + 1, taker);
        }
    }

    private NodeProto withBodies(NodeProto node, int depth) {
        if (node.getAttributeList().stream().noneMatch(AttributeProto::hasG)) {
            return node;
        }
        NodeProto.Builder builder = node.toBuilder();
        builder.getAttributeBuilderList().forEach(attribute -> {
            if (attribute.hasG()) {
                attribute.setG(inlined(attribute.getG(), depth));
            }
        });
        return builder.build();
    }

    /// One operator of a function, with the names and attributes that a call gives it.
    private NodeProto bound(NodeProto inner, int number, String call, Map<String, String> names, Map<String, AttributeProto> given) {
        NodeProto.Builder node = inner.toBuilder().clearInput().clearOutput().clearAttribute();
        // Operators of one function may lack names, or share one.
        node.setName(call + "/" + (inner.getName().isEmpty() ? inner.getOpType() : inner.getName()) + "_" + number);
        inner.getInputList().forEach(name -> node.addInput(named(name, call, names)));
        inner.getOutputList().forEach(name -> node.addOutput(named(name, call, names)));
        for (AttributeProto attribute : inner.getAttributeList()) {
            AttributeProto own = bound(attribute, given);
            if (own != null) {
                node.addAttribute(own.hasG() ? own.toBuilder().setG(body(own.getG(), call, names, given)).build() : own);
            }
        }
        return node.build();
    }

    /// An attribute that stands for one of the call's; nothing where the call leaves it out.
    private static @Nullable AttributeProto bound(AttributeProto attribute, Map<String, AttributeProto> given) {
        if (attribute.getRefAttrName().isEmpty()) {
            return attribute;
        }
        AttributeProto own = given.get(attribute.getRefAttrName());
        return own == null ? null : own.toBuilder().setName(attribute.getName()).build();
    }

    private static String named(String name, String call, Map<String, String> names) {
        return name.isEmpty() ? "" : names.computeIfAbsent(name, _ -> call + "/" + name);
    }

    private GraphProto body(GraphProto body, String call, Map<String, String> names, Map<String, AttributeProto> given) {
        Map<String, String> inside = new HashMap<>(names);
        List<String> own = new ArrayList<>();
        body.getInputList().forEach(input -> own.add(input.getName()));
        body.getInitializerList().forEach(constant -> own.add(constant.getName()));
        own.forEach(name -> inside.put(name, name));
        GraphProto.Builder builder = body.toBuilder().clearNode();
        body.getNodeList().forEach(node -> builder.addNode(bound(node, calls++, call, inside, given)));
        builder.getOutputBuilderList().forEach(output -> output.setName(named(output.getName(), call, inside)));
        return builder.build();
    }
}

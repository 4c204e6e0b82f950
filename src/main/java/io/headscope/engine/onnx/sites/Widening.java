package io.headscope.engine.onnx.sites;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.List;

/// BF16 models as F32 ones: ONNX Runtime knows BF16 on the CPU as a way of storing numbers, but has no operators that
/// compute in it. Weights stay as they are stored and are widened by a `Cast` each.
final class Widening {

    private static final int FLOAT = 1;
    private static final int BFLOAT16 = 16;

    private Widening() {}

    static ModelProto of(ModelProto model) {
        return uses(model.getGraph()) ? model.toBuilder().setGraph(widened(model.getGraph())).build() : model;
    }

    private static boolean uses(GraphProto graph) {
        return graph.getInitializerList().stream().anyMatch(tensor -> tensor.getDataType() == BFLOAT16)
                || graph.getInputList().stream().anyMatch(Widening::isNarrow)
                || graph.getNodeList().stream().anyMatch(Widening::uses);
    }

    private static boolean uses(NodeProto node) {
        return node.getAttributeList().stream().anyMatch(attribute -> isCastToNarrow(node, attribute)
                || (attribute.hasT() && attribute.getT().getDataType() == BFLOAT16)
                || (attribute.hasG() && uses(attribute.getG())));
    }

    private static boolean isNarrow(ValueInfoProto info) {
        return info.getType().getTensorType().getElemType() == BFLOAT16;
    }

    private static boolean isCastToNarrow(NodeProto node, AttributeProto attribute) {
        return (node.getOpType().equals("Cast") && attribute.getName().equals("to") && attribute.getI() == BFLOAT16)
                || (attribute.getName().equals("dtype") && attribute.getI() == BFLOAT16);
    }

    private static GraphProto widened(GraphProto graph) {
        GraphProto.Builder builder = graph.toBuilder().clearNode();
        for (int i = 0; i < graph.getInitializerCount(); i++) {
            TensorProto tensor = graph.getInitializer(i);
            if (tensor.getDataType() == BFLOAT16) {
                String stored = "headscope/stored/" + tensor.getName();
                builder.setInitializer(i, tensor.toBuilder().setName(stored));
                builder.addNode(GraphEdit.make("", "Cast", List.of(stored), List.of(tensor.getName()), GraphEdit.whole("to", FLOAT)));
            }
        }
        builder.getInputBuilderList().forEach(Widening::widen);
        builder.getOutputBuilderList().forEach(Widening::widen);
        builder.getValueInfoBuilderList().forEach(Widening::widen);
        graph.getNodeList().forEach(node -> builder.addNode(widened(node)));
        return builder.build();
    }

    private static void widen(ValueInfoProto.Builder info) {
        if (isNarrow(info.build())) {
            info.getTypeBuilder().getTensorTypeBuilder().setElemType(FLOAT);
        }
    }

    private static NodeProto widened(NodeProto node) {
        if (!uses(node)) {
            return node;
        }
        NodeProto.Builder builder = node.toBuilder();
        builder.getAttributeBuilderList().forEach(attribute -> {
            if (isCastToNarrow(node, attribute.build())) {
                attribute.setI(FLOAT);
            } else if (attribute.hasT() && attribute.getT().getDataType() == BFLOAT16) {
                attribute.setT(Narrow.widened(attribute.getT()));
            } else if (attribute.hasG()) {
                attribute.setG(widened(attribute.getG()));
            }
        });
        return builder.build();
    }

    /// Few numbers within a node.
    private static final class Narrow {
        static TensorProto widened(TensorProto tensor) {
            TensorProto.Builder builder = tensor.toBuilder().setDataType(FLOAT).clearRawData().clearInt32Data();
            for (int i = 0; i < tensor.getInt32DataCount(); i++) {
                builder.addFloatData(Float.intBitsToFloat(tensor.getInt32Data(i) << 16));
            }
            java.nio.ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer().order(java.nio.ByteOrder.LITTLE_ENDIAN);
            while (raw.remaining() >= Short.BYTES) {
                builder.addFloatData(Float.intBitsToFloat(raw.getShort() << 16));
            }
            return builder.build();
        }
    }
}

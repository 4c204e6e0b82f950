package io.headscope.app;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// An ONNX graph built by a test, node by node; results are named `op_1`, `op_2`, …
final class BuiltGraph {

    static final int FLOAT = 1;
    static final int INT32 = 6;
    static final int INT64 = 7;
    static final int BOOL = 9;
    static final int BFLOAT16 = 16;

    final GraphProto.Builder graph = GraphProto.newBuilder().setName("built");
    final ModelProto.Builder model = ModelProto.newBuilder().setIrVersion(9);
    final Map<String, float[]> weights = new HashMap<>();
    private final Random random = new Random(3);
    private int count;

    BuiltGraph(int opset) {
        model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(opset));
        model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("com.microsoft").setVersion(1));
    }

    /// @param dims numbers, or names for lengths that the run decides
    String input(String name, int type, Object... dims) {
        graph.addInput(info(name, type, dims));
        return name;
    }

    void output(String name) {
        graph.addOutput(ValueInfoProto.newBuilder().setName(name).setType(TypeProto.newBuilder().setTensorType(TypeProto.Tensor.newBuilder().setElemType(FLOAT))));
    }

    static ValueInfoProto info(String name, int type, Object... dims) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (Object dim : dims) {
            shape.addDim(dim instanceof Integer length
                    ? TensorShapeProto.Dimension.newBuilder().setDimValue(length)
                    : TensorShapeProto.Dimension.newBuilder().setDimParam(dim.toString()));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(TypeProto.Tensor.newBuilder().setElemType(type).setShape(shape)))
                .build();
    }

    /// Random numbers, the same in every run.
    String weight(String name, long... dims) {
        int size = 1;
        for (long dim : dims) {
            size *= (int) dim;
        }
        float[] numbers = new float[size];
        for (int i = 0; i < size; i++) {
            numbers[i] = (float) random.nextGaussian() * 0.5f;
        }
        return weight(name, numbers, dims);
    }

    String weight(String name, float[] numbers, long... dims) {
        weights.put(name, numbers);
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float number : numbers) {
            bytes.putFloat(number);
        }
        return tensor(name, FLOAT, bytes.array(), dims);
    }

    String tensor(String name, int type, byte[] bytes, long... dims) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(type).setRawData(ByteString.copyFrom(bytes));
        for (long dim : dims) {
            tensor.addDims(dim);
        }
        graph.addInitializer(tensor);
        return name;
    }

    String longs(long... values) {
        return longs(graph, "longs_" + count++, values);
    }

    static String longs(GraphProto.Builder graph, String name, long... values) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(INT64).addDims(values.length);
        for (long value : values) {
            tensor.addInt64Data(value);
        }
        graph.addInitializer(tensor);
        return name;
    }

    String scalar(double value) {
        String name = "scalar_" + count++;
        graph.addInitializer(TensorProto.newBuilder().setName(name).setDataType(FLOAT).addFloatData((float) value));
        return name;
    }

    String longScalar(long value) {
        String name = "long_" + count++;
        graph.addInitializer(TensorProto.newBuilder().setName(name).setDataType(INT64).addInt64Data(value));
        return name;
    }

    String node(String op, List<String> inputs, AttributeProto... attributes) {
        return node("", op, 1, inputs, attributes);
    }

    /// @return the first of its outputs; the others are called the same with `.1`, `.2`, … behind
    String node(String domain, String op, int outputs, List<String> inputs, AttributeProto... attributes) {
        String name = op + "_" + ++count;
        NodeProto.Builder node = NodeProto.newBuilder().setDomain(domain).setOpType(op).setName(name).addAllInput(inputs).addOutput(name);
        for (int i = 1; i < outputs; i++) {
            node.addOutput(name + "." + i);
        }
        graph.addNode(node.addAllAttribute(List.of(attributes)));
        return name;
    }

    static AttributeProto of(String name, long value) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(value).build();
    }

    static AttributeProto of(String name, float value) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeType.FLOAT).setF(value).build();
    }

    static AttributeProto of(String name, long... values) {
        AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS);
        for (long value : values) {
            attribute.addInts(value);
        }
        return attribute.build();
    }

    static AttributeProto of(String name, GraphProto.Builder body) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeType.GRAPH).setG(body).build();
    }

    static AttributeProto of(String name, String text) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeType.STRING).setS(ByteString.copyFromUtf8(text)).build();
    }

    /// [batch, positions, heads · size] to [batch, heads, positions, size]
    String apart(String x, long heads, long size) {
        return node("Transpose", List.of(node("Reshape", List.of(x, longs(0, -1, heads, size)))), of("perm", new long[] {0, 2, 1, 3}));
    }

    /// [batch, heads, positions, size] to [batch, positions, heads · size]
    String together(String x, long width) {
        return node("Reshape", List.of(node("Transpose", List.of(x), of("perm", new long[] {0, 2, 1, 3})), longs(0, -1, width)));
    }

    String project(String x, String weight, long in, long out) {
        return node("MatMul", List.of(x, weight(weight, in, out)));
    }

    ModelProto built() {
        return model.setGraph(graph).build();
    }

    Path write(Path file) {
        try {
            return Files.write(file, built().toByteArray());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }
}

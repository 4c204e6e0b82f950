package io.headscope.engine.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import io.headscope.model.Dim;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes the nodes of one ONNX graph. Tensors are known by name, as in the format.
final class GraphWriter {

    /// The numbers that ONNX gives to element types.
    static final int FLOAT = 1;
    static final int INT64 = 7;
    static final int BOOL = 9;
    static final int BFLOAT16 = 16;

    private static final String CONTRIBUTED = "com.microsoft";

    private final GraphProto.Builder graph = GraphProto.newBuilder();
    private final Map<String, String> constants;
    private final GraphProto.Builder constantsHome;
    private final Names names;

    /// Gives every tensor of a model, subgraphs included, a name of its own.
    private static final class Names {
        private int count;

        String next(String kind) {
            return kind + "_" + count++;
        }
    }

    GraphWriter() {
        this.constants = new LinkedHashMap<>();
        this.constantsHome = graph;
        this.names = new Names();
    }

    private GraphWriter(GraphWriter around) {
        this.constants = around.constants;
        this.constantsHome = around.constantsHome;
        this.names = around.names;
    }

    /// The body of a loop in this graph; it sees this graph's tensors.
    GraphWriter body() {
        return new GraphWriter(this);
    }

    GraphProto build(String name) {
        return graph.setName(name).build();
    }

    void input(String name, int type, List<Dim> shape) {
        graph.addInput(info(name, type, shape));
    }

    /// An output of unknown shape.
    void output(String name, int type) {
        graph.addOutput(ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(TypeProto.Tensor.newBuilder().setElemType(type))));
    }

    private static ValueInfoProto info(String name, int type, List<Dim> shape) {
        TensorShapeProto.Builder dims = TensorShapeProto.newBuilder();
        for (Dim dim : shape) {
            TensorShapeProto.Dimension.Builder one = TensorShapeProto.Dimension.newBuilder();
            switch (dim) {
                case Dim.Fixed(long length) -> one.setDimValue(length);
                case Dim.Named(String named) -> one.setDimParam(named);
            }
            dims.addDim(one);
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder().setElemType(type).setShape(dims)))
                .build();
    }

    String longs(long... values) {
        return constant("longs" + Arrays.toString(values), TensorProto.newBuilder()
                .setDataType(INT64)
                .addDims(values.length)
                .addAllInt64Data(Arrays.stream(values).boxed().toList()));
    }

    String longScalar(long value) {
        return constant("long" + value, TensorProto.newBuilder().setDataType(INT64).addInt64Data(value));
    }

    String floatScalar(float value) {
        return constant("float" + value, TensorProto.newBuilder().setDataType(FLOAT).addFloatData(value));
    }

    /// Numbers in a shape of their own; not looked for among those that are there already.
    String floats(float[] numbers, List<Dim> shape) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(Float.BYTES, numbers.length)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(numbers);
        String name = names.next("constant");
        constantsHome.addInitializer(TensorProto.newBuilder()
                .setName(name)
                .setDataType(FLOAT)
                .addAllDims(shape.stream().map(dim -> ((Dim.Fixed) dim).length()).toList())
                .setRawData(ByteString.copyFrom(bytes)));
        return name;
    }

    String trueScalar() {
        return constant("true", TensorProto.newBuilder()
                .setDataType(BOOL)
                .setRawData(ByteString.copyFrom(new byte[] {1})));
    }

    private String constant(String key, TensorProto.Builder tensor) {
        return constants.computeIfAbsent(key, _ -> {
            String name = names.next("constant");
            constantsHome.addInitializer(tensor.setName(name));
            return name;
        });
    }

    /// One node with one output.
    String node(String op, List<String> inputs, AttributeProto... attributes) {
        return named(names.next(op), "", op, inputs, attributes);
    }

    /// One node of ONNX Runtime's own operators.
    String contributed(String op, List<String> inputs, AttributeProto... attributes) {
        return named(names.next(op), CONTRIBUTED, op, inputs, attributes);
    }

    /// One node whose output is called `result`.
    String named(String result, String domain, String op, List<String> inputs, AttributeProto... attributes) {
        graph.addNode(NodeProto.newBuilder()
                .setName(result)
                .setDomain(domain)
                .setOpType(op)
                .addAllInput(inputs)
                .addOutput(result)
                .addAllAttribute(List.of(attributes)));
        return result;
    }

    String fresh(String kind) {
        return names.next(kind);
    }

    static AttributeProto attribute(String name, long value) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(value).build();
    }

    static AttributeProto attribute(String name, float value) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeType.FLOAT).setF(value).build();
    }

    static AttributeProto attribute(String name, String value) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeType.STRING).setS(ByteString.copyFromUtf8(value)).build();
    }

    static AttributeProto attribute(String name, List<Integer> values) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.INTS)
                .addAllInts(values.stream().map(Integer::longValue).toList())
                .build();
    }

    static AttributeProto attribute(String name, GraphProto value) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeType.GRAPH).setG(value).build();
    }
}

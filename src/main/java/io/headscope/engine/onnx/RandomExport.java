package io.headscope.engine.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/// An encoder with random weights as exporters write it, one operator at a time or with an operator that does all of
/// attention: files of other people to measure with.
public final class RandomExport {

    /// How attention is written.
    public enum Form {
        /// Products, a division, a sum, a softmax.
        SPELLED,
        /// `com.microsoft` MultiHeadAttention.
        MULTI_HEAD,
        /// `com.microsoft` Attention.
        ATTENTION,
        /// `ai.onnx` Attention, version 23.
        STANDARD
    }

    private static final int FLOAT = 1;
    private static final int INT64 = 7;
    private static final int VOCABULARY = 1_000;
    private static final int SIZE = 64;

    private final Form form;
    private final int width;
    private final OutputStream out;
    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("encoder");
    private final SplittableRandom random = new SplittableRandom(1);
    private String scope = "";
    private int count;

    private RandomExport(Form form, int width, OutputStream out) {
        this.form = form;
        this.width = width;
        this.out = out;
    }

    /// @param width of the states, a multiple of 64: every head has 64 dimensions
    public static void write(Path file, Form form, int layers, int width) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            new RandomExport(form, width, out).write(layers);
        }
    }

    private void write(int layers) throws IOException {
        graph.addInput(input("input_ids")).addInput(input("attention_mask"));
        scope = "/embeddings/";
        String states = node("Gather", weight("embeddings.weight", VOCABULARY, width), "input_ids");
        String mask = node("Unsqueeze", node("Cast", List.of("attention_mask"), attribute("to", FLOAT)), longs(1, 2));
        mask = node("Mul", node("Sub", scalar(1), mask), scalar(-10_000));
        if (form == Form.STANDARD) {
            // ONNX Runtime takes a mask with a row for every query alone.
            mask = node("Add", mask, node("Mul", node("Transpose", List.of(mask), attribute("perm", 0, 1, 3, 2)), scalar(0)));
        }
        for (int layer = 0; layer < layers; layer++) {
            states = layer("/encoder/layer." + layer, "encoder.layer." + layer, states, mask);
        }
        graph.addOutput(ValueInfoProto.newBuilder().setName(states).setType(type(FLOAT, "batch", "sequence", Integer.toString(width))));
        // The parts of one message may stand apart: readers put them together.
        ModelProto.newBuilder()
                .setIrVersion(9)
                .setProducerName("headscope")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(form == Form.STANDARD ? 23 : 17))
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("com.microsoft").setVersion(1))
                .setGraph(graph)
                .build()
                .writeTo(out);
    }

    private String layer(String at, String name, String x, String mask) throws IOException {
        scope = at + "/attention/";
        String attended = attention(name + ".attention.", x, mask);
        String mixed = linear(name + ".attention.output.", attended, width, width);
        String first = norm(name + ".attention.norm.", node("Add", mixed, x));
        scope = at + "/mlp/";
        String wide = linear(name + ".up.", first, width, 4 * width);
        String bent = node("Mul", node("Mul", wide, node("Add", node("Erf", node("Div", wide, scalar(Math.sqrt(2)))), scalar(1))), scalar(0.5));
        return norm(name + ".norm.", node("Add", linear(name + ".down.", bent, 4 * width, width), first));
    }

    private String attention(String name, String x, String mask) throws IOException {
        int heads = width / SIZE;
        String keys = form == Form.ATTENTION || form == Form.MULTI_HEAD ? node("Cast", List.of("attention_mask"), attribute("to", 6)) : "";
        if (form == Form.ATTENTION) {
            String all = weight(name + "qkv.weight", width, 3 * width);
            return fused("Attention", List.of(x, all, weight(name + "qkv.bias", 3 * width), keys), attribute("num_heads", heads));
        }
        String q = linear(name + "query.", x, width, width);
        String k = linear(name + "key.", x, width, width);
        String v = linear(name + "value.", x, width, width);
        return switch (form) {
            case MULTI_HEAD -> fused("MultiHeadAttention", List.of(q, k, v, "", keys), attribute("num_heads", heads));
            case STANDARD -> node("Attention", List.of(q, k, v, mask), attribute("q_num_heads", heads), attribute("kv_num_heads", heads));
            case SPELLED, ATTENTION -> {
                String turned = node("Transpose", List.of(node("Reshape", k, longs(0, 0, heads, SIZE))), attribute("perm", 0, 2, 3, 1));
                String scores = node("Div", node("MatMul", apart(q, heads), turned), scalar(Math.sqrt(SIZE)));
                String weights = node("Softmax", List.of(node("Add", scores, mask)), attribute("axis", -1));
                String values = node("MatMul", weights, apart(v, heads));
                yield node("Reshape", node("Transpose", List.of(values), attribute("perm", 0, 2, 1, 3)), longs(0, 0, width));
            }
        };
    }

    private String apart(String x, int heads) {
        return node("Transpose", List.of(node("Reshape", x, longs(0, 0, heads, SIZE))), attribute("perm", 0, 2, 1, 3));
    }

    private String linear(String name, String x, int from, int to) throws IOException {
        return node("Add", node("MatMul", x, weight(name + "weight", from, to)), weight(name + "bias", to));
    }

    private String norm(String name, String x) throws IOException {
        return node("LayerNormalization", List.of(x, weight(name + "weight", width), weight(name + "bias", width)), attribute("axis", -1));
    }

    private String node(String op, String... inputs) {
        return node(op, List.of(inputs));
    }

    private String node(String op, List<String> inputs, AttributeProto... attributes) {
        return node("", op, inputs, attributes);
    }

    private String fused(String op, List<String> inputs, AttributeProto... attributes) {
        return node("com.microsoft", op, inputs, attributes);
    }

    private String node(String domain, String op, List<String> inputs, AttributeProto... attributes) {
        String name = scope + op + "_" + count++;
        graph.addNode(NodeProto.newBuilder()
                .setName(name)
                .setDomain(domain)
                .setOpType(op)
                .addAllInput(inputs)
                .addOutput(name + "_output_0")
                .addAllAttribute(List.of(attributes)));
        return name + "_output_0";
    }

    private String weight(String name, int... shape) throws IOException {
        int size = 1;
        TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(FLOAT);
        for (int length : shape) {
            size *= length;
            tensor.addDims(length);
        }
        ByteBuffer bytes = ByteBuffer.allocate(size * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        boolean isScale = name.endsWith("norm.weight");
        for (int i = 0; i < size; i++) {
            bytes.putFloat(isScale ? 1 : (float) (0.06 * (random.nextDouble() - 0.5)));
        }
        tensor.setRawData(ByteString.copyFrom(bytes.flip()));
        ModelProto.newBuilder().setGraph(GraphProto.newBuilder().addInitializer(tensor)).build().writeTo(out);
        return name;
    }

    private String longs(long... values) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setName("shape_" + count++).setDataType(INT64).addDims(values.length);
        for (long value : values) {
            tensor.addInt64Data(value);
        }
        graph.addInitializer(tensor);
        return tensor.getName();
    }

    private String scalar(double value) {
        String name = "constant_" + count++;
        graph.addInitializer(TensorProto.newBuilder().setName(name).setDataType(FLOAT).addFloatData((float) value));
        return name;
    }

    private static AttributeProto attribute(String name, int value) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(value).build();
    }

    private static AttributeProto attribute(String name, int... values) {
        AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS);
        for (int value : values) {
            attribute.addInts(value);
        }
        return attribute.build();
    }

    private static ValueInfoProto input(String name) {
        return ValueInfoProto.newBuilder().setName(name).setType(type(INT64, "batch", "sequence")).build();
    }

    private static TypeProto type(int type, String... lengths) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (String length : lengths) {
            shape.addDim(Character.isDigit(length.charAt(0))
                    ? TensorShapeProto.Dimension.newBuilder().setDimValue(Long.parseLong(length))
                    : TensorShapeProto.Dimension.newBuilder().setDimParam(length));
        }
        return TypeProto.newBuilder().setTensorType(TypeProto.Tensor.newBuilder().setElemType(type).setShape(shape)).build();
    }
}

package io.headscope.app;

import static io.headscope.app.BuiltGraph.FLOAT;
import static io.headscope.app.BuiltGraph.INT32;
import static io.headscope.app.BuiltGraph.INT64;
import static io.headscope.app.BuiltGraph.of;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.google.gson.JsonObject;
import io.headscope.analysis.HeadStatistics;
import io.headscope.attention.AttentionMap;
import io.headscope.attention.AttentionSite;
import io.headscope.attention.RecomputedMap;
import io.headscope.attention.Token;
import io.headscope.attention.Trace;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.InputTensor;
import io.headscope.model.Proof;
import io.headscope.model.RunRequest;
import io.headscope.task.Cancellation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Graphs built for what the reference files have not: each one's attention is found, proved, and equal to what plain
/// arithmetic says.
final class OwnGraphsTest {

    private static final int WIDTH = 8;
    private static final int HEADS = 2;
    private static final int SIZE = 4;
    private static final int LENGTH = 5;
    private static final int PAST = 3;

    @TempDir
    private Path folder;

    private final float[] x = numbers(LENGTH * WIDTH);

    private static float[] numbers(int count) {
        Random random = new Random(11);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    // ---- what it should be

    private float[] projected(float[] weight, int out) {
        float[] result = new float[x.length / WIDTH * out];
        for (int row = 0; row < x.length / WIDTH; row++) {
            for (int column = 0; column < out; column++) {
                float sum = 0;
                for (int i = 0; i < WIDTH; i++) {
                    sum += x[row * WIDTH + i] * weight[i * out + column];
                }
                result[row * out + column] = sum;
            }
        }
        return result;
    }

    /// softmax(scale · Q Kᵀ), head by head.                                        [heads, queries, keys]
    private static float[] attention(float[] q, float[] k, int heads, double scale, boolean causal) {
        int size = WIDTH / HEADS;
        int width = heads * size;
        int queries = q.length / width;
        int keys = k.length / width;
        float[] weights = new float[heads * queries * keys];
        for (int head = 0; head < heads; head++) {
            for (int query = 0; query < queries; query++) {
                double[] scores = new double[keys];
                double sum = 0;
                for (int key = 0; key < keys; key++) {
                    for (int i = 0; i < size; i++) {
                        scores[key] += (double) q[query * width + head * size + i] * k[key * width + head * size + i];
                    }
                    scores[key] = causal && key > query + keys - queries ? 0 : Math.exp(scores[key] * scale);
                    sum += scores[key];
                }
                for (int key = 0; key < keys; key++) {
                    weights[(head * queries + query) * keys + key] = (float) (scores[key] / sum);
                }
            }
        }
        return weights;
    }

    private float[] expected(BuiltGraph graph, boolean causal) {
        return attention(
                projected(Objects.requireNonNull(graph.weights.get("q")), WIDTH),
                projected(Objects.requireNonNull(graph.weights.get("k")), WIDTH), HEADS, 1 / Math.sqrt(SIZE), causal);
    }

    private void check(BuiltGraph graph, double tolerance, float[]... expected) {
        check(graph, Map.of("x", InputTensor.of(x, 1, LENGTH, WIDTH)), tolerance, expected);
    }

    private void check(BuiltGraph graph, Map<String, InputTensor> given, double tolerance, float[]... expected) {
        try (ForeignModel model = open(graph, given); Trace trace = model.run(model.raw(given), RunRequest.of(), Cancellation.never())) {
            assertEquals(expected.length, trace.sites().size(), () -> trace.sites().toString());
            assertTrue(Objects.requireNonNull(model.proof()).holds(), () -> "not proved: " + model.proof());
            int at = 0;
            for (AttentionSite site : trace.sites()) {
                compare(trace.map(site), expected[at++], tolerance);
            }
        }
    }

    private static void compare(AttentionMap map, float[] expected, double tolerance) {
        assertEquals(expected.length, map.heads() * map.queries() * map.keys());
        for (int head = 0; head < map.heads(); head++) {
            float[] weights = map.head(head);
            for (int i = 0; i < weights.length; i++) {
                assertEquals(expected[head * weights.length + i], weights[i], tolerance);
            }
        }
    }

    private ForeignModel open(BuiltGraph graph, Map<String, InputTensor> given) {
        return Models.openForeign(graph.write(folder.resolve("model.onnx")), new Models.How(Map.of(), given, false), Cancellation.never());
    }

    private void refuse(BuiltGraph graph) {
        Map<String, InputTensor> given = Map.of("x", InputTensor.of(x, 1, LENGTH, WIDTH));
        assertEquals(Problem.NO_ATTENTION, assertThrows(ProblemException.class, () -> open(graph, given).close()).problem());
    }

    private BuiltGraph begun(int opset) {
        BuiltGraph graph = new BuiltGraph(opset);
        graph.input("x", FLOAT, 1, "length", WIDTH);
        return graph;
    }

    private record Heads(String q, String k, String v) {}

    private Heads heads(BuiltGraph graph) {
        return new Heads(
                graph.apart(graph.project("x", "q", WIDTH, WIDTH), HEADS, SIZE),
                graph.apart(graph.project("x", "k", WIDTH, WIDTH), HEADS, SIZE),
                graph.apart(graph.project("x", "v", WIDTH, WIDTH), HEADS, SIZE));
    }

    private static String turned(BuiltGraph graph, String x) {
        return graph.node("Transpose", List.of(x), of("perm", new long[] {0, 1, 3, 2}));
    }

    private String scores(BuiltGraph graph, Heads heads) {
        return graph.node("Div", List.of(graph.node("MatMul", List.of(heads.q, turned(graph, heads.k))), graph.scalar(Math.sqrt(SIZE))));
    }

    private void end(BuiltGraph graph, String weights, Heads heads) {
        graph.output(graph.together(graph.node("MatMul", List.of(weights, heads.v)), WIDTH));
    }

    // ---- spelled out

    @Test
    void exponentialsDividedByTheirSumAreASoftmax() {
        BuiltGraph graph = begun(17);
        Heads heads = heads(graph);
        String scores = scores(graph, heads);
        String less = graph.node("Sub", List.of(scores, graph.node("ReduceMax", List.of(scores), of("axes", new long[] {-1}))));
        String exponentials = graph.node("Exp", List.of(less));
        String sum = graph.node("ReduceSum", List.of(exponentials, graph.longs(-1)));
        end(graph, graph.node("Div", List.of(exponentials, sum)), heads);
        check(graph, 1e-6, expected(graph, false));
    }

    @Test
    void theSoftmaxOfAnOldFileIsOverItsLastAxes() {
        BuiltGraph graph = begun(9);
        Heads heads = heads(graph);
        end(graph, graph.node("Softmax", List.of(scores(graph, heads)), of("axis", 3)), heads);
        check(graph, 1e-6, expected(graph, false));
    }

    /// Scores lie as [key, query], and the softmax is over the keys before the queries.
    @Test
    void aSoftmaxOverAnInnerAxisIsTurned() {
        BuiltGraph graph = begun(17);
        Heads heads = heads(graph);
        String scores = graph.node("Mul", List.of(graph.node("MatMul", List.of(heads.k, turned(graph, heads.q))), graph.scalar(1 / Math.sqrt(SIZE))));
        String weights = graph.node("Softmax", List.of(scores), of("axis", -2));
        String values = graph.node("MatMul", List.of(turned(graph, heads.v), weights));
        graph.output(graph.together(turned(graph, values), WIDTH));
        check(graph, 1e-6, expected(graph, false));
    }

    /// One learned query for each head gathers all positions: the query may be a parameter.
    @Test
    void poolingByALearnedQueryIsAttention() {
        BuiltGraph graph = begun(17);
        String query = graph.weight("seed", 1, HEADS, 1, SIZE);
        String keys = graph.apart(graph.project("x", "k", WIDTH, WIDTH), HEADS, SIZE);
        String values = graph.apart(graph.project("x", "v", WIDTH, WIDTH), HEADS, SIZE);
        String scores = graph.node("MatMul", List.of(query, turned(graph, keys)));
        String weights = graph.node("Softmax", List.of(scores), of("axis", -1));
        graph.output(graph.together(graph.node("MatMul", List.of(weights, values)), WIDTH));
        check(graph, 1e-6, attention(
                Objects.requireNonNull(graph.weights.get("seed")), projected(Objects.requireNonNull(graph.weights.get("k")), WIDTH), HEADS, 1, false));
    }

    /// Experts are chosen by a softmax whose keys stand in the weights, and their answers are added up with it.
    @Test
    void positionsOfFeaturesAreNumberedAndSeparateNothing() {
        BuiltGraph graph = begun(17);
        Heads heads = heads(graph);
        end(graph, graph.node("Softmax", List.of(scores(graph, heads)), of("axis", -1)), heads);
        Map<String, InputTensor> given = Map.of("x", InputTensor.of(x, 1, LENGTH, WIDTH));
        try (ForeignModel model = open(graph, given); Trace trace = model.run(model.raw(given), RunRequest.of(), Cancellation.never())) {
            AttentionSite site = trace.sites().getFirst();
            assertEquals(List.of("0", "1", "2", "3", "4"), trace.keys(site).stream().map(Token::text).toList());
            assertTrue(trace.keys(site).stream().noneMatch(Token::isSpecial));
            assertTrue(HeadStatistics.of(trace, site.head(0), Cancellation.never()).separators().isEmpty());
            assertEquals(0, model.network().positions());
        }
    }

    @Test
    void aRouterIsNoAttention() {
        BuiltGraph graph = begun(17);
        String choice = graph.node("Softmax", List.of(graph.project("x", "router", WIDTH, 3)), of("axis", -1));
        String experts = graph.node("Reshape", List.of(graph.project("x", "experts", WIDTH, 3 * WIDTH), graph.longs(0, -1, 3, WIDTH)));
        String chosen = graph.node("Unsqueeze", List.of(choice, graph.longs(2)));
        graph.output(graph.node("MatMul", List.of(chosen, experts)));
        refuse(graph);
    }

    /// Classes weighted with the vectors they stand for: keys and values are both parameters.
    @Test
    void aClassifierIsNoAttention() {
        BuiltGraph graph = begun(17);
        String classes = graph.node("Softmax", List.of(graph.project("x", "classes", WIDTH, 4)), of("axis", -1));
        graph.output(graph.node("MatMul", List.of(classes, graph.weight("labels", 4, WIDTH))));
        refuse(graph);
    }

    /// Kernels of two sizes, and a softmax that weighs one against the other: there are no positions in it.
    @Test
    void branchesOfAConvolutionAreNoAttention() {
        BuiltGraph graph = new BuiltGraph(13);
        graph.input("images", FLOAT, 1, 8, 4, 5);
        String wide = convolved(graph, "images", "wide", 8, 8, 3);
        String narrow = convolved(graph, "images", "narrow", 8, 8, 1);
        String mean = graph.node("Flatten", List.of(graph.node("GlobalAveragePool", List.of(graph.node("Add", List.of(wide, narrow))))));
        String squeezed = graph.project(mean, "squeezed", 8, 4);
        String choice = side(graph, graph.project(squeezed, "one", 4, 8), graph.project(squeezed, "other", 4, 8));
        String weights = graph.node("Softmax", List.of(graph.node("Unsqueeze", List.of(choice, graph.longs(3, 4)))), of("axis", 1));
        graph.output(graph.node("ReduceSum", List.of(graph.node("Mul", List.of(side(graph, wide, narrow), weights)), graph.longs(1))));
        refuse(graph);
    }

    /// Groups of channels are weighed against each other.
    @Test
    void groupsOfChannelsAreNoAttention() {
        BuiltGraph graph = new BuiltGraph(13);
        graph.input("images", FLOAT, 1, 8, 4, 5);
        String groups = graph.node("Reshape", List.of(convolved(graph, "images", "groups", 16, 8, 1), graph.longs(1, 2, 8, 4, 5)));
        String mean = graph.node("GlobalAveragePool", List.of(graph.node("ReduceSum", List.of(groups, graph.longs(1)), of("keepdims", 0))));
        String choice = graph.node("Reshape", List.of(convolved(graph, mean, "choice", 16, 8, 1), graph.longs(1, 1, 2, 8)));
        String softmax = graph.node("Softmax", List.of(graph.node("Transpose", List.of(choice), of("perm", new long[] {0, 2, 1, 3}))), of("axis", 1));
        String weights = graph.node("Reshape", List.of(softmax, graph.longs(1, 2, 8, 1, 1)));
        graph.output(graph.node("ReduceSum", List.of(graph.node("Mul", List.of(groups, weights)), graph.longs(1)), of("keepdims", 0)));
        refuse(graph);
    }

    private static String convolved(BuiltGraph graph, String x, String weight, long out, long in, long size) {
        return graph.node("Conv", List.of(x, graph.weight(weight, out, in, size, size)), of("pads", new long[] {size / 2, size / 2, size / 2, size / 2}));
    }

    private static String side(BuiltGraph graph, String one, String other) {
        return graph.node(
                "Concat",
                List.of(graph.node("Unsqueeze", List.of(one, graph.longs(1))), graph.node("Unsqueeze", List.of(other, graph.longs(1)))),
                of("axis", 1));
    }

    /// Scores that a loop written out works out position by position, all with the same weights.
    @Test
    void scoresPutSideBySideAreOverPositions() {
        BuiltGraph graph = new BuiltGraph(17);
        graph.input("x", FLOAT, 1, LENGTH, WIDTH);
        graph.weight("u", WIDTH, 1);
        List<String> scores = new ArrayList<>();
        for (int i = 0; i < LENGTH; i++) {
            String one = graph.node("Gather", List.of("x", graph.longScalar(i)), of("axis", 1));
            scores.add(graph.node("Unsqueeze", List.of(graph.node("MatMul", List.of(graph.node("Tanh", List.of(one)), "u")), graph.longs(1))));
        }
        String weights = graph.node("Softmax", List.of(graph.node("Concat", scores, of("axis", 1))), of("axis", 1));
        graph.output(graph.node("ReduceSum", List.of(graph.node("Mul", List.of("x", weights)), graph.longs(1)), of("keepdims", 0)));
        float[] u = Objects.requireNonNull(graph.weights.get("u"));
        double[] made = new double[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            for (int j = 0; j < WIDTH; j++) {
                made[i] += Math.tanh(x[i * WIDTH + j]) * u[j];
            }
        }
        double sum = Arrays.stream(made).map(Math::exp).sum();
        float[] expected = new float[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            expected[i] = (float) (Math.exp(made[i]) / sum);
        }
        check(graph, 1e-6, expected);
    }

    /// Efficient attention (Shen et al., 2021): keys are a distribution over positions, queries one over features.
    @Test
    void aSoftmaxOverFeaturesIsNoAttention() {
        BuiltGraph graph = begun(17);
        Heads heads = heads(graph);
        String overFeatures = graph.node("Softmax", List.of(heads.q), of("axis", -1));
        String overPositions = graph.node("Softmax", List.of(heads.k), of("axis", 2));
        String gathered = graph.node("MatMul", List.of(turned(graph, overPositions), heads.v));
        graph.output(graph.together(graph.node("MatMul", List.of(overFeatures, gathered)), WIDTH));
        Map<String, InputTensor> given = Map.of("x", InputTensor.of(x, 1, LENGTH, WIDTH));
        try (ForeignModel model = open(graph, given); Trace trace = model.run(model.raw(given), RunRequest.of(), Cancellation.never())) {
            assertEquals(1, trace.sites().size(), () -> trace.sites().toString());
            assertEquals(LENGTH, trace.map(trace.sites().getFirst()).keys());
        }
    }

    @Test
    void exponentialsLessTheLogarithmOfTheirSumAreASoftmax() {
        BuiltGraph graph = begun(18);
        Heads heads = heads(graph);
        String scores = scores(graph, heads);
        String sum = graph.node("ReduceLogSumExp", List.of(scores, graph.longs(-1)));
        end(graph, graph.node("Exp", List.of(graph.node("Sub", List.of(scores, sum)))), heads);
        check(graph, 1e-6, expected(graph, false));
    }

    /// PyTorch's newer exporter calls operators `node_Softmax_7` and writes the scopes beside them.
    @Test
    void scopesThatStandBesideOperatorsNameTheSites() {
        BuiltGraph graph = begun(18);
        Heads heads = heads(graph);
        end(graph, graph.node("Softmax", List.of(scores(graph, heads)), of("axis", -1)), heads);
        graph.graph.getNodeBuilderList().forEach(node -> node.addMetadataProps(BuiltGraph.entry(
                "pkg.torch.onnx.name_scopes", "['', 'encoder', 'encoder.layer.3', 'encoder.layer.3.attention', 'softmax_3']")));
        Map<String, InputTensor> given = Map.of("x", InputTensor.of(x, 1, LENGTH, WIDTH));
        try (ForeignModel model = open(graph, given)) {
            assertEquals("encoder.layer.3.attention", model.proof().sites().getFirst().name());
        }
    }

    @Test
    void smallWholeNumbersBetweenAreNoHindrance() {
        BuiltGraph graph = begun(17);
        Heads heads = heads(graph);
        String scale = graph.scalar(1 / 127.0);
        graph.tensor("zero", 3, new byte[1]);
        String weights = graph.node("Softmax", List.of(scores(graph, heads)), of("axis", -1));
        String small = graph.node("QuantizeLinear", List.of(weights, scale, "zero"));
        String plain = graph.node("DequantizeLinear", List.of(small, scale, "zero"));
        end(graph, plain, heads);
        check(graph, 0.005, expected(graph, false));
    }

    @Test
    void scoresOfWholeNumbersAreTracedBack() {
        BuiltGraph graph = begun(17);
        Heads heads = heads(graph);
        String q = graph.node("", "DynamicQuantizeLinear", 3, List.of(heads.q));
        String k = graph.node("", "DynamicQuantizeLinear", 3, List.of(turned(graph, heads.k)));
        String whole = graph.node("MatMulInteger", List.of(q, k, q + ".2", k + ".2"));
        String scales = graph.node("Mul", List.of(q + ".1", k + ".1"));
        String scores = graph.node("Mul", List.of(graph.node("Cast", List.of(whole), of("to", FLOAT)), scales));
        String weights = graph.node("Softmax", List.of(graph.node("Div", List.of(scores, graph.scalar(Math.sqrt(SIZE))))), of("axis", -1));
        end(graph, weights, heads);
        check(graph, 0.02, expected(graph, false));
    }

    @Test
    void weightsOfFourBitsAreRead() {
        BuiltGraph graph = begun(17);
        String q = graph.apart(packed(graph, "q"), HEADS, SIZE);
        String k = graph.apart(packed(graph, "k"), HEADS, SIZE);
        Heads heads = new Heads(q, k, graph.apart(packed(graph, "v"), HEADS, SIZE));
        end(graph, graph.node("Softmax", List.of(scores(graph, heads)), of("axis", -1)), heads);
        check(graph, 1e-5, expected(graph, false));
    }

    /// Columns of 4-bit numbers in blocks of 16, each with a scale of its own and the zero at 8.
    private static String packed(BuiltGraph graph, String name) {
        Random random = new Random(name.hashCode());
        byte[] bytes = new byte[WIDTH * 8];
        float[] scales = new float[WIDTH];
        float[] plain = new float[WIDTH * WIDTH];
        for (int column = 0; column < WIDTH; column++) {
            scales[column] = 0.1f;
            for (int row = 0; row < WIDTH; row++) {
                int number = random.nextInt(16);
                bytes[column * 8 + row / 2] |= (byte) (row % 2 == 0 ? number : number << 4);
                plain[row * WIDTH + column] = (number - 8) * 0.1f;
            }
        }
        graph.weights.put(name, plain);
        graph.tensor(name + "_packed", 2, bytes, WIDTH, 1, 8);
        graph.weight(name + "_scales", scales, WIDTH);
        return graph.node(
                "com.microsoft", "MatMulNBits", 1, List.of("x", name + "_packed", name + "_scales"),
                of("K", WIDTH), of("N", WIDTH), of("bits", 4), of("block_size", 16));
    }

    @Test
    void numbersOfBf16AreWidened() {
        BuiltGraph graph = begun(17);
        String narrow = graph.node("Cast", List.of("x"), of("to", BuiltGraph.BFLOAT16));
        String q = graph.apart(graph.node("MatMul", List.of(narrow, bf16(graph, "q"))), HEADS, SIZE);
        String k = graph.apart(graph.node("MatMul", List.of(narrow, bf16(graph, "k"))), HEADS, SIZE);
        String v = graph.apart(graph.node("MatMul", List.of(narrow, bf16(graph, "v"))), HEADS, SIZE);
        String scores = graph.node("Mul", List.of(graph.node("MatMul", List.of(q, turned(graph, k))), bf16(graph, "half", 0.5f)));
        String weights = graph.node("Softmax", List.of(scores), of("axis", -1));
        String out = graph.together(graph.node("MatMul", List.of(weights, v)), WIDTH);
        graph.output(graph.node("Cast", List.of(out), of("to", FLOAT)));
        check(graph, 1e-5, expected(graph, false));
    }

    private static String bf16(BuiltGraph graph, String name) {
        Random random = new Random(name.hashCode());
        float[] numbers = new float[WIDTH * WIDTH];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Float.intBitsToFloat(Float.floatToIntBits((float) random.nextGaussian() * 0.5f) & 0xffff0000);
        }
        graph.weights.put(name, numbers);
        return bf16(graph, name, numbers, WIDTH, WIDTH);
    }

    private static String bf16(BuiltGraph graph, String name, float number) {
        return bf16(graph, name, new float[] {number}, new long[0]);
    }

    private static String bf16(BuiltGraph graph, String name, float[] numbers, long... dims) {
        ByteBuffer bytes = ByteBuffer.allocate(Short.BYTES * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float number : numbers) {
            bytes.putShort((short) (Float.floatToIntBits(number) >> 16));
        }
        return graph.tensor(name, BuiltGraph.BFLOAT16, bytes.array(), dims);
    }

    // ---- within other nodes

    @Test
    void attentionWithinABranchIsLetOut() {
        BuiltGraph graph = begun(17);
        Heads heads = heads(graph);
        String scores = scores(graph, heads);
        String length = graph.node("Gather", List.of(graph.node("Shape", List.of("x")), graph.longScalar(1)), of("axis", 0));
        String longer = graph.node("Greater", List.of(length, graph.longScalar(1)));
        String result = graph.node(
                "If", List.of(longer), of("then_branch", branch("then", scores, heads.v, -1)), of("else_branch", branch("else", scores, heads.v, -1)));
        graph.output(graph.together(result, WIDTH));
        check(graph, 1e-6, expected(graph, false));
    }

    private static GraphProto.Builder branch(String name, String scores, String values, long axis) {
        return GraphProto.newBuilder()
                .setName(name)
                .addNode(NodeProto.newBuilder().setOpType("Softmax").addInput(scores).addOutput(name + "_w").addAttribute(of("axis", axis)))
                .addNode(NodeProto.newBuilder().setOpType("MatMul").addInput(name + "_w").addInput(values).addOutput(name + "_y"))
                .addOutput(untyped(name + "_y"));
    }

    private static ValueInfoProto untyped(String name) {
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(TypeProto.Tensor.newBuilder().setElemType(FLOAT)))
                .build();
    }

    /// The same layer two times over: each turn is a site of its own.
    @Test
    void everyTurnOfALoopIsASite() {
        BuiltGraph graph = begun(17);
        graph.weight("wq", WIDTH, WIDTH);
        GraphProto.Builder body = GraphProto.newBuilder().setName("body");
        body.addInput(BuiltGraph.info("turn", INT64));
        body.addInput(BuiltGraph.info("going", BuiltGraph.BOOL));
        body.addInput(BuiltGraph.info("h", FLOAT, 1, "length", WIDTH));
        body.addNode(NodeProto.newBuilder().setOpType("MatMul").addInput("h").addInput("wq").addOutput("hq"));
        body.addNode(NodeProto.newBuilder().setOpType("Transpose").addInput("h").addOutput("ht").addAttribute(of("perm", new long[] {0, 2, 1})));
        body.addNode(NodeProto.newBuilder().setOpType("MatMul").addInput("hq").addInput("ht").addOutput("s"));
        body.addNode(NodeProto.newBuilder().setOpType("Softmax").addInput("s").addOutput("w").addAttribute(of("axis", -1)));
        body.addNode(NodeProto.newBuilder().setOpType("MatMul").addInput("w").addInput("h").addOutput("next"));
        body.addNode(NodeProto.newBuilder().setOpType("Identity").addInput("going").addOutput("on"));
        body.addOutput(BuiltGraph.info("on", BuiltGraph.BOOL)).addOutput(untyped("next"));
        graph.graph.addInitializer(TensorProto.newBuilder().setName("yes").setDataType(BuiltGraph.BOOL).addInt32Data(1));
        graph.output(graph.node("Loop", List.of(graph.longScalar(2), "yes", "x"), of("body", body)));
        float[] first = single(x, Objects.requireNonNull(graph.weights.get("wq")));
        float[] h = mixed(first, x);
        check(graph, 1e-6, first, single(h, Objects.requireNonNull(graph.weights.get("wq"))));
    }

    private static float[] single(float[] h, float[] weight) {
        float[] weights = new float[LENGTH * LENGTH];
        for (int query = 0; query < LENGTH; query++) {
            double[] scores = new double[LENGTH];
            double sum = 0;
            for (int key = 0; key < LENGTH; key++) {
                for (int j = 0; j < WIDTH; j++) {
                    double projected = 0;
                    for (int i = 0; i < WIDTH; i++) {
                        projected += (double) h[query * WIDTH + i] * weight[i * WIDTH + j];
                    }
                    scores[key] += projected * h[key * WIDTH + j];
                }
                scores[key] = Math.exp(scores[key]);
                sum += scores[key];
            }
            for (int key = 0; key < LENGTH; key++) {
                weights[query * LENGTH + key] = (float) (scores[key] / sum);
            }
        }
        return weights;
    }

    private static float[] mixed(float[] weights, float[] h) {
        float[] result = new float[h.length];
        for (int query = 0; query < LENGTH; query++) {
            for (int key = 0; key < LENGTH; key++) {
                for (int j = 0; j < WIDTH; j++) {
                    result[query * WIDTH + j] += weights[query * LENGTH + key] * h[key * WIDTH + j];
                }
            }
        }
        return result;
    }

    @Test
    void functionsOfTheModelsOwnAreSeenThrough() {
        BuiltGraph graph = begun(17);
        Heads heads = heads(graph);
        graph.model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("own").setVersion(1));
        graph.model.addFunctions(FunctionProto.newBuilder()
                .setName("Attend")
                .setDomain("own")
                .addInput("q")
                .addInput("kt")
                .addInput("v")
                .addOutput("y")
                .addAttribute("axis")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                .addNode(NodeProto.newBuilder().setOpType("MatMul").addInput("q").addInput("kt").addOutput("s"))
                .addNode(NodeProto.newBuilder().setOpType("Softmax").addInput("s").addOutput("w")
                        .addAttribute(of("axis", 0).toBuilder().clearI().setRefAttrName("axis")))
                .addNode(NodeProto.newBuilder().setOpType("MatMul").addInput("w").addInput("v").addOutput("y")));
        String scaled = graph.node("Div", List.of(heads.q, graph.scalar(Math.sqrt(SIZE))));
        String result = graph.node("own", "Attend", 1, List.of(scaled, turned(graph, heads.k), heads.v), of("axis", -1));
        graph.output(graph.together(result, WIDTH));
        check(graph, 1e-6, expected(graph, false));
    }

    // ---- fused

    @Test
    void theStandardsOwnOperatorOnFourAxes() {
        for (boolean causal : new boolean[] {false, true}) {
            BuiltGraph graph = begun(23);
            Heads heads = heads(graph);
            String result = graph.node("Attention", List.of(heads.q, heads.k, heads.v), of("is_causal", causal ? 1 : 0));
            graph.output(graph.together(result, WIDTH));
            check(graph, 1e-6, expected(graph, causal));
        }
    }

    @Test
    void theStandardsOwnOperatorOnThreeAxes() {
        BuiltGraph graph = begun(23);
        String result = graph.node(
                "Attention",
                List.of(graph.project("x", "q", WIDTH, WIDTH), graph.project("x", "k", WIDTH, WIDTH), graph.project("x", "v", WIDTH, WIDTH)),
                of("q_num_heads", HEADS), of("kv_num_heads", HEADS), of("scale", 0.25f));
        graph.output(result);
        check(graph, 1e-6, attention(
                projected(Objects.requireNonNull(graph.weights.get("q")), WIDTH), projected(Objects.requireNonNull(graph.weights.get("k")), WIDTH), HEADS, 0.25, false));
    }

    @Test
    void theStandardsOwnOperatorThatGivesItsScoresAway() {
        BuiltGraph graph = begun(23);
        Heads heads = heads(graph);
        String result = graph.node("", "Attention", 4, List.of(heads.q, heads.k, heads.v), of("qk_matmul_output_mode", 0));
        graph.output(graph.together(result, WIDTH));
        graph.output(result + ".3");
        check(graph, 1e-6, expected(graph, false));
    }

    /// Attention by one fused operator, everything in F16.
    private BuiltGraph narrow(String operator) {
        BuiltGraph graph = new BuiltGraph(23);
        graph.input("x", FLOAT, 1, LENGTH, WIDTH);
        List<String> made = new ArrayList<>();
        for (String name : List.of("q", "k", "v")) {
            String product = graph.node("MatMul", List.of(half(graph, "x"), half(graph, graph.weight(name, WIDTH, 2 * WIDTH))));
            made.add(graph.node("Add", List.of(product, half(graph, graph.weight(name + "_bias", 2 * WIDTH)))));
        }
        NodeProto.Builder node = NodeProto.newBuilder().setOpType(operator).setName("attend").addAllInput(made).addOutput("attended");
        if (operator.equals("Attention")) {
            graph.input("past_key", FLOAT, 1, HEADS, PAST, 2 * SIZE);
            graph.input("past_value", FLOAT, 1, HEADS, PAST, 2 * SIZE);
            node.addInput("").addInput(half(graph, "past_key")).addInput(half(graph, "past_value")).addOutput("keys").addOutput("values")
                    .addAttribute(of("q_num_heads", HEADS)).addAttribute(of("kv_num_heads", HEADS)).addAttribute(of("is_causal", 1));
        } else {
            node.setDomain("com.microsoft").addAttribute(of("num_heads", HEADS));
        }
        if (operator.equals("GroupQueryAttention")) {
            graph.tensor("before", INT32, little(LENGTH - 1), 1);
            graph.tensor("total", INT32, little(LENGTH));
            node.addInput("").addInput("").addInput("before").addInput("total").addAttribute(of("kv_num_heads", HEADS));
        }
        graph.graph.addNode(node);
        String out = graph.node("MatMul", List.of("attended", half(graph, graph.weight("o", 2 * WIDTH, WIDTH))));
        graph.graph.addNode(NodeProto.newBuilder().setOpType("Cast").addInput(out).addOutput("y").addAttribute(of("to", FLOAT)));
        graph.graph.addOutput(BuiltGraph.info("y", FLOAT, 1, LENGTH, WIDTH));
        return graph;
    }

    private static byte[] little(int number) {
        return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(number).array();
    }

    private static String half(BuiltGraph graph, String x) {
        return graph.node("Cast", List.of(x), of("to", 10));
    }

    /// In F16, ONNX Runtime keeps numbers whole within MultiHeadAttention that it rounds once somebody asks for its scores. The
    /// others give the same as long as they are tapped as they are.
    @ParameterizedTest
    @ValueSource(strings = {"MultiHeadAttention", "GroupQueryAttention", "Attention"})
    void outputsThatReadingWouldChangeComeFromTheUntouchedGraph(String operator) throws OrtException {
        boolean changes = operator.equals("MultiHeadAttention");
        BuiltGraph graph = narrow(operator);
        Map<String, InputTensor> given = new HashMap<>(Map.of("x", InputTensor.of(x, 1, LENGTH, WIDTH)));
        if (operator.equals("Attention")) {
            for (String name : List.of("past_key", "past_value")) {
                given.put(name, InputTensor.of(numbers(2 * HEADS * PAST * SIZE), 1, HEADS, PAST, 2 * SIZE));
            }
        }
        try (ForeignModel model = open(graph, given); Trace trace = model.run(model.raw(given), RunRequest.of("y"), Cancellation.never())) {
            Proof proof = Objects.requireNonNull(model.proof());
            assertEquals(changes, proof.apart(), proof::toString);
            assertEquals(changes, proof.change() > Proof.ALLOWED_CHANGE, proof::toString);
            assertTrue(proof.holds(), proof::toString);
            assertTrue(proof.distance().isPresent() && proof.distance().getAsDouble() < 1e-3, proof::toString);
            assertEquals(0, proof.outputChange());
            assertArrayEquals(untouched(graph, given), trace.tensor("y").toArray());
            JsonObject json = new ForeignInspection(model).json();
            assertTrue(json.get("proved").getAsBoolean() && json.get("runs_twice").getAsBoolean() == changes, json::toString);
            assertEquals(0, json.get("output_change").getAsDouble());
            String said = String.join("\n", new ForeignInspection(model).lines());
            assertEquals(changes, said.contains("outputs come from the untouched graph, attention from a second run"), said);
        }
    }

    /// What ONNX Runtime makes of the file by itself.
    private static float[] untouched(BuiltGraph graph, Map<String, InputTensor> given) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        Map<String, OnnxTensor> feeds = new HashMap<>();
        try (OrtSession session = environment.createSession(graph.built().toByteArray())) {
            for (var input : given.entrySet()) {
                float[] numbers = ((InputTensor.Real) input.getValue()).numbers();
                feeds.put(input.getKey(), OnnxTensor.createTensor(environment, FloatBuffer.wrap(numbers), input.getValue().shape()));
            }
            try (OrtSession.Result result = session.run(feeds)) {
                FloatBuffer numbers = ((OnnxTensor) result.get("y").orElseThrow()).getFloatBuffer();
                float[] all = new float[numbers.remaining()];
                numbers.get(all);
                return all;
            }
        } finally {
            feeds.values().forEach(OnnxTensor::close);
        }
    }

    @Test
    void packedAttentionRunsAsAttention() {
        BuiltGraph graph = new BuiltGraph(17);
        graph.input("x", FLOAT, "tokens", WIDTH);
        graph.input("offsets", INT32, 1, "tokens");
        graph.input("ends", INT32, 2);
        graph.weight("all", WIDTH, 3 * WIDTH);
        graph.weight("bias", new float[3 * WIDTH], 3 * WIDTH);
        graph.output(graph.node("com.microsoft", "PackedAttention", 1, List.of("x", "all", "bias", "offsets", "ends"), of("num_heads", HEADS)));
        float[] qkv = projected(Objects.requireNonNull(graph.weights.get("all")), 3 * WIDTH);
        Map<String, InputTensor> given = new HashMap<>();
        given.put("x", InputTensor.of(x, LENGTH, WIDTH));
        given.put("offsets", InputTensor.of(new long[] {0, 1, 2, 3, 4}, 1, LENGTH));
        given.put("ends", InputTensor.of(new long[] {0, LENGTH}, 2));
        check(graph, given, 1e-5, attention(columns(qkv, 0), columns(qkv, WIDTH), HEADS, 1 / Math.sqrt(SIZE), false));
    }

    private static float[] columns(float[] all, int from) {
        float[] part = new float[LENGTH * WIDTH];
        for (int row = 0; row < LENGTH; row++) {
            System.arraycopy(all, row * 3 * WIDTH + from, part, row * WIDTH, WIDTH);
        }
        return part;
    }

    /// One new token after four: its keys and values lie in the cache before it.
    @Test
    void aDecodersOperatorForOneTokenShowsItsRow() {
        BuiltGraph graph = new BuiltGraph(17);
        graph.input("query", FLOAT, 1, 1, WIDTH);
        graph.input("key", FLOAT, 1, 1, WIDTH);
        graph.input("value", FLOAT, 1, 1, WIDTH);
        graph.input("past_key", FLOAT, 1, HEADS, 8, SIZE);
        graph.input("past_value", FLOAT, 1, HEADS, 8, SIZE);
        graph.input("past_sequence_length", INT32, 1);
        String result = graph.node(
                "com.microsoft", "DecoderMaskedMultiHeadAttention", 3,
                List.of("query", "key", "value", "", "", "past_key", "past_value", "past_sequence_length"),
                of("num_heads", HEADS), of("past_present_share_buffer", 1), of("scale", 0.5f));
        graph.output(result);
        float[] query = java.util.Arrays.copyOf(x, WIDTH);
        float[] key = java.util.Arrays.copyOfRange(x, WIDTH, 2 * WIDTH);
        float[] past = numbers(HEADS * 8 * SIZE);
        Map<String, InputTensor> given = new HashMap<>();
        given.put("query", InputTensor.of(query, 1, 1, WIDTH));
        given.put("key", InputTensor.of(key, 1, 1, WIDTH));
        given.put("value", InputTensor.of(key, 1, 1, WIDTH));
        given.put("past_key", InputTensor.of(past, 1, HEADS, 8, SIZE));
        given.put("past_value", InputTensor.of(past, 1, HEADS, 8, SIZE));
        given.put("past_sequence_length", InputTensor.of(new long[] {4}, 1));
        float[] keys = new float[5 * WIDTH];
        for (int position = 0; position < 5; position++) {
            for (int i = 0; i < WIDTH; i++) {
                keys[position * WIDTH + i] = position == 4 ? key[i] : past[(i / SIZE * 8 + position) * SIZE + i % SIZE];
            }
        }
        check(graph, given, 1e-5, attention(query, keys, HEADS, 0.5, false));
    }

    // ---- lengths

    @Test
    void aFixedLengthIsFilledUpAndCutAgain() {
        BuiltGraph graph = new BuiltGraph(17);
        graph.input("input_ids", INT64, 2, 8);
        graph.input("attention_mask", INT64, 2, 8);
        graph.weight("table", 20, WIDTH);
        String states = graph.node("Gather", List.of("table", "input_ids"), of("axis", 0));
        String hidden = graph.node("Sub", List.of(graph.scalar(1), graph.node("Cast", List.of("attention_mask"), of("to", FLOAT))));
        String mask = graph.node("Unsqueeze", List.of(graph.node("Mul", List.of(hidden, graph.scalar(-1e4))), graph.longs(1)));
        String q = graph.node("MatMul", List.of(states, graph.weight("q", WIDTH, WIDTH)));
        String k = graph.node("Transpose", List.of(states), of("perm", new long[] {0, 2, 1}));
        String scores = graph.node("Add", List.of(graph.node("MatMul", List.of(q, k)), mask));
        String weights = graph.node("Softmax", List.of(scores), of("axis", -1));
        graph.output(graph.node("MatMul", List.of(weights, states)));
        Map<String, InputTensor> given = Map.of("input_ids", InputTensor.row(3, 1, 4));
        try (ForeignModel model = open(graph, given); Trace trace = model.run(model.raw(given), RunRequest.of(), Cancellation.never())) {
            assertTrue(Objects.requireNonNull(model.proof()).holds(), () -> "not proved: " + model.proof());
            AttentionMap map = trace.map(trace.sites().getFirst());
            assertEquals(List.of(1, 3, 3), List.of(map.heads(), map.queries(), map.keys()));
            float[] row = map.head(0);
            assertEquals(1, row[0] + row[1] + row[2], 1e-4);
        }
    }

    /// Attention between ten thousand other operators.
    @Test
    void aGraphOfTenThousandOperatorsIsSearched() {
        BuiltGraph graph = begun(17);
        String states = "x";
        for (int i = 0; i < 5_000; i++) {
            states = graph.node("Mul", List.of(states, graph.scalar(i % 2 == 0 ? 2 : 0.5)));
        }
        Heads heads = new Heads(
                graph.apart(graph.project(states, "q", WIDTH, WIDTH), HEADS, SIZE),
                graph.apart(graph.project(states, "k", WIDTH, WIDTH), HEADS, SIZE),
                graph.apart(graph.project(states, "v", WIDTH, WIDTH), HEADS, SIZE));
        String weights = graph.node("Softmax", List.of(scores(graph, heads)), of("axis", -1));
        states = graph.together(graph.node("MatMul", List.of(weights, heads.v)), WIDTH);
        for (int i = 0; i < 5_000; i++) {
            states = graph.node("Add", List.of(states, graph.scalar(i % 2 == 0 ? 1 : -1)));
        }
        graph.output(states);
        check(graph, 1e-6, expected(graph, false));
    }

    // ---- folders

    @Test
    void aMergedDecoderShowsBothItsWays() {
        BuiltGraph graph = new BuiltGraph(17);
        graph.input("x", FLOAT, 1, "length", WIDTH);
        graph.input("use_cache_branch", BuiltGraph.BOOL, 1);
        Heads heads = heads(graph);
        String scores = scores(graph, heads);
        String result = graph.node(
                "If", List.of("use_cache_branch"),
                of("then_branch", branch("then", scores, heads.v, -1)), of("else_branch", branch("else", scores, heads.v, -1)));
        graph.output(graph.together(result, WIDTH));
        graph.write(folder.resolve("decoder_model_merged.onnx"));
        Map<String, InputTensor> given = Map.of("x", InputTensor.of(x, 1, LENGTH, WIDTH));
        try (ForeignModel model = Models.openForeign(folder, new Models.How(Map.of(), given, false), Cancellation.never());
                Trace trace = model.run(model.raw(given), RunRequest.of(), Cancellation.never())) {
            assertEquals(1, trace.sites().size());
            compare(trace.map(trace.sites().getFirst()), expected(graph, false), 1e-6);
        }
    }

    /// A decoder that is there with a cache alone runs with an empty one.
    @Test
    void aDecoderWithPastAloneStartsFromNothing() {
        BuiltGraph graph = new BuiltGraph(17);
        graph.input("inputs_embeds", FLOAT, 1, "length", WIDTH);
        graph.input("past_key_values.0.key", FLOAT, 1, HEADS, "past", SIZE);
        graph.input("past_key_values.0.value", FLOAT, 1, HEADS, "past", SIZE);
        String q = graph.apart(graph.project("inputs_embeds", "q", WIDTH, WIDTH), HEADS, SIZE);
        String k = graph.node("Concat", List.of(
                "past_key_values.0.key", graph.apart(graph.project("inputs_embeds", "k", WIDTH, WIDTH), HEADS, SIZE)), of("axis", 2));
        String v = graph.node("Concat", List.of(
                "past_key_values.0.value", graph.apart(graph.project("inputs_embeds", "v", WIDTH, WIDTH), HEADS, SIZE)), of("axis", 2));
        Heads heads = new Heads(q, k, v);
        end(graph, graph.node("Softmax", List.of(scores(graph, heads)), of("axis", -1)), heads);
        graph.write(folder.resolve("decoder_with_past_model.onnx"));
        Map<String, InputTensor> given = Map.of("inputs_embeds", InputTensor.of(x, 1, LENGTH, WIDTH));
        try (ForeignModel model = Models.openForeign(folder, new Models.How(Map.of(), given, false), Cancellation.never());
                Trace trace = model.run(model.raw(given), RunRequest.of(), Cancellation.never())) {
            compare(trace.map(trace.sites().getFirst()), expected(graph, false), 1e-6);
        }
    }

    // ---- long inputs

    /// 2,304 positions, whose weights are kept once and made of queries and keys once.
    @Test
    void longInputsAreRecomputedAsTheyWouldBeKept() {
        for (boolean causal : new boolean[] {false, true}) {
            BuiltGraph graph = begun(23);
            Heads heads = heads(graph);
            graph.output(graph.together(graph.node("Attention", List.of(heads.q, heads.k, heads.v), of("is_causal", causal ? 1 : 0)), WIDTH));
            int length = 2_304;
            Map<String, InputTensor> given = Map.of("x", InputTensor.of(numbers(length * WIDTH), 1, length, WIDTH));
            try (ForeignModel model = open(graph, Map.of("x", InputTensor.of(x, 1, LENGTH, WIDTH)));
                    Trace kept = model.run(model.raw(given), new RunRequest(Set.of(), RunRequest.Keeping.KEPT), Cancellation.never());
                    Trace made = model.run(model.raw(given), new RunRequest(Set.of(), RunRequest.Keeping.RECOMPUTED), Cancellation.never())) {
                assertEquals(1, model.foreign().recomputable());
                AttentionSite site = kept.sites().getFirst();
                assertTrue(made.map(site) instanceof RecomputedMap, () -> made.map(site).toString());
                float[] a = kept.map(site).head(1);
                float[] b = made.map(site).head(1);
                double most = 0;
                for (int i = 0; i < a.length; i++) {
                    most = Math.max(most, Math.abs(a[i] - b[i]));
                }
                assertEquals(0, most, 1e-6);
            }
        }
    }
}

package io.headscope.engine.onnx;

import static io.headscope.engine.onnx.GraphWriter.attribute;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import io.headscope.attention.AttentionSite;
import io.headscope.engine.AttentionRules;
import io.headscope.model.Activation;
import io.headscope.model.Attention;
import io.headscope.model.Dim;
import io.headscope.model.ElementType;
import io.headscope.model.Op;
import io.headscope.model.Program;
import io.headscope.model.RunRequest;
import io.headscope.model.Step;
import io.headscope.model.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Stream;

/// A program written as an ONNX graph for one way of running it. Weights are named among its inputs, not contained.
final class ProgramGraph {

    /// One way of running a program.
    ///
    /// @param unmasked masks that mask nothing in this run; what they would cost is left out
    /// @param keepsMaps whether attention maps leave the graph; if not, they are never formed as a whole
    /// @param tensors   the outputs and taps to compute
    /// @param sums      whether what passes every step leaves the graph in sums
    record Reading(Set<Value> unmasked, boolean keepsMaps, Set<String> tensors, boolean sums) {
        Reading {
            unmasked = Set.copyOf(unmasked);
            tensors = Set.copyOf(tensors);
        }
    }

    /// The outputs of the graph that belong to one attention site.
    ///
    /// @param weights  empty where maps are not kept
    /// @param captured what recomputing a map needs besides; where maps are kept, only what is small
    record SiteOutputs(
            Op.Attend attend,
            Step step,
            String queries,
            String keys,
            String values,
            String weights,
            Map<Value, String> captured) {
        AttentionSite site() {
            return attend.site();
        }
    }

    /// The outputs of the graph that tell what passed a value, one number for each of its vectors.
    ///
    /// @param sums    of the numbers of each
    /// @param squares of their squares
    record Summed(Value value, String sums, String squares) {

        /// Without the batch axis.
        List<Dim> shape() {
            return value.shape().stream().skip(isBatched(value) ? 1 : 0).limit(Math.max(0, value.rank() - (isBatched(value) ? 2 : 1))).toList();
        }

        private static boolean isBatched(Value value) {
            return value.rank() > 1 && value.dim(0).equals(Dim.BATCH);
        }
    }

    private static final int IR_VERSION = 10;
    private static final int OPSET = 20;

    private final Program program;
    private final Reading reading;
    private final GraphWriter graph = new GraphWriter();
    private final Map<Integer, String> tensors = new HashMap<>();
    private final List<SiteOutputs> sites = new ArrayList<>();
    private final List<Summed> summed = new ArrayList<>();
    private final Set<String> exposed = new HashSet<>();
    private final Map<String, List<String>> rotaries = new HashMap<>();
    private final Map<String, String> entered = new HashMap<>();
    private final Map<Value, String> copies = new HashMap<>();
    private final List<String> inputs = new ArrayList<>();
    private final List<String> weights = new ArrayList<>();
    private final AttentionGraph attention;

    private ProgramGraph(Program program, Reading reading) {
        this.program = program;
        this.reading = reading;
        this.attention = new AttentionGraph(graph, reading, this::tensor);
    }

    /// @param inputs  the program's inputs that the graph reads
    /// @param weights the program's weights that the graph reads
    /// @param sites   in the order they run
    /// @param tensors the outputs of the graph that were asked for, by the program's names
    /// @param summed  what tells of every value that was computed; nothing where that is not asked for
    record Written(
            ModelProto model,
            List<String> inputs,
            List<String> weights,
            List<SiteOutputs> sites,
            SequencedMap<String, String> tensors,
            List<Summed> summed) {}

    static Written write(Program program, Reading reading) {
        return new ProgramGraph(program, reading).write();
    }

    private Written write() {
        Set<Integer> needed = needed();
        program.inputs().forEach((name, value) -> {
            tensors.put(value.id(), name);
            if (needed.contains(value.id())) {
                inputs.add(name);
                graph.input(name, elementType(value.type()), value.shape());
            }
        });
        for (Step step : program.steps()) {
            if (needed.contains(step.result().id())) {
                tensors.put(step.result().id(), write(step));
                sum(step);
            }
        }
        SequencedMap<String, String> wanted = new LinkedHashMap<>();
        wanted().forEach((name, value) -> wanted.put(name, expose(tensor(value))));
        ModelProto model = ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("headscope")
                .setGraph(graph.build("program"))
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("com.microsoft").setVersion(1))
                .build();
        return new Written(model, inputs, weights, sites, wanted, summed);
    }

    /// Lets a value leave in sums over its last axis: two numbers for each of its vectors.
    private void sum(Step step) {
        Value value = step.result();
        boolean computed = !(step.op() instanceof Op.Weight || step.op() instanceof Op.Constant);
        if (!reading.sums() || !computed || value.type() != ElementType.F32) {
            return;
        }
        String numbers = tensor(value);
        if (value.rank() < 2) {
            numbers = reshape(numbers, 1, -1);
        } else if (!Summed.isBatched(value)) {
            numbers = graph.node("Unsqueeze", List.of(numbers, graph.longs(0)));
        }
        List<String> overTheLast = List.of(numbers, graph.longs(-1));
        summed.add(new Summed(
                value,
                expose(graph.node("ReduceSum", overTheLast, attribute("keepdims", 0L))),
                expose(graph.node("ReduceSumSquare", overTheLast, attribute("keepdims", 0L)))));
    }

    private SequencedMap<String, Value> wanted() {
        return new RunRequest(reading.tensors(), RunRequest.Keeping.BY_SIZE)
                .values(program);
    }

    /// What must be computed: the wanted tensors, every attention site's operands, and what these are made of. The last
    /// layer's attention is looked at even where nothing after it is wanted.
    private Set<Integer> needed() {
        Set<Integer> needed = new HashSet<>();
        wanted().values().forEach(value -> needed.add(value.id()));
        for (Step step : program.steps().reversed()) {
            if (step.op() instanceof Op.Attend || needed.contains(step.result().id())) {
                needed.add(step.result().id());
                operands(step).forEach(operand -> needed.add(operand.id()));
            }
        }
        return needed;
    }

    /// Without the masks that mask nothing.
    private List<Value> operands(Step step) {
        if (!(step.op() instanceof Op.Attend(AttentionSite _, Attention layer))) {
            return step.operands();
        }
        List<Value> operands = new ArrayList<>(step.operands().subList(0, 3));
        operands.addAll(layer.operands(reading.unmasked()::contains));
        return operands;
    }

    private String tensor(Value value) {
        return Objects.requireNonNull(tensors.get(value.id()), value::toString);
    }

    private String write(Step step) {
        List<String> operands = step.op() instanceof Op.Attend
                ? step.operands().stream().limit(3).map(this::tensor).toList()
                : step.operands().stream().map(this::tensor).toList();
        return switch (step.op()) {
            case Op.Weight(String name, var _) -> weight(name, step.result());
            case Op.Embed() -> graph.node("Gather", operands);
            case Op.Linear(boolean turned) -> linear(turned, step, operands);
            case Op.Add() -> graph.node("Add", operands);
            case Op.LayerNorm(double epsilon) ->
                graph.node("LayerNormalization", operands, attribute("epsilon", (float) epsilon));
            case Op.RmsNorm(double epsilon, boolean aroundOne) -> graph.node(
                    "SimplifiedLayerNormalization",
                    List.of(
                            operands.get(0),
                            aroundOne ? graph.node("Add", List.of(operands.get(1), graph.floatScalar(1))) : operands.get(1)),
                    attribute("axis", -1L),
                    attribute("epsilon", (float) epsilon));
            case Op.Rotate(Op.Pairing pairing) -> rotate(step, operands, pairing);
            case Op.Activate(Activation activation) -> activate(activation, operands.getFirst());
            case Op.Mul() -> graph.node("Mul", operands);
            case Op.MatMul() -> graph.node("MatMul", operands);
            case Op.Constant(float[] numbers) -> graph.floats(numbers, step.result().shape());
            case Op.Concat(int axis) -> graph.node("Concat", operands, attribute("axis", (long) axis));
            case Op.Pick(int axis, int[] positions) -> graph.node(
                    "Gather",
                    List.of(operands.getFirst(), graph.longs(Arrays.stream(positions).asLongStream().toArray())),
                    attribute("axis", (long) axis));
            case Op.Mean(int axis) -> graph.node(
                    "ReduceMean", List.of(operands.getFirst(), graph.longs(axis)), attribute("keepdims", 0L));
            case Op.UnitLength(List<Integer> axes) -> {
                String length = graph.node(
                        "ReduceL2",
                        List.of(operands.getFirst(), graph.longs(axes.stream().mapToLong(axis -> axis).toArray())),
                        attribute("keepdims", 1L));
                yield graph.node("Div", List.of(operands.getFirst(), length));
            }
            case Op.Conv(List<Integer> stride, List<Integer> padding, int groups) -> graph.node(
                    "Conv", operands, attribute("strides", stride), attribute("pads", bothSides(padding)), attribute("group", (long) groups));
            case Op.MaxPool(int size, int stride, int padding) -> graph.node(
                    "MaxPool",
                    operands,
                    attribute("kernel_shape", List.of(size, size)),
                    attribute("strides", List.of(stride, stride)),
                    attribute("pads", bothSides(List.of(padding, padding))));
            case Op.BatchNorm(double epsilon) ->
                graph.node("BatchNormalization", operands, attribute("epsilon", (float) epsilon));
            case Op.Reshape(List<Dim> shape) -> reshape(operands.getFirst(), shape);
            case Op.Permute(List<Integer> order) -> graph.node("Transpose", operands, attribute("perm", order));
            case Op.Slice(int axis, long start, long length) -> graph.node("Slice", List.of(
                    operands.getFirst(), graph.longs(start), graph.longs(start + length), graph.longs(axis)));
            case Op.Dropout _, Op.Tap _ -> operands.getFirst();
            case Op.Lstm lstm -> new LstmGraph(graph, reading).write(step, lstm, operands);
            case Op.Attend attend -> attend(step, attend, operands);
            case Op.Foreign foreign -> throw new IllegalArgumentException(foreign.operator() + " is of somebody else's network");
        };
    }

    /// Weights are inputs of the graph: as such they are used where they lie, by every session (ADR 4).
    private String weight(String name, Value value) {
        weights.add(name);
        graph.input(name, GraphWriter.FLOAT, value.shape());
        return name;
    }

    private static List<Integer> bothSides(List<Integer> padding) {
        return Stream.concat(padding.stream(), padding.stream()).toList();
    }

    /// As one `Gemm` over all positions, so that the bias costs no pass of its own.
    private String linear(boolean turned, Step step, List<String> operands) {
        Value x = step.operands().getFirst();
        String flat = x.rank() == 2 ? operands.getFirst() : reshape(operands.getFirst(), -1, x.length(-1));
        List<String> inputs = new ArrayList<>(operands);
        inputs.set(0, flat);
        String product = graph.node("Gemm", inputs, attribute("transB", turned ? 0L : 1L));
        return x.rank() == 2 ? product : reshape(product, step.result().shape());
    }

    private String rotate(Step step, List<String> operands, Op.Pairing pairing) {
        Value x = step.operands().getFirst();
        long turned = step.operands().get(1).length(2);
        String table = operands.get(1);
        List<String> halves = rotaries.computeIfAbsent(
                table, _ -> List.of(half(table, 0, turned / 2), half(table, turned / 2, turned)));
        return graph.contributed(
                "RotaryEmbedding",
                List.of(operands.get(0), graph.longs(0), halves.get(0), halves.get(1)),
                attribute("interleaved", pairing == Op.Pairing.NEIGHBOURS ? 1L : 0L),
                attribute("num_heads", x.length(1)),
                attribute("rotary_embedding_dim", turned == x.length(3) ? 0L : turned));
    }

    /// Cosines or sines                                              [positions, pairs]
    private String half(String table, long from, long to) {
        String half = graph.node("Slice", List.of(table, graph.longs(from), graph.longs(to), graph.longs(2)));
        return graph.node("Squeeze", List.of(half, graph.longs(0)));
    }

    private String activate(Activation activation, String x) {
        return switch (activation) {
            case GELU -> graph.contributed("Gelu", List.of(x));
            case GELU_TANH -> graph.contributed("FastGelu", List.of(x));
            case QUICK_GELU -> graph.contributed("QuickGelu", List.of(x), attribute("alpha", 1.702f));
            case RELU -> graph.node("Relu", List.of(x));
            case SILU -> graph.node("Mul", List.of(x, graph.node("Sigmoid", List.of(x))));
            case TANH -> graph.node("Tanh", List.of(x));
            case SIGMOID -> graph.node("Sigmoid", List.of(x));
            case EXP -> graph.node("Exp", List.of(x));
        };
    }

    /// The batch is always 1 here, and at most one axis is known only at run time.
    private String reshape(String x, List<Dim> shape) {
        return reshape(x, shape.stream()
                .mapToLong(dim -> switch (dim) {
                    case Dim.Fixed(long length) -> length;
                    case Dim.Named named -> named.equals(Dim.BATCH) ? 1 : -1;
                })
                .toArray());
    }

    private String reshape(String x, long... shape) {
        return graph.node("Reshape", List.of(x, graph.longs(shape)));
    }

    private String attend(Step step, Op.Attend attend, List<String> operands) {
        AttentionGraph.Result result = attention.write(step, attend.attention(), operands);
        sites.add(new SiteOutputs(
                attend,
                step,
                expose(operands.get(0)),
                expose(operands.get(1)),
                expose(operands.get(2)),
                reading.keepsMaps() ? expose(result.weights()) : "",
                captured(attend.attention())));
        return result.mixed();
    }

    /// With a batch axis, as all outputs: they may be weights.
    private Map<Value, String> captured(Attention layer) {
        Map<Value, String> captured = new HashMap<>();
        List<Value> read = reading.keepsMaps() ? AttentionRules.tables(layer) : AttentionRules.captured(layer);
        for (Value value : read) {
            captured.put(value, copies.computeIfAbsent(value, _ -> expose(batched(value))));
        }
        return captured;
    }

    private String batched(Value value) {
        return AttentionRules.isBatched(value)
                ? tensor(value)
                : graph.node("Unsqueeze", List.of(tensor(value), graph.longs(0)));
    }

    /// Lets a tensor leave the graph under its own name: no node in between, so nothing is copied. Only what entered the
    /// graph as it is cannot leave it as it is.
    private String expose(String tensor) {
        if (inputs.contains(tensor)) {
            return entered.computeIfAbsent(tensor, _ -> expose(graph.node("Identity", List.of(tensor))));
        }
        if (exposed.add(tensor)) {
            graph.output(tensor, GraphWriter.FLOAT);
        }
        return tensor;
    }

    private static int elementType(ElementType type) {
        return switch (type) {
            case I64 -> GraphWriter.INT64;
            case F32 -> GraphWriter.FLOAT;
            case F64, F16, BF16, I32, I16, I8, U8, BOOL -> throw new IllegalStateException("input of " + type);
        };
    }
}

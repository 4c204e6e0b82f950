package io.headscope.engine.onnx.foreign;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.TensorInfo;
import io.headscope.attention.FloatTensor;
import io.headscope.engine.TraceMemory;
import io.headscope.engine.onnx.OnnxEngine;
import io.headscope.engine.onnx.OnnxFailure;
import io.headscope.engine.onnx.StoppableRun;
import io.headscope.engine.onnx.sites.SearchedGraph;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.InputTensor;
import io.headscope.task.Cancellation;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A graph of others, ready to run in ONNX Runtime. Its weights stay in its file, mapped.
final class GraphSession implements AutoCloseable {

    static final long ALIGNMENT = 64;

    /// Weights are packed for multiplication where that pays.
    enum Use {
        OFTEN,
        ONCE
    }

    /// What ONNX Runtime says of operators that it has not: `my.domain:Op(-1) is not a registered function/op`,
    /// `No Op registered for Op with domain_version of 14`, `Could not find an implementation for Op(1) node`.
    private static final List<Pattern> UNKNOWN_OPERATOR = List.of(
            Pattern.compile("(?<domain>[\\w.]+):(?<op>\\w+)\\(-?\\d+\\) is not a registered"),
            Pattern.compile("(?<domain>[\\w.]*):?(?<op>\\w+) is not a registered"),
            Pattern.compile("No Op registered for (?<op>\\w+)"),
            Pattern.compile("Could not find an implementation for (?<domain>(?:[\\w]+\\.)*)(?<op>\\w+)\\("),
            Pattern.compile("Op with name \\S* \\((?<op>\\w+)\\).* not (?:found|registered)"));

    private final OrtEnvironment environment = OnnxEngine.environment();
    private final SearchedGraph graph;
    private final OrtSession session;
    private final Forecast forecast = new Forecast();
    private final TraceMemory memory = new TraceMemory();
    private final ToLongFunction<Map<String, long[]>> beside;
    private final Set<String> real;

    /// @param beside how many bytes are made of outputs of given shapes after each run
    /// @throws ProblemException if ONNX Runtime does not run it
    GraphSession(SearchedGraph graph, ModelProto model, int threads, Use use, ToLongFunction<Map<String, long[]>> beside) {
        this.graph = graph;
        this.beside = beside;
        try (SessionOptions options = new SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            // What it says is said in a sentence of ours.
            options.setSessionLogLevel(ai.onnxruntime.OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            options.addConfigEntry("session.model_external_initializers_file_folder_path", graph.file().root().toString());
            options.addConfigEntry("session.disable_prepacking", use == Use.OFTEN ? "0" : "1");
            options.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
            this.session = environment.createSession(model.toByteArray(), options);
            this.real = real();
        } catch (OrtException refused) {
            throw refused(refused);
        }
    }

    private Set<String> real() throws OrtException {
        Set<String> names = new java.util.LinkedHashSet<>();
        for (var output : session.getOutputInfo().entrySet()) {
            if (output.getValue().getInfo() instanceof TensorInfo info && (info.type == OnnxJavaType.FLOAT || info.type == OnnxJavaType.FLOAT16)) {
                names.add(output.getKey());
            }
        }
        return names;
    }

    private ProblemException refused(OrtException refused) {
        String message = String.valueOf(refused.getMessage());
        for (Pattern pattern : UNKNOWN_OPERATOR) {
            Matcher matcher = pattern.matcher(message);
            if (matcher.find()) {
                return new ProblemException(refused, Problem.ONNX_OPERATOR_UNKNOWN, graph.file().file(), matcher.group("op"), domain(matcher.group("op")));
            }
        }
        return new ProblemException(refused, Problem.ONNX_REFUSED, graph.file().file(), firstLine(message));
    }

    private String domain(String operator) {
        return graph.plain().getGraph().getNodeList().stream()
                .filter(node -> node.getOpType().equals(operator))
                .map(node -> node.getDomain().isEmpty() ? "ai.onnx" : node.getDomain())
                .findFirst()
                .orElse("ai.onnx");
    }

    private static String firstLine(String message) {
        String line = message.lines().findFirst().orElse("").replaceAll("\\(?/[^ ]*onnxruntime[^ ]* ?", "").strip();
        return line.length() > 300 ? line.substring(0, 300) + "…" : line;
    }

    /// @throws ProblemException if an input is missing or does not fit
    GraphRun run(Map<String, InputTensor> inputs, Cancellation cancellation) {
        Map<String, OnnxTensor> feeds = new HashMap<>();
        try {
            List<Long> lengths = new ArrayList<>();
            for (SearchedGraph.Input input : graph.inputs()) {
                InputTensor tensor = inputs.get(input.name());
                if (tensor == null) {
                    throw new ProblemException(Problem.INPUT_WRONG, input.name(), io.headscope.message.Phrase.of("reason.input-needed"));
                }
                feeds.put(input.name(), Feed.of(environment, input, tensor));
                Arrays.stream(tensor.shape()).forEach(lengths::add);
            }
            Map<String, long[]> expected = forecast.of(lengths);
            GraphRun known = expected == null ? null : pinned(feeds, expected, cancellation);
            return known == null ? copied(feeds, lengths, cancellation) : known;
        } catch (OrtException failed) {
            if (cancellation.isCancelled()) {
                throw new CancellationException();
            }
            throw new ProblemException(failed, Problem.ONNX_REFUSED, graph.file().file(), firstLine(String.valueOf(failed.getMessage())));
        } finally {
            feeds.values().forEach(OnnxTensor::close);
        }
    }

    /// Into memory that is laid out before. Nothing where the outputs turn out to measure otherwise.
    private @Nullable GraphRun pinned(Map<String, OnnxTensor> feeds, Map<String, long[]> shapes, Cancellation cancellation)
            throws OrtException {
        Arena arena = Arena.ofShared();
        Map<String, OnnxTensor> outputs = new HashMap<>();
        boolean finished = false;
        try (StoppableRun stoppable = new StoppableRun();
                Cancellation.Registration _ = cancellation.onCancel(stoppable::stop)) {
            SegmentAllocator laidOut = laidOut(shapes, arena);
            Map<String, FloatTensor> tensors = new LinkedHashMap<>();
            for (var output : shapes.entrySet()) {
                long[] shape = output.getValue();
                FloatTensor tensor = tensor(shape, laidOut);
                tensors.put(output.getKey(), tensor);
                outputs.put(output.getKey(), OnnxTensor.createTensor(
                        environment, tensor.data().asByteBuffer().order(ByteOrder.nativeOrder()), shape, OnnxJavaType.FLOAT));
            }
            session.run(feeds, Set.of(), outputs, stoppable.options()).close();
            cancellation.check();
            finished = true;
            return new GraphRun(tensors, arena, laidOut);
        } catch (OrtException otherShapes) {
            if (cancellation.isCancelled()) {
                throw otherShapes;
            }
            return null;
        } finally {
            outputs.values().forEach(OnnxTensor::close);
            if (!finished) {
                arena.close();
            }
        }
    }

    /// Room for all outputs, one behind the other, and for what is made of them, in memory that a run before may have
    /// used: fresh pages cost more than what is written to them.
    private SegmentAllocator laidOut(Map<String, long[]> shapes, Arena arena) {
        long size = beside.applyAsLong(shapes);
        for (long[] shape : shapes.values()) {
            size = Math.addExact(size, padded(bytes(shape)));
        }
        return SegmentAllocator.slicingAllocator(memory.take(size, arena));
    }

    private static FloatTensor tensor(long[] shape, SegmentAllocator memory) {
        return new FloatTensor(Arrays.stream(shape).boxed().toList(), memory.allocate(bytes(shape), ALIGNMENT));
    }

    static long bytes(long[] shape) {
        return Float.BYTES * Arrays.stream(shape).reduce(1L, Math::multiplyExact);
    }

    /// As much as `bytes` take where they begin as they must.
    static long padded(long bytes) {
        return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    private GraphRun copied(Map<String, OnnxTensor> feeds, List<Long> lengths, Cancellation cancellation) throws OrtException {
        Arena arena = Arena.ofShared();
        boolean finished = false;
        try (StoppableRun stoppable = new StoppableRun();
                Cancellation.Registration _ = cancellation.onCancel(stoppable::stop);
                OrtSession.Result result = session.run(feeds, real, stoppable.options())) {
            Map<String, FloatTensor> tensors = new LinkedHashMap<>();
            Map<String, long[]> shapes = new LinkedHashMap<>();
            boolean plain = true;
            for (var output : result) {
                OnnxValue value = output.getValue();
                if (value instanceof OnnxTensor tensor) {
                    tensors.put(output.getKey(), copy(arena, tensor));
                    shapes.put(output.getKey(), tensor.getInfo().getShape());
                    plain &= tensor.getInfo().type == OnnxJavaType.FLOAT && tensor.getInfo().getNumElements() > 0;
                }
            }
            if (plain) {
                forecast.learn(lengths, shapes);
            }
            cancellation.check();
            finished = true;
            return new GraphRun(tensors, arena, arena);
        } finally {
            if (!finished) {
                arena.close();
            }
        }
    }

    private static FloatTensor copy(Arena arena, OnnxTensor tensor) {
        FloatBuffer numbers = Objects.requireNonNull(tensor.getFloatBuffer());
        FloatTensor copy = tensor(tensor.getInfo().getShape(), arena);
        MemorySegment.copy(
                MemorySegment.ofBuffer(numbers), ValueLayout.JAVA_FLOAT_UNALIGNED, 0, copy.data(), ValueLayout.JAVA_FLOAT, 0, copy.size());
        return copy;
    }

    @Override
    public void close() {
        memory.close();
        try {
            session.close();
        } catch (OrtException failed) {
            throw new OnnxFailure(failed);
        }
    }
}

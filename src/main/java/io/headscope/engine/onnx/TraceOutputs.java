package io.headscope.engine.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.headscope.attention.AttentionMap;
import io.headscope.attention.AttentionSite;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.KeptMap;
import io.headscope.attention.Passed;
import io.headscope.attention.Projections;
import io.headscope.attention.RecomputedMap;
import io.headscope.attention.ScoreRules;
import io.headscope.attention.Scoring;
import io.headscope.attention.Trace;
import io.headscope.attention.Trace.SiteTrace;
import io.headscope.attention.Visibility;
import io.headscope.engine.AttentionRules;
import io.headscope.engine.TraceMemory;
import io.headscope.engine.WindowedSite;
import io.headscope.engine.onnx.ProgramGraph.SiteOutputs;
import io.headscope.engine.onnx.ProgramGraph.Summed;
import io.headscope.engine.onnx.ProgramGraph.Written;
import io.headscope.model.Attention;
import io.headscope.model.ModelInput;
import io.headscope.model.Program;
import io.headscope.model.RunRequest;
import io.headscope.model.Value;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.stream.Stream;

/// The memory that a run writes its outputs to, laid out before it starts: the trace is what is then in it, uncopied.
final class TraceOutputs implements AutoCloseable {

    private static final long ALIGNMENT = 64;

    /// One output of the graph.
    ///
    /// @param shape without the batch axis
    record Output(String name, List<Long> shape, MemorySegment memory) {

        OnnxTensor tensor(OrtEnvironment environment) throws OrtException {
            long[] batched = Stream.concat(Stream.of(1L), shape.stream()).mapToLong(i -> i).toArray();
            return OnnxTensor.createTensor(
                    environment, memory.asByteBuffer().order(ByteOrder.nativeOrder()), batched, OnnxJavaType.FLOAT);
        }

        FloatTensor asTensor() {
            return new FloatTensor(shape, memory);
        }
    }

    private final Map<String, Output> outputs;
    private final List<SiteOutputs> sites;
    private final SequencedMap<String, String> tensors;
    private final List<Summed> summed;
    private final boolean keepsMaps;
    private final Arena arena;

    private TraceOutputs(
            Map<String, Output> outputs,
            List<SiteOutputs> sites,
            SequencedMap<String, String> tensors,
            List<Summed> summed,
            boolean keepsMaps,
            Arena arena) {
        this.outputs = outputs;
        this.sites = sites;
        this.tensors = tensors;
        this.summed = summed;
        this.keepsMaps = keepsMaps;
        this.arena = arena;
    }

    static TraceOutputs allocate(
            Program program, Written written, boolean keepsMaps, RunRequest request, AxisLengths lengths, TraceMemory memory) {
        SequencedMap<String, List<Long>> shapes = new LinkedHashMap<>();
        for (SiteOutputs site : written.sites()) {
            List<Value> operands = site.step().operands();
            shapes.put(site.queries(), lengths.of(operands.get(0)));
            shapes.put(site.keys(), lengths.of(operands.get(1)));
            shapes.put(site.values(), lengths.of(operands.get(2)));
            site.captured().forEach((value, name) -> shapes.put(name, shape(value, lengths)));
            if (keepsMaps) {
                shapes.put(site.weights(), List.of(
                        operands.get(0).length(1), lengths.of(operands.get(0).dim(2)), lengths.of(operands.get(1).dim(2))));
            }
        }
        SequencedMap<String, Value> values = request.values(program);
        written.tensors().forEach((name, tensor) ->
                shapes.put(tensor, lengths.of(Objects.requireNonNull(values.get(name)))));
        for (Summed one : written.summed()) {
            List<Long> shape = one.shape().stream().map(lengths::of).toList();
            shapes.put(one.sums(), shape);
            shapes.put(one.squares(), shape);
        }
        Arena arena = Arena.ofShared();
        return new TraceOutputs(
                place(shapes, memory, arena), written.sites(), written.tensors(), written.summed(), keepsMaps, arena);
    }

    private static List<Long> shape(Value captured, AxisLengths lengths) {
        return AttentionRules.isBatched(captured)
                ? lengths.of(captured)
                : captured.shape().stream().map(lengths::of).toList();
    }

    /// One block for all.
    private static Map<String, Output> place(SequencedMap<String, List<Long>> shapes, TraceMemory memory, Arena arena) {
        long size = 0;
        for (List<Long> shape : shapes.values()) {
            size = Math.addExact(size, padded(bytes(shape)));
        }
        MemorySegment block = memory.take(size, arena);
        Map<String, Output> outputs = new LinkedHashMap<>();
        long at = 0;
        for (var named : shapes.entrySet()) {
            long bytes = bytes(named.getValue());
            outputs.put(named.getKey(), new Output(named.getKey(), named.getValue(), block.asSlice(at, bytes)));
            at += padded(bytes);
        }
        return outputs;
    }

    private static long bytes(List<Long> shape) {
        return Float.BYTES * shape.stream().reduce(1L, Math::multiplyExact);
    }

    private static long padded(long bytes) {
        return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    Collection<Output> all() {
        return new ArrayList<>(outputs.values());
    }

    /// What the run has written. The trace owns the memory from here on.
    ///
    /// @param before what passed what was worked out before the run
    Trace trace(ModelInput input, AttentionRules rules, AxisLengths lengths, Map<String, Passed> before) {
        SequencedMap<AttentionSite, SiteTrace> captured = new LinkedHashMap<>();
        sites.forEach(site ->
                captured.put(site.site(), WindowedSite.of(site.site(), site(site, rules), input.layouts(), arena)));
        SequencedMap<String, FloatTensor> numbers = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> numbers.put(name, tensor(tensor)));
        return new Trace(input.tokens(), input.layouts(), input.source(), captured, numbers, passed(lengths, before), arena);
    }

    private Map<String, Passed> passed(AxisLengths lengths, Map<String, Passed> before) {
        Map<String, Passed> passed = new HashMap<>(before);
        for (Summed one : summed) {
            long width = one.value().rank() == 0 ? 1 : lengths.of(one.value().dim(-1));
            passed.put(one.value().name(), Passed.of(tensor(one.sums()), tensor(one.squares()), width));
        }
        return passed;
    }

    private SiteTrace site(SiteOutputs site, AttentionRules rules) {
        Projections projections =
                new Projections(tensor(site.queries()), tensor(site.keys()), tensor(site.values()));
        Attention attention = site.attend().attention();
        int queries = projections.queries().length(1);
        int keys = projections.keys().length(1);
        Visibility visibility = rules.visibility(attention.mask(), queries, keys);
        // Where maps are kept, the numbers of a bias that are as large as a map are not.
        Scoring scoring = site.captured().keySet().containsAll(AttentionRules.captured(attention))
                ? rules.scoring(attention, queries, keys, value -> tensor(Objects.requireNonNull(site.captured().get(value))))
                : null;
        AttentionMap map = keepsMaps || scoring == null
                ? new KeptMap(projections.queries().length(0), visibility, tensor(site.weights()).data())
                : new RecomputedMap(projections, scoring, visibility);
        return new SiteTrace(
                map, projections, scoring == null ? null : new ScoreRules(scoring, visibility, site.site().heads()));
    }

    private FloatTensor tensor(String name) {
        return Objects.requireNonNull(outputs.get(name), name).asTensor();
    }

    @Override
    public void close() {
        arena.close();
    }
}

package io.headscope.engine.djl;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.headscope.attention.AttentionMap;
import io.headscope.attention.AttentionSite;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.KeptMap;
import io.headscope.attention.Projections;
import io.headscope.attention.RecomputedMap;
import io.headscope.attention.Trace;
import io.headscope.attention.Trace.SiteTrace;
import io.headscope.attention.Visibility;
import io.headscope.engine.MaskRules;
import io.headscope.engine.MapKeeping;
import io.headscope.model.InputTensor;
import io.headscope.model.ModelInput;
import io.headscope.model.Network;
import io.headscope.model.Op;
import io.headscope.model.OpenNetwork;
import io.headscope.model.Program;
import io.headscope.model.RunRequest;
import io.headscope.model.Step;
import io.headscope.model.Value;
import io.headscope.model.Weights;
import io.headscope.task.Cancellation;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;

/// A program with its weights as PyTorch tensors.
final class DjlNetwork implements OpenNetwork {

    private final Network network;
    private final Interpreter interpreter;
    private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    private final Arena arena = Arena.ofShared();
    private final Map<String, NDArray> weights = new HashMap<>();

    DjlNetwork(Network network, Weights weights) {
        this.network = network;
        this.interpreter = new Interpreter(network.program());
        for (Program.DeclaredWeight weight : network.program().weights()) {
            MemorySegment numbers = weights.find(weight).asF32(arena);
            this.weights.put(weight.name(), Interpreter.array(manager, weight, numbers.asByteBuffer()));
        }
    }

    @Override
    public Network network() {
        return network;
    }

    @Override
    public synchronized Trace run(ModelInput input, RunRequest request, Cancellation cancellation) {
        Program program = network.program();
        MaskRules masks = new MaskRules(program, input);
        long longest = input.tensors().values().stream().flatMapToLong(tensor -> Arrays.stream(tensor.shape())).max().orElse(1);
        boolean keepsMaps = MapKeeping.keeps(request, program.sites(), longest, longest);
        Arena memory = Arena.ofShared();
        try (NDManager running = manager.newSubManager()) {
            SequencedMap<AttentionSite, SiteTrace> sites = new LinkedHashMap<>();
            Interpreter.Witness witness = (step, q, k, v, weights) ->
                    sites.put(((Op.Attend) step.op()).site(), capture(step, q, k, v, weights, masks, memory));
            SequencedMap<String, Value> wanted = request.values(program);
            Map<Value, NDArray> results = interpreter.run(
                    new Interpreter.Run(inputs(running, input), weights, masks.allOnes(), false, keepsMaps, witness, cancellation),
                    new HashSet<>(wanted.values()));
            SequencedMap<String, FloatTensor> tensors = new LinkedHashMap<>();
            wanted.forEach((name, value) -> tensors.put(name, copy(Objects.requireNonNull(results.get(value)), memory)));
            return new Trace(input.tokens(), input.layouts(), sites, tensors, memory);
        } catch (RuntimeException | Error failed) {
            memory.close();
            throw failed;
        }
    }

    private Map<Value, NDArray> inputs(NDManager running, ModelInput input) {
        Map<Value, NDArray> arrays = new HashMap<>();
        network.program().inputs().forEach((name, value) -> {
            InputTensor tensor = input.tensor(name);
            arrays.put(value, switch (tensor) {
                case InputTensor.Whole(long[] values, long[] shape) -> running.create(values, new Shape(shape));
                case InputTensor.Real(float[] numbers, long[] shape) -> running.create(numbers, new Shape(shape));
            });
        });
        return arrays;
    }

    private static SiteTrace capture(
            Step step, NDArray q, NDArray k, NDArray v, List<NDArray> weights, MaskRules masks, Arena memory) {
        Op.Attend attend = (Op.Attend) step.op();
        int queries = Math.toIntExact(q.getShape().get(2));
        int keys = Math.toIntExact(k.getShape().get(2));
        Visibility visibility = masks.visibility(attend.attention().mask(), queries, keys);
        Projections projections = new Projections(copy(q, memory), copy(k, memory), copy(v, memory));
        AttentionMap map = weights.isEmpty()
                ? new RecomputedMap(projections, attend.attention().scale(), visibility)
                : new KeptMap(attend.site().heads(), visibility, copy(joined(weights), memory).data());
        return new SiteTrace(map, projections);
    }

    private static NDArray joined(List<NDArray> blocks) {
        return blocks.size() == 1 ? blocks.getFirst() : NDArrays.concat(new NDList(blocks), 2);
    }

    /// The first of the batch.
    private static FloatTensor copy(NDArray array, Arena memory) {
        Shape shape = array.getShape().slice(1);
        float[] numbers = array.toFloatArray();
        MemorySegment copy = memory.allocate(Float.BYTES * shape.size(), Float.BYTES);
        MemorySegment.copy(MemorySegment.ofArray(numbers), 0, copy, 0, copy.byteSize());
        return new FloatTensor(Arrays.stream(shape.getShape()).boxed().toList(), copy);
    }

    @Override
    public synchronized void close() {
        manager.close();
        arena.close();
    }
}

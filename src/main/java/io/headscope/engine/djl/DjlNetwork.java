package io.headscope.engine.djl;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.headscope.attention.AttentionSite;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.Passed;
import io.headscope.attention.Trace;
import io.headscope.attention.Trace.SiteTrace;
import io.headscope.engine.AttentionRules;
import io.headscope.engine.MapKeeping;
import io.headscope.engine.PassedInputs;
import io.headscope.engine.WindowedSite;
import io.headscope.model.ElementType;
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

    /// @param weights that belong to someone else, and are not closed
    DjlNetwork(Network network, Map<String, NDArray> weights) {
        this.network = network;
        this.interpreter = new Interpreter(network.program());
        this.weights.putAll(weights);
    }

    @Override
    public OpenNetwork sharing(Network other) {
        return new DjlNetwork(other, weights);
    }

    @Override
    public Network network() {
        return network;
    }

    @Override
    public synchronized Trace run(ModelInput input, RunRequest request, Cancellation cancellation) {
        Program program = network.program();
        AttentionRules rules = new AttentionRules(program, input);
        boolean keepsMaps = MapKeeping.keeps(request, program, input);
        Arena memory = Arena.ofShared();
        try (NDManager running = manager.newSubManager()) {
            SequencedMap<AttentionSite, SiteTrace> sites = new LinkedHashMap<>();
            Map<String, Passed> passed = new HashMap<>(request.passed() ? PassedInputs.of(program, input) : Map.of());
            Capture capture = new Capture(rules, memory);
            Interpreter.Witness witness = new Interpreter.Witness() {
                @Override
                public void attended(Step step, List<NDArray> operands, List<NDArray> weights) {
                    AttentionSite site = ((Op.Attend) step.op()).site();
                    sites.put(site, WindowedSite.of(site, capture.site(step, operands, weights), input.layouts(), memory));
                }

                @Override
                public void computed(Step step, NDArray result) {
                    boolean stored = step.op() instanceof Op.Weight || step.op() instanceof Op.Constant;
                    if (request.passed() && !stored && step.result().type() == ElementType.F32) {
                        passed.put(step.result().name(), Passed.of(FloatTensor.of(result.toFloatArray(), result.getShape().getShape())));
                    }
                }
            };
            SequencedMap<String, Value> wanted = request.values(program);
            Map<Value, NDArray> results = interpreter.run(
                    new Interpreter.Run(inputs(running, input), weights, rules.allOnes(), false, keepsMaps, witness, cancellation),
                    new HashSet<>(wanted.values()));
            SequencedMap<String, FloatTensor> tensors = new LinkedHashMap<>();
            wanted.forEach((name, value) -> tensors.put(name, capture.copy(Objects.requireNonNull(results.get(value)))));
            return new Trace(input.tokens(), input.layouts(), input.source(), sites, tensors, passed, memory);
        } catch (RuntimeException | Error failed) {
            memory.close();
            throw failed;
        }
    }

    private Map<Value, NDArray> inputs(NDManager running, ModelInput input) {
        Map<Value, NDArray> arrays = new HashMap<>();
        network.program().inputs().forEach(
                (name, value) -> arrays.put(value, Interpreter.array(running, input.tensor(name))));
        return arrays;
    }

    @Override
    public synchronized void close() {
        manager.close();
        arena.close();
    }
}

package io.headscope.engine.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.Passed;
import io.headscope.attention.Trace;
import io.headscope.engine.AttentionRules;
import io.headscope.engine.MapKeeping;
import io.headscope.engine.PassedInputs;
import io.headscope.engine.TraceMemory;
import io.headscope.engine.onnx.ProgramGraph.Reading;
import io.headscope.engine.onnx.ProgramGraph.SiteOutputs;
import io.headscope.engine.onnx.ProgramGraph.Summed;
import io.headscope.engine.onnx.ProgramGraph.Written;
import io.headscope.model.ModelInput;
import io.headscope.model.Network;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.Op;
import io.headscope.model.OpenNetwork;
import io.headscope.model.PartedWeights;
import io.headscope.model.Program;
import io.headscope.model.Program.DeclaredWeight;
import io.headscope.model.ProgramBlock;
import io.headscope.model.ProgramBlocks;
import io.headscope.model.RunRequest;
import io.headscope.model.Step;
import io.headscope.model.Value;
import io.headscope.model.Weights;
import io.headscope.task.Cancellation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;

/// A program that runs layer by layer, with the weights of one layer in memory at a time: for models whose F32 form does
/// not fit. Layers of one form share a session. The trace is the same as if it had run as a whole.
final class BlockNetwork implements OpenNetwork {

    /// Forms of layers whose sessions are kept ready, the least recently used going first.
    private static final int SESSIONS = 24;

    /// A form of layer, for one way of running.
    private record Form(String form, Reading reading) {}

    /// The graph of a form, written from the first layer that has it.
    private record Ready(OrtSession session, Written written, ProgramBlock first) {}

    /// A layer with the graph that runs it.
    private record Placed(ProgramBlock block, Ready ready, String prefix) {}

    private final OrtEnvironment environment;
    private final Network network;
    /// The network's, large matrices in parts.
    private final Program program;
    private final BlockWeights buffer;
    private final long largest;
    private final int threads;
    private final TraceMemory memory = new TraceMemory();
    private final Map<Set<String>, ProgramBlocks> cuts = new HashMap<>();
    private final LinkedHashMap<Form, Ready> sessions = new LinkedHashMap<>(SESSIONS, 0.75f, true);

    private final boolean ownsBuffer;

    /// @throws ProblemException if a weight is larger than a tensor may be, and is used where it cannot be taken in parts
    BlockNetwork(OrtEnvironment environment, Network network, Weights weights, int threads) {
        this(environment, network, weights, threads, PartedWeights.LARGEST);
    }

    /// @param largest bytes that a tensor may take
    BlockNetwork(OrtEnvironment environment, Network network, Weights weights, int threads, long largest) {
        this(environment, network, new BlockWeights(parted(network, largest), weights), true, threads, largest);
        requireRoom();
    }

    private BlockNetwork(
            OrtEnvironment environment, Network network, BlockWeights buffer, boolean ownsBuffer, int threads, long largest) {
        this.environment = environment;
        this.network = network;
        this.program = parted(network, largest).program();
        this.buffer = buffer;
        this.ownsBuffer = ownsBuffer;
        this.threads = threads;
        this.largest = largest;
    }

    private static PartedWeights parted(Network network, long largest) {
        return largest == PartedWeights.LARGEST
                ? PartedWeights.of(network.program())
                : PartedWeights.of(network.program(), largest, largest);
    }

    private void requireRoom() {
        for (ProgramBlock block : ProgramBlocks.of(program, Set.copyOf(program.outputs().keySet())).blocks()) {
            for (DeclaredWeight weight : block.weights()) {
                if (Float.BYTES * weight.size() > largest) {
                    throw new ProblemException(
                            Problem.TENSOR_TOO_LARGE, weight.name(), buffer.file(weight), Float.BYTES * weight.size() / 1_000_000);
                }
            }
        }
    }

    @Override
    public Network network() {
        return network;
    }

    @Override
    public OpenNetwork sharing(Network other) {
        return new BlockNetwork(environment, other, buffer, false, threads, largest);
    }

    @Override
    public boolean runsByBlock() {
        return true;
    }

    @Override
    public synchronized Trace run(ModelInput input, RunRequest request, Cancellation cancellation) {
        // Networks that share the buffer take turns.
        synchronized (buffer) {
            return runAlone(input, request, cancellation);
        }
    }

    private Trace runAlone(ModelInput input, RunRequest request, Cancellation cancellation) {
        AttentionRules rules = new AttentionRules(program, input);
        AxisLengths lengths = AxisLengths.of(program, input);
        boolean keepsMaps = MapKeeping.keeps(request, program, input);
        Set<Value> unmasked = program.inputs().values().stream().filter(rules.allOnes()).collect(Collectors.toSet());
        cancellation.check();
        try {
            ProgramBlocks cut = cuts.computeIfAbsent(request.tensors(), wanted -> ProgramBlocks.of(program, wanted));
            List<Placed> placed = place(cut, new Reading(unmasked, keepsMaps, Set.of(), request.passed()));
            Written whole = together(placed, cut.values());
            TraceOutputs outputs = TraceOutputs.allocate(program, whole, keepsMaps, request, lengths, memory);
            boolean finished = false;
            try (Passing passing = new Passing(environment, program, input, cut.blocks(), outputs)) {
                Map<String, Passed> before = request.passed() ? PassedInputs.of(program, input) : new HashMap<>();
                Map<String, Passed> lookedUp = lookUp(cut.lookups(), input, passing);
                if (request.passed()) {
                    before.putAll(lookedUp);
                }
                for (int i = 0; i < placed.size(); i++) {
                    run(placed.get(i), passing, cancellation);
                    passing.ended(i);
                }
                finished = true;
                return outputs.trace(input, rules, lengths, before);
            } finally {
                if (!finished) {
                    outputs.close();
                }
            }
        } catch (OrtException failed) {
            if (cancellation.isCancelled()) {
                throw new CancellationException();
            }
            throw new OnnxFailure(failed);
        }
    }

    private void run(Placed placed, Passing passing, Cancellation cancellation) throws OrtException {
        Ready ready = placed.ready;
        List<DeclaredWeight> own = placed.block.weights();
        Map<String, OnnxTensor> filled = buffer.tensors(environment, own, cancellation);
        try (StoppableRun stoppable = new StoppableRun();
                Cancellation.Registration _ = cancellation.onCancel(stoppable::stop)) {
            Map<String, OnnxTensor> feeds = new HashMap<>();
            List<DeclaredWeight> names = ready.first.weights();
            for (int i = 0; i < names.size(); i++) {
                if (ready.written.weights().contains(names.get(i).name())) {
                    feeds.put(names.get(i).name(), Objects.requireNonNull(filled.get(own.get(i).name())));
                }
            }
            List<String> inputs = List.copyOf(ready.first.program().inputs().keySet());
            for (int i = 0; i < inputs.size(); i++) {
                if (ready.written.inputs().contains(inputs.get(i))) {
                    feeds.put(inputs.get(i), passing.take(placed.block.externals().get(i)));
                }
            }
            Map<String, OnnxTensor> pinned = passing.pinned(placed.prefix);
            SequencedMap<Value, String> left = left(placed);
            Set<String> loose = left.values().stream().filter(name -> !pinned.containsKey(name)).collect(Collectors.toSet());
            // Not closed with the result: what is left is closed when the last layer that takes it has run.
            OrtSession.Result result = ready.session.run(feeds, loose, pinned, stoppable.options());
            cancellation.check();
            left.forEach((value, name) -> passing.leave(value, pinned.containsKey(name)
                    ? Objects.requireNonNull(pinned.get(name))
                    : (OnnxTensor) result.get(name).orElseThrow(), pinned.containsKey(name)));
        } finally {
            filled.values().forEach(OnnxTensor::close);
        }
    }

    /// What the layer leaves, by its own values, under the graph's names.
    private static SequencedMap<Value, String> left(Placed placed) {
        SequencedMap<Value, String> left = new LinkedHashMap<>();
        int place = 0;
        for (Value value : placed.block.leaves()) {
            left.put(value, Objects.requireNonNull(placed.ready.written.tensors().get("out." + place++)));
        }
        return left;
    }

    /// @return what of the rows passes on
    private Map<String, Passed> lookUp(List<Step> lookups, ModelInput input, Passing passing) throws OrtException {
        Map<String, Passed> lookedUp = new HashMap<>();
        Map<Value, DeclaredWeight> tables =
                program.weights().stream().collect(Collectors.toMap(DeclaredWeight::value, weight -> weight));
        for (Step step : lookups) {
            long[] rows = passing.input(step.operands().get(1)).values();
            DeclaredWeight table = Objects.requireNonNull(tables.get(step.operands().getFirst()));
            float[] found = buffer.rows(table, rows);
            passing.enter(step.result(), found, passing.input(step.operands().get(1)).shape());
            lookedUp.put(step.result().name(), Passed.of(FloatTensor.of(found, rows.length, found.length / rows.length)));
        }
        return lookedUp;
    }

    private List<Placed> place(ProgramBlocks cut, Reading reading) throws OrtException {
        List<Placed> placed = new ArrayList<>();
        for (ProgramBlock block : cut.blocks()) {
            placed.add(new Placed(block, ready(block, reading), placed.size() + "/"));
        }
        return placed;
    }

    /// @param reading of any block: its outputs are wanted besides
    private Ready ready(ProgramBlock block, Reading reading) throws OrtException {
        Form form = new Form(block.form(), reading);
        Ready known = sessions.get(form);
        if (known != null) {
            return known;
        }
        Written written = ProgramGraph.write(
                block.program(),
                new Reading(reading.unmasked(), reading.keepsMaps(), block.program().outputs().keySet(), reading.sums()));
        Ready ready = new Ready(OnnxNetwork.session(environment, written, threads), written, block);
        sessions.put(form, ready);
        if (sessions.size() > SESSIONS) {
            sessions.pollFirstEntry().getValue().session.close();
        }
        return ready;
    }

    /// All layers' outputs as those of one graph, their names told apart by the layer's number.
    private static Written together(List<Placed> placed, SequencedMap<String, Value> wanted) {
        List<SiteOutputs> sites = new ArrayList<>();
        List<Summed> summed = new ArrayList<>();
        SequencedMap<String, String> tensors = new LinkedHashMap<>();
        for (Placed one : placed) {
            Map<Value, Value> places = one.block.places(one.ready.first);
            List<Step> attends =
                    one.block.program().steps().stream().filter(step -> step.op() instanceof Op.Attend).toList();
            for (int i = 0; i < attends.size(); i++) {
                sites.add(own(one.ready.written.sites().get(i), attends.get(i), places, one.prefix));
            }
            one.ready.written.summed().forEach(of -> summed.add(new Summed(
                    places.getOrDefault(of.value(), of.value()), one.prefix + of.sums(), one.prefix + of.squares())));
            left(one).forEach((value, name) -> wanted.forEach((asked, wantedValue) -> {
                if (wantedValue.equals(value)) {
                    tensors.put(asked, one.prefix + name);
                }
            }));
        }
        return new Written(ModelProto.getDefaultInstance(), List.of(), List.of(), sites, tensors, summed);
    }

    private static SiteOutputs own(SiteOutputs site, Step step, Map<Value, Value> places, String prefix) {
        Map<Value, String> captured = new HashMap<>();
        site.captured().forEach((value, name) -> captured.put(places.getOrDefault(value, value), prefix + name));
        return new SiteOutputs(
                (Op.Attend) step.op(),
                step,
                prefix + site.queries(),
                prefix + site.keys(),
                prefix + site.values(),
                site.weights().isEmpty() ? "" : prefix + site.weights(),
                captured);
    }

    @Override
    public synchronized void close() {
        try {
            for (Ready ready : sessions.values()) {
                ready.session.close();
            }
            sessions.clear();
        } catch (OrtException failed) {
            throw new OnnxFailure(failed);
        } finally {
            if (ownsBuffer) {
                buffer.close();
            }
            memory.close();
        }
    }
}

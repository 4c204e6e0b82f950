package io.headscope.engine.onnx.foreign;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.Passed;
import io.headscope.engine.foreign.ForeignRun;
import io.headscope.engine.foreign.ForeignRunner;
import io.headscope.engine.foreign.JointMemory;
import io.headscope.engine.foreign.Place;
import io.headscope.engine.foreign.Place.Relation;
import io.headscope.engine.onnx.sites.AxisNames;
import io.headscope.engine.onnx.sites.SearchedGraph;
import io.headscope.engine.onnx.sites.SiteTap;
import io.headscope.model.Dim;
import io.headscope.model.ElementType;
import io.headscope.model.InputTensor;
import io.headscope.model.Op;
import io.headscope.model.Program;
import io.headscope.model.Step;
import io.headscope.model.Value;
import io.headscope.message.ProblemException;
import io.headscope.task.Cancellation;
import io.headscope.task.Parallel;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One ONNX graph, or an encoder's and a decoder's that belong together, run by ONNX Runtime.
public final class OnnxRunner implements ForeignRunner {

    private static final String ENCODER_STATES = "encoder_hidden_states";
    private static final String ENCODER_MASK = "encoder_attention_mask";
    private static final String MASK = "attention_mask";
    /// More operators than a graph has.
    private static final int STAGE = 1 << 26;

    private final List<SearchedGraph> stages;
    private final int threads;
    private final Map<Set<Integer>, List<GraphSession>> sessions = new HashMap<>();
    private final Map<Set<Integer>, Told> watched = new HashMap<>();
    private List<SearchedGraph.Drawn> drawn = List.of();
    private @Nullable List<GraphSession> plain;

    /// @param stages one graph; or the encoder's, then the decoder's
    public OnnxRunner(List<SearchedGraph> stages, int threads) {
        this.stages = List.copyOf(stages);
        this.threads = threads;
    }

    @Override
    public String engine() {
        return "ONNX Runtime";
    }

    @Override
    public String format() {
        return "ONNX";
    }

    @Override
    public String maker() {
        String maker = stages.getFirst().plain().getProducerName();
        String version = stages.getFirst().plain().getProducerVersion();
        return maker.isEmpty() ? "ONNX" : (maker + " " + version).strip();
    }

    @Override
    public int vocabulary() {
        return stages.stream().mapToInt(SearchedGraph::vocabulary).filter(rows -> rows > 0).min().orElse(0);
    }

    @Override
    public SequencedMap<String, Integer> outline() {
        SequencedMap<String, Integer> outline = new LinkedHashMap<>();
        stages.forEach(stage -> stage.operators().forEach((name, count) -> outline.merge(name, count, Integer::sum)));
        return outline;
    }

    @Override
    public List<String> closed() {
        return stages.stream().flatMap(stage -> stage.closed().stream()).toList();
    }

    @Override
    public SequencedMap<String, Value> inputs() {
        SequencedMap<String, Value> inputs = new LinkedHashMap<>();
        for (int stage = 0; stage < stages.size(); stage++) {
            for (SearchedGraph.Input input : stages.get(stage).inputs()) {
                String name = outside(stage, input.name());
                if (!name.isEmpty()) {
                    inputs.putIfAbsent(name, new Value(inputs.size(), type(input.type()), dims(input)));
                }
            }
        }
        return inputs;
    }

    /// What an input of a stage is called where both stages are seen as one; empty where the encoder gives it.
    private String outside(int stage, String name) {
        if (stage == 0) {
            return name;
        }
        return switch (name) {
            case ENCODER_STATES -> "";
            case ENCODER_MASK -> MASK;
            case "input_ids" -> "decoder_input_ids";
            case MASK -> "decoder_attention_mask";
            default -> name;
        };
    }

    private static List<Dim> dims(SearchedGraph.Input input) {
        List<Dim> dims = new ArrayList<>();
        for (int axis = 0; axis < input.rank(); axis++) {
            dims.add(input.length(axis) > 0 ? Dim.of(input.length(axis)) : Dim.named(input.shape().get(axis)));
        }
        return dims;
    }

    private static ElementType type(int type) {
        return switch (type) {
            case 1 -> ElementType.F32;
            case 2 -> ElementType.U8;
            case 3 -> ElementType.I8;
            case 5 -> ElementType.I16;
            case 6 -> ElementType.I32;
            case 9 -> ElementType.BOOL;
            case 10 -> ElementType.F16;
            case 11 -> ElementType.F64;
            case 16 -> ElementType.BF16;
            default -> ElementType.I64;
        };
    }

    @Override
    public SequencedMap<String, Value> weights() {
        SequencedMap<String, Value> weights = new LinkedHashMap<>();
        for (SearchedGraph stage : stages) {
            for (SearchedGraph.Weight weight : stage.weights()) {
                if (!weight.shape().isEmpty() && weight.shape().stream().allMatch(length -> length > 0)) {
                    weights.put(weight.name(), new Value(weights.size(), type(weight.type()), weight.shape().stream().map(Dim::of).toList()));
                }
            }
        }
        return weights;
    }

    private static int operator(int stage, int operator) {
        return stage * STAGE + operator;
    }

    @Override
    public SequencedMap<Integer, Integer> attending() {
        SequencedMap<Integer, Integer> heads = new LinkedHashMap<>();
        for (int stage = 0; stage < stages.size(); stage++) {
            int at = stage;
            stages.get(stage).heads().forEach((operator, count) -> heads.put(operator(at, operator), count));
        }
        return heads;
    }

    @Override
    public Program program(Map<Integer, List<Op.Attend>> attention) {
        SequencedMap<String, Value> inputs = inputs();
        SequencedMap<String, Value> outputs = new LinkedHashMap<>();
        List<Step> steps = new ArrayList<>();
        List<SearchedGraph.Drawn> read = new ArrayList<>();
        @Nullable Value states = null;
        int next = inputs.size();
        for (int stage = 0; stage < stages.size(); stage++) {
            Map<String, Value> given = new HashMap<>();
            for (SearchedGraph.Input input : stages.get(stage).inputs()) {
                String name = outside(stage, input.name());
                Value value = name.isEmpty() ? states : inputs.get(name);
                if (value != null) {
                    given.put(input.name(), value);
                }
            }
            int at = stage;
            SearchedGraph.Drawn drawn =
                    stages.get(stage).drawn(given, next, operator -> attention.getOrDefault(operator(at, operator), List.of()));
            String stack = stages.size() == 1 ? "" : stage == 0 ? "encoder" : "decoder";
            drawn.steps().forEach(step -> steps.add(new Step(step.result(), step.op(), step.operands(), within(stack, step.part()))));
            drawn.outputs().forEach((name, value) -> outputs.put(stages.size() > 1 && at == 0 ? "encoder_" + name : name, value));
            states = drawn.outputs().isEmpty() ? null : drawn.outputs().firstEntry().getValue();
            next = drawn.next();
            read.add(drawn);
        }
        drawn = read;
        return new Program(inputs, new LinkedHashMap<>(), steps, outputs);
    }

    private static String within(String stack, String part) {
        return stack.isEmpty() || part.equals(stack) || part.startsWith(stack + ".") ? part : part.isEmpty() ? stack : stack + "." + part;
    }

    @Override
    public ForeignRun run(Map<String, InputTensor> inputs, Set<Integer> withheld, boolean passed, Cancellation cancellation) {
        Told told = passed && drawn.size() == stages.size() ? watched.computeIfAbsent(withheld, this::openWatched) : NOTHING;
        return told.sessions.isEmpty()
                ? run(inputs, sessions.computeIfAbsent(withheld, this::open), List.of(), cancellation)
                : run(inputs, told.sessions, told.summed, cancellation);
    }

    /// Graphs that tell what passes their steps.
    ///
    /// @param sessions none where ONNX Runtime does not take a graph so
    /// @param summed   what each tells
    private record Told(List<GraphSession> sessions, List<List<SearchedGraph.Summed>> summed) {}

    private static final Told NOTHING = new Told(List.of(), List.of());

    /// Their weights stay in the file, so that two forms of a network do not need twice the memory.
    private Told openWatched(Set<Integer> withheld) {
        List<SearchedGraph.Watched> graphs = new ArrayList<>();
        for (int stage = 0; stage < stages.size(); stage++) {
            graphs.add(drawn.get(stage).watched(letOut(stage, withheld), stages.get(stage).search()));
        }
        try {
            List<GraphSession> opened = opened(stage ->
                    new GraphSession(stages.get(stage), graphs.get(stage).model(), threads, GraphSession.Use.ONCE, copied(stage)));
            return new Told(opened, graphs.stream().map(SearchedGraph.Watched::summed).toList());
        } catch (ProblemException refused) {
            return NOTHING;
        }
    }

    /// Of a large graph, weights are packed for one session while the other reads them.
    @Override
    public void prepare() {
        Map<Boolean, List<GraphSession>> ready = new ConcurrentHashMap<>();
        AtomicReference<@Nullable RuntimeException> refused = new AtomicReference<>();
        Parallel.each(2, part -> {
            try {
                if (part == 0) {
                    ready.put(true, open(Set.of()));
                } else {
                    openedPlain().ifPresent(opened -> ready.put(false, opened));
                }
            } catch (RuntimeException failure) {
                // Both are waited for, so that nothing is left open.
                refused.set(failure);
            }
        });
        List<GraphSession> tapped = ready.get(true);
        if (tapped != null) {
            sessions.put(Set.of(), tapped);
        }
        plain = ready.get(false);
        RuntimeException failure = refused.get();
        if (failure != null) {
            throw failure;
        }
    }

    /// Nothing where the graph runs only as we have mended it.
    private Optional<List<GraphSession>> openedPlain() {
        try {
            return Optional.of(openPlain());
        } catch (ProblemException mended) {
            return Optional.empty();
        }
    }

    private List<GraphSession> openPlain() {
        return opened(stage -> new GraphSession(stages.get(stage), stages.get(stage).plain(), threads, GraphSession.Use.ONCE, _ -> 0));
    }

    /// All of them, or none.
    private List<GraphSession> opened(IntFunction<GraphSession> opening) {
        List<GraphSession> opened = new ArrayList<>();
        try {
            for (int stage = 0; stage < stages.size(); stage++) {
                opened.add(opening.apply(stage));
            }
            return opened;
        } catch (RuntimeException | Error refused) {
            opened.forEach(GraphSession::close);
            throw refused;
        }
    }

    @Override
    public ForeignRun runPlain(Map<String, InputTensor> inputs, Cancellation cancellation) {
        if (plain == null) {
            plain = openPlain();
        }
        return run(inputs, Objects.requireNonNull(plain), List.of(), cancellation);
    }

    @Override
    public void forgetPlain() {
        if (plain != null) {
            plain.forEach(GraphSession::close);
            plain = null;
        }
    }

    /// @param withheld places of all stages, counted through
    private List<GraphSession> open(Set<Integer> withheld) {
        return opened(stage ->
                new GraphSession(stages.get(stage), letOut(stage, withheld), threads, GraphSession.Use.OFTEN, copied(stage)));
    }

    private ToLongFunction<Map<String, long[]>> copied(int stage) {
        return shapes -> TapReader.copied(stages.get(stage).sites(), batch(), shapes);
    }

    /// A stage's graph with everything let out but the weights of what is withheld.
    private ModelProto letOut(int stage, Set<Integer> withheld) {
        SearchedGraph graph = stages.get(stage);
        int from = stages.subList(0, stage).stream().mapToInt(before -> before.sites().size()).sum();
        Set<String> without = withheld.stream()
                .filter(place -> place >= from && place < from + graph.sites().size())
                .map(place -> graph.sites().get(place - from).weights().output())
                .collect(Collectors.toSet());
        return without(graph.tapped(), without, graph.outputs());
    }

    private static ModelProto without(ModelProto model, Set<String> outputs, List<String> own) {
        if (outputs.isEmpty()) {
            return model;
        }
        GraphProto.Builder graph = model.getGraph().toBuilder().clearOutput();
        model.getGraph().getOutputList().stream()
                .filter(output -> !outputs.contains(output.getName()) || own.contains(output.getName()))
                .forEach(graph::addOutput);
        return model.toBuilder().setGraph(graph).build();
    }

    /// @param summed what each stage tells of what passes its steps; nothing where they do not
    private ForeignRun run(
            Map<String, InputTensor> inputs, List<GraphSession> opened, List<List<SearchedGraph.Summed>> summed, Cancellation cancellation) {
        Map<String, Passed> passed = new HashMap<>();
        List<Place> places = new ArrayList<>();
        SequencedMap<String, FloatTensor> outputs = new LinkedHashMap<>();
        Arena memory = Arena.ofShared();
        List<GraphRun> runs = new ArrayList<>();
        boolean finished = false;
        try {
            Map<String, InputTensor> all = new HashMap<>(inputs);
            for (int stage = 0; stage < stages.size(); stage++) {
                GraphRun run = opened.get(stage).run(feeds(stage, all), cancellation);
                runs.add(run);
                places(stage, run, batch(), places);
                if (!summed.isEmpty()) {
                    summed.get(stage).forEach(one -> passed(one, run).ifPresent(told -> passed.put(one.value(), told)));
                }
                for (String name : stages.get(stage).outputs()) {
                    FloatTensor output = run.outputs().get(name);
                    if (output != null) {
                        outputs.put(stages.size() > 1 && stage == 0 ? "encoder_" + name : name, output);
                        passOn(stage, name, output, all);
                    }
                }
            }
            finished = true;
            return new ForeignRun(places, outputs, passed, closing(runs, memory));
        } finally {
            if (!finished) {
                runs.forEach(GraphRun::close);
                memory.close();
            }
        }
    }

    private static Optional<Passed> passed(SearchedGraph.Summed one, GraphRun run) {
        FloatTensor sums = run.outputs().get(one.sums());
        FloatTensor squares = run.outputs().get(one.squares());
        FloatTensor width = run.outputs().get(one.told());
        if (sums == null || squares == null || sums.size() == 0 || (one.width() <= 0 && (width == null || width.size() == 0))) {
            return Optional.empty();
        }
        return Optional.of(Passed.of(sums, squares, one.width() > 0 || width == null ? one.width() : (long) width.at(0)));
    }

    /// One graph's memory is the run's; of two, both are given back together.
    private static Arena closing(List<GraphRun> runs, Arena memory) {
        return runs.size() == 1 ? closingOne(runs.getFirst(), memory) : new JointMemory(runs.stream().map(GraphRun::memory).toList(), memory);
    }

    private static Arena closingOne(GraphRun run, Arena memory) {
        memory.close();
        return run.memory();
    }

    /// What the encoder gives is what the decoder reads.
    private void passOn(int stage, String name, FloatTensor output, Map<String, InputTensor> all) {
        if (stage == 0 && stages.size() > 1 && (name.contains("hidden") || output.shape().size() == 3) && !all.containsKey(ENCODER_STATES)) {
            all.put(ENCODER_STATES, InputTensor.of(output.toArray(), output.shape().stream().mapToLong(i -> i).toArray()));
        }
    }

    private Map<String, InputTensor> feeds(int stage, Map<String, InputTensor> all) {
        Map<String, InputTensor> feeds = new HashMap<>();
        for (SearchedGraph.Input input : stages.get(stage).inputs()) {
            String outside = outside(stage, input.name());
            InputTensor tensor = all.get(outside.isEmpty() ? input.name() : outside);
            if (tensor != null) {
                feeds.put(input.name(), tensor);
            }
        }
        return feeds;
    }

    /// How many texts the graph takes at once, where its file says so; we give it the same one so many times.
    private long batch() {
        return stages.stream()
                .flatMap(stage -> stage.inputs().stream())
                .filter(input -> input.rank() > 1)
                .mapToLong(input -> input.length(0))
                .max()
                .orElse(1);
    }

    private void places(int stage, GraphRun run, long batch, List<Place> places) {
        for (SiteTap tap : stages.get(stage).sites()) {
            boolean asked = run.outputs().containsKey(tap.weights().output());
            int turns = asked ? TapReader.turns(tap, run) : 1;
            for (int turn = 0; turn < Math.max(1, turns); turn++) {
                places.add(place(stage, tap, new TapReader(tap, run, batch, turn), asked && turns > 0, turn, run));
            }
        }
    }

    private Place place(int stage, SiteTap tap, TapReader reader, boolean asked, int turn, GraphRun run) {
        List<String> names = stages.get(stage).inputs().stream().map(input -> outside(stage, input.name())).toList();
        FloatTensor weights = asked ? reader.weights() : null;
        return new Place(
                tap.iterated() ? tap.name() + "#" + turn : tap.name(),
                stage,
                operator(stage, tap.operator()),
                weights,
                reader.matrix(tap.queries()),
                reader.matrix(tap.keys()),
                reader.matrix(tap.values()),
                relation(tap, masks(names)),
                positions(tap.queryRoots(), tap.queryReach(), names),
                positions(tap.keyRoots(), tap.keyReach(), names),
                tap.causal(),
                asked ? windows(run.outputs().get(tap.weights().output()), tap, batch()) : 1);
    }

    private static java.util.BitSet masks(List<String> names) {
        java.util.BitSet masks = new java.util.BitSet();
        for (int i = 0; i < names.size(); i++) {
            masks.set(i, names.get(i).contains("mask"));
        }
        return masks;
    }

    /// Where four axes begin with more than one text, though only one was given, the first counts windows.
    private static int windows(@Nullable FloatTensor weights, SiteTap tap, long batch) {
        boolean counted = weights != null && weights.shape().size() == 4 && tap.weights().keys() > 1 && !tap.iterated();
        // A batch that only the run decides is one.
        long texts = Math.max(1, batch);
        return counted && weights != null && weights.length(0) % texts == 0 ? (int) (weights.length(0) / texts) : 1;
    }

    /// @param masks the inputs that only say what is there: whoever reads them has not seen anything of their own
    private static Relation relation(SiteTap tap, java.util.BitSet masks) {
        if (!tap.queryRoots().isEmpty() && !tap.keyRoots().isEmpty()) {
            return tap.queryRoots().intersects(tap.keyRoots()) ? Relation.SAME : Relation.DIFFERENT;
        }
        java.util.BitSet missing = (java.util.BitSet) tap.queryReach().clone();
        missing.andNot(tap.keyReach());
        missing.andNot(masks);
        return missing.isEmpty() ? Relation.UNKNOWN : Relation.DIFFERENT;
    }

    private static Set<String> positions(java.util.BitSet roots, java.util.BitSet reach, List<String> names) {
        Set<String> inputs = new HashSet<>();
        (roots.isEmpty() ? reach : AxisNames.inputs(roots)).stream().filter(at -> at < names.size()).forEach(at -> inputs.add(names.get(at)));
        return inputs;
    }

    @Override
    public void close() {
        forgetPlain();
        sessions.values().forEach(opened -> opened.forEach(GraphSession::close));
        sessions.clear();
        watched.values().forEach(told -> told.sessions.forEach(GraphSession::close));
        watched.clear();
    }
}

package io.headscope.engine.foreign;

import io.headscope.attention.AttentionMap;
import io.headscope.attention.AttentionSite;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.KeptMap;
import io.headscope.attention.Layout;
import io.headscope.attention.Layouts;
import io.headscope.attention.Passed;
import io.headscope.attention.Projections;
import io.headscope.attention.RecomputedMap;
import io.headscope.attention.Scoring;
import io.headscope.attention.Stack;
import io.headscope.attention.Token;
import io.headscope.attention.Trace;
import io.headscope.attention.Trace.SiteTrace;
import io.headscope.attention.Visibility;
import io.headscope.attention.WindowHeads;
import io.headscope.engine.MapKeeping;
import io.headscope.engine.PassedInputs;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.InputRole;
import io.headscope.model.InputTensor;
import io.headscope.model.ModelInput;
import io.headscope.model.Network;
import io.headscope.model.OpenNetwork;
import io.headscope.model.Proof;
import io.headscope.model.RunRequest;
import io.headscope.task.Cancellation;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A network of somebody else's, ready to run like any other: its attention found, proved and put in order.
public final class ForeignNetwork implements OpenNetwork {

    private final ForeignRunner runner;
    private final List<AttentionSite> sites;
    private final List<@Nullable Rule> rules;
    private final Proof proof;
    private final Network network;
    private final Set<String> pictures;

    private ForeignNetwork(
            ForeignRunner runner,
            List<AttentionSite> sites,
            List<@Nullable Rule> rules,
            Proof proof,
            Network network,
            Set<String> pictures) {
        this.runner = runner;
        this.sites = sites;
        this.rules = rules;
        this.proof = proof;
        this.network = network;
        this.pictures = pictures;
    }

    /// Runs a short input, twice where its length can vary, and makes a network of what comes of it.
    ///
    /// @param probes   short inputs of different lengths, at least one
    /// @param pictures the inputs that are pictures
    /// @param describe makes the network's description of its sites and its outputs
    /// @throws ProblemException if there is no attention in it, or it does not run
    public static ForeignNetwork open(
            ForeignRunner runner,
            List<Map<String, InputTensor>> probes,
            Set<String> pictures,
            Function<Found, Network> describe,
            Cancellation cancellation) {
        Map<String, InputTensor> probe = probes.getFirst();
        runner.prepare();
        try (ForeignRun run = runner.run(probe, Set.of(), false, cancellation)) {
            List<AttentionSite> sites = SiteOrder.of(run.places(), pictures);
            List<@Nullable Rule> rules = new ArrayList<>();
            run.places().forEach(place -> rules.add(Rule.of(place)));
            Proof proof = new SelfCheck(runner, sites, rules, probe, run).prove(cancellation);
            for (Map<String, InputTensor> other : probes.subList(1, probes.size())) {
                runner.run(other, Set.of(), false, cancellation).close();
            }
            List<OptionalDouble> scales = rules.stream().map(rule -> rule == null ? OptionalDouble.empty() : OptionalDouble.of(rule.scale())).toList();
            SequencedMap<String, List<Long>> outputs = new LinkedHashMap<>();
            run.outputs().forEach((name, tensor) -> outputs.put(name, tensor.shape()));
            return new ForeignNetwork(
                    runner, sites, rules, proof, describe.apply(new Found(sites, run.places(), scales, outputs)), pictures);
        }
    }

    /// What a first run has shown.
    ///
    /// @param scales  what the products of queries and keys are multiplied with, where that explains the weights
    /// @param outputs what the network gives, with the shapes of that run
    public record Found(
            List<AttentionSite> sites, List<Place> places, List<OptionalDouble> scales, SequencedMap<String, List<Long>> outputs) {}

    @Override
    public Network network() {
        return network;
    }

    public Proof proof() {
        return proof;
    }

    /// How many sites can be recomputed from queries and keys.
    public int recomputable() {
        return (int) rules.stream().filter(Objects::nonNull).count();
    }

    @Override
    public synchronized Trace run(ModelInput input, RunRequest request, Cancellation cancellation) {
        long longest = input.tensors().values().stream()
                .filter(tensor -> tensor instanceof InputTensor.Whole && tensor.shape().length == 2)
                .mapToLong(tensor -> tensor.shape()[1])
                .max()
                .orElse(1);
        Set<Integer> withheld = new HashSet<>();
        if (!MapKeeping.keeps(request, sites, longest)) {
            for (int i = 0; i < rules.size(); i++) {
                if (rules.get(i) != null) {
                    withheld.add(i);
                }
            }
        }
        ForeignRun run = run(input, request, withheld, cancellation);
        try {
            return trace(input, request, run, filled(input));
        } catch (RuntimeException | Error failed) {
            run.close();
            throw failed;
        }
    }

    /// Where letting the attention out would change what the network itself gives, that comes of a second run, of the
    /// network as it was found, if it was asked for.
    private ForeignRun run(ModelInput input, RunRequest request, Set<Integer> withheld, Cancellation cancellation) {
        ForeignRun run = runner.run(input.tensors(), withheld, request.passed(), cancellation);
        if (!proof.apart() || request.tensors().isEmpty()) {
            return run;
        }
        try {
            return run.withOutputsOf(runner.runPlain(input.tensors(), cancellation));
        } catch (RuntimeException | Error failed) {
            run.close();
            throw failed;
        }
    }

    /// The positions of a text, those among them that were filled up.
    private long filled(ModelInput input) {
        return runner.inputs().entrySet().stream()
                .filter(entry -> InputRole.of(entry.getKey(), entry.getValue()) == InputRole.IDS && !InputRole.isOfTarget(entry.getKey()))
                .map(entry -> input.tensors().get(entry.getKey()))
                .filter(tensor -> tensor != null && tensor.shape().length == 2)
                .mapToLong(tensor -> tensor.shape()[1])
                .findFirst()
                .orElse(0);
    }

    private Trace trace(ModelInput input, RunRequest request, ForeignRun run, long length) {
        SequencedMap<AttentionSite, SiteTrace> traces = new LinkedHashMap<>();
        Map<Stack, List<Token>> tokens = new java.util.EnumMap<>(Stack.class);
        tokens.putAll(input.tokens());
        Map<AttentionSite, Layouts.Axes> axes = new LinkedHashMap<>();
        Map<Stack, Layout> layouts = new java.util.EnumMap<>(Stack.class);
        for (int i = 0; i < sites.size(); i++) {
            AttentionSite site = sites.get(i);
            Place place = run.places().get(i);
            SiteTrace trace = site(site, place, rules.get(i), input, length, run);
            if (trace == null) {
                continue;
            }
            traces.put(site, trace.failing(proof.sites().get(i).failed()));
            AttentionMap map = trace.map();
            settle(site.stack(), map.queries(), place.queryInputs(), input, tokens, layouts);
            settle(site.keyStack(), map.keys(), place.keyInputs(), input, tokens, layouts);
            if (size(tokens, site.stack()) != map.queries() || size(tokens, site.keyStack()) != map.keys()) {
                axes.put(site, new Layouts.Axes(
                        layout(site.stack(), map.queries(), place.queryInputs(), input, tokens, layouts),
                        layout(site.keyStack(), map.keys(), place.keyInputs(), input, tokens, layouts)));
            }
        }
        if (traces.isEmpty()) {
            throw new ProblemException(Problem.INPUT_WRONG, String.join(", ", input.tensors().keySet()), io.headscope.message.Phrase.of("reason.input-empty"));
        }
        SequencedMap<String, FloatTensor> tensors = new LinkedHashMap<>();
        run.outputs().forEach((name, tensor) -> {
            if (request.tensors().contains(name)) {
                tensors.put(name, withoutBatch(tensor, input, length));
            }
        });
        return new Trace(tokens, new Layouts(layouts, axes), input.source(), traces, tensors, request.passed() ? passed(input, run) : Map.of(), run.memory());
    }

    /// What passed the inputs, and whatever the engine has told of the steps.
    private Map<String, Passed> passed(ModelInput input, ForeignRun run) {
        Map<String, Passed> passed = new HashMap<>(PassedInputs.of(network.program(), input));
        passed.putAll(run.passed());
        return passed;
    }

    private static int size(Map<Stack, List<Token>> tokens, Stack stack) {
        return Objects.requireNonNull(tokens.get(stack)).size();
    }

    /// A stack whose positions nobody has named gets those of the first site that has them.
    private void settle(
            Stack stack, int positions, Set<String> inputs, ModelInput input, Map<Stack, List<Token>> tokens, Map<Stack, Layout> layouts) {
        if (!tokens.containsKey(stack)) {
            Layout layout = Positions.of(positions, inputs, pictures, input);
            layouts.put(stack, layout);
            tokens.put(stack, layout.tokens());
        }
    }

    private Layout layout(
            Stack stack, int positions, Set<String> inputs, ModelInput input, Map<Stack, List<Token>> tokens, Map<Stack, Layout> layouts) {
        return size(tokens, stack) == positions && layouts.containsKey(stack)
                ? Objects.requireNonNull(layouts.get(stack))
                : Positions.of(positions, inputs, pictures, input);
    }

    private static FloatTensor withoutBatch(FloatTensor tensor, ModelInput input, long length) {
        if (tensor.shape().isEmpty()) {
            return tensor;
        }
        List<Long> shape = new ArrayList<>(tensor.shape().subList(1, tensor.shape().size()));
        long size = shape.stream().reduce(1L, Math::multiplyExact);
        long shown = shown(input, length);
        if (shape.size() >= 2 && shape.getFirst() == length && shown < length) {
            size = size / length * shown;
            shape.set(0, shown);
        }
        return new FloatTensor(shape, tensor.data().asSlice(0, Math.min(size * Float.BYTES, tensor.data().byteSize())));
    }

    /// How many of `length` positions are not there only because the network takes no fewer.
    private static long shown(ModelInput input, long length) {
        return input.tokens().entrySet().stream()
                .filter(entry -> entry.getKey() != Stack.DECODER || input.tokens().size() == 1)
                .mapToLong(entry -> entry.getValue().size())
                .filter(size -> size <= length)
                .max()
                .orElse(length);
    }

    private @Nullable SiteTrace site(
            AttentionSite site, Place place, @Nullable Rule rule, ModelInput input, long length, ForeignRun run) {
        Projections projections = projections(site, place);
        long shown = shown(input, length);
        FloatTensor weights = place.weights();
        if (weights == null && rule != null && place.queries() != null) {
            Visibility visibility = new Visibility(
                    projections.queries().length(1),
                    projections.keys().length(1),
                    rule.causal(),
                    valid(input, projections.keys().length(1)),
                    null);
            return new SiteTrace(new RecomputedMap(projections, Scoring.scaled(rule.scale()), visibility), projections);
        }
        if (weights == null) {
            return null;
        }
        FloatTensor cut = shown < length && (weights.length(1) == length || weights.length(2) == length)
                ? cut(weights, length, shown, run)
                : weights;
        BitSet valid = seeing(cut, site, input);
        Visibility visibility = new Visibility(cut.length(1), cut.length(2), false, null, valid);
        KeptMap kept = new KeptMap(cut.length(0), visibility, cut.data());
        // The last stage of such a network has one window left.
        boolean windowed = run.places().stream().anyMatch(one -> one.windows() > 1) && kept.heads() % place.windows() == 0;
        return new SiteTrace(windowed ? new WindowHeads(kept, place.windows()) : kept, projections);
    }

    /// The part of the maps that belongs to what was entered; the rest was filled up.
    private static FloatTensor cut(FloatTensor weights, long length, long shown, ForeignRun run) {
        long heads = weights.length(0);
        long queries = weights.length(1) == length ? shown : weights.length(1);
        long keys = weights.length(2) == length ? shown : weights.length(2);
        MemorySegment data = run.memory().allocate(Float.BYTES * heads * queries * keys, 64);
        for (long head = 0; head < heads; head++) {
            for (long query = 0; query < queries; query++) {
                MemorySegment.copy(
                        weights.data(),
                        (head * weights.length(1) + query) * weights.length(2) * Float.BYTES,
                        data,
                        (head * queries + query) * keys * Float.BYTES,
                        keys * Float.BYTES);
            }
        }
        return new FloatTensor(List.of(heads, queries, keys), data);
    }

    /// The queries that attend to anything. Rows of padding are set to zero: what a network computes there means nothing.
    private static @Nullable BitSet seeing(FloatTensor weights, AttentionSite site, ModelInput input) {
        int queries = weights.length(1);
        int keys = weights.length(2);
        List<Token> tokens = input.tokens().get(site.stack());
        BitSet seeing = new BitSet(queries);
        for (int query = 0; query < queries; query++) {
            boolean padding = tokens != null && tokens.size() == queries && tokens.get(query).role() == Token.Role.PADDING;
            boolean any = false;
            for (long head = 0; head < weights.length(0); head++) {
                long row = (head * queries + query) * keys;
                for (long key = row; key < row + keys && !padding && !any; key++) {
                    any = weights.at(key) != 0;
                }
                if (padding) {
                    weights.data().asSlice(row * Float.BYTES, (long) keys * Float.BYTES).fill((byte) 0);
                }
            }
            seeing.set(query, any);
        }
        return seeing.cardinality() == queries ? null : seeing;
    }

    private @Nullable BitSet valid(ModelInput input, int keys) {
        String name = SelfCheck.textMask(runner.inputs());
        InputTensor mask = name == null ? null : input.tensors().get(name);
        if (!(mask instanceof InputTensor.Whole(long[] values, long[] shape)) || shape.length != 2 || shape[1] != keys || mask.allOnes()) {
            return null;
        }
        BitSet valid = new BitSet(keys);
        for (int i = 0; i < keys; i++) {
            valid.set(i, values[i] != 0);
        }
        return valid;
    }

    /// What was found of queries, keys and values; a head size of 0 where there is nothing to be had.
    private static Projections projections(AttentionSite site, Place place) {
        FloatTensor weights = place.weights();
        long queries = weights == null ? Objects.requireNonNull(place.queries()).length(1) : weights.length(1);
        long keys = weights == null ? Objects.requireNonNull(place.keys()).length(1) : weights.length(2);
        FloatTensor q = fitting(place.queries(), queries);
        FloatTensor k = fitting(place.keys(), keys);
        boolean pair = q != null && k != null && q.length(2) == k.length(2);
        FloatTensor v = fitting(place.values(), keys);
        return new Projections(
                pair ? Objects.requireNonNull(q) : nothing(site.heads(), queries),
                pair ? Objects.requireNonNull(k) : nothing(site.heads(), keys),
                v == null ? nothing(site.heads(), keys) : v);
    }

    private static @Nullable FloatTensor fitting(@Nullable FloatTensor tensor, long positions) {
        return tensor != null && tensor.length(1) == positions ? tensor : null;
    }

    private static FloatTensor nothing(long heads, long positions) {
        return new FloatTensor(List.of(heads, positions, 0L), MemorySegment.ofArray(new float[0]).asSlice(0, 0));
    }

    /// A foreign network is run as it is found: none other shares its weights.
    @Override
    public OpenNetwork sharing(Network other) {
        throw new UnsupportedOperationException("a network of somebody else's cannot be changed");
    }

    @Override
    public synchronized void close() {
        runner.close();
    }
}

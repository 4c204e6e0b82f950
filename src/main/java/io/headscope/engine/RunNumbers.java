package io.headscope.engine;

import io.headscope.attention.AttentionMap;
import io.headscope.attention.AttentionSite;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.KeptMap;
import io.headscope.attention.Projections;
import io.headscope.attention.RecomputedMap;
import io.headscope.attention.ScoreRules;
import io.headscope.attention.Scoring;
import io.headscope.attention.Trace;
import io.headscope.attention.Trace.SiteTrace;
import io.headscope.attention.Visibility;
import io.headscope.model.Attention;
import io.headscope.model.ModelInput;
import io.headscope.model.Program;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The numbers that one run of a text has left, for several who hold them: the traces made of them, and the run that takes
/// over what it can. Their memory is given back by the last who lets them go.
final class RunNumbers {

    /// @param weights [heads, queries, keys]; none where maps are recomputed
    record Site(Projections projections, @Nullable FloatTensor weights) {}

    private final SequencedMap<AttentionSite, Site> sites;
    private final SequencedMap<String, FloatTensor> tensors;
    private final Runnable giveBack;
    private final AtomicInteger holders = new AtomicInteger(1);

    /// Held by whoever makes them.
    RunNumbers(SequencedMap<AttentionSite, Site> sites, SequencedMap<String, FloatTensor> tensors, Runnable giveBack) {
        this.sites = sites;
        this.tensors = tensors;
        this.giveBack = giveBack;
    }

    /// Those of a trace, which is closed when they are given back.
    static RunNumbers of(Trace trace) {
        SequencedMap<AttentionSite, Site> sites = new LinkedHashMap<>();
        trace.sites().forEach(site -> sites.put(site, new Site(trace.projections(site), weights(trace.map(site)))));
        return new RunNumbers(sites, trace.tensors(), trace::close);
    }

    /// The weights of a map that keeps them, those of all heads.
    static @Nullable FloatTensor weights(AttentionMap map) {
        return map instanceof KeptMap(int heads, Visibility visibility, MemorySegment weights)
                ? new FloatTensor(List.of((long) heads, (long) visibility.queries(), (long) visibility.keys()), weights)
                : null;
    }

    Site site(AttentionSite site) {
        return Objects.requireNonNull(sites.get(site), site::toString);
    }

    FloatTensor tensor(String name) {
        return Objects.requireNonNull(tensors.get(name), name);
    }

    /// Whether the weights of every map are there.
    boolean keepsMaps() {
        return sites.values().stream().allMatch(site -> site.weights() != null);
    }

    /// A trace of them, which holds them until it is closed.
    Trace trace(Program program, ModelInput input) {
        holders.incrementAndGet();
        Arena arena = Arena.ofShared();
        whenClosed(arena, this::letGo);
        AttentionRules rules = new AttentionRules(program, input);
        SequencedMap<AttentionSite, SiteTrace> traced = new LinkedHashMap<>();
        sites.forEach((site, numbers) -> traced.put(site, traced(numbers, program.attention(site), rules, arena)));
        SequencedMap<String, FloatTensor> lent = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> lent.put(name, lent(tensor, arena)));
        return new Trace(input.tokens(), input.layouts(), input.source(), traced, lent, arena);
    }

    private static SiteTrace traced(Site numbers, Attention attention, AttentionRules rules, Arena arena) {
        Projections projections = new Projections(
                lent(numbers.projections().queries(), arena),
                lent(numbers.projections().keys(), arena),
                lent(numbers.projections().values(), arena));
        int heads = projections.queries().length(0);
        int queries = projections.queries().length(1);
        int keys = projections.keys().length(1);
        Visibility visibility = rules.visibility(attention.mask(), queries, keys);
        Scoring scoring = AttentionRules.captured(attention).isEmpty()
                ? rules.scoring(attention, queries, keys, RunNumbers::nothingCaptured)
                : null;
        AttentionMap map = numbers.weights() != null || scoring == null
                ? new KeptMap(heads, visibility, lent(Objects.requireNonNull(numbers.weights()), arena).data())
                : new RecomputedMap(projections, scoring, visibility);
        return new SiteTrace(map, projections, scoring == null ? null : new ScoreRules(scoring, visibility, heads));
    }

    private static FloatTensor nothingCaptured(Object value) {
        throw new IllegalStateException("a rule of a causal text reads " + value);
    }

    /// The same numbers, readable until the arena is closed.
    @SuppressWarnings("restricted") // the segment keeps its size and gets a shorter life: nothing is made reachable
    private static FloatTensor lent(FloatTensor tensor, Arena arena) {
        return new FloatTensor(tensor.shape(), tensor.data().reinterpret(arena, null));
    }

    @SuppressWarnings("restricted") // a segment of no length: nothing is made reachable
    private static void whenClosed(Arena arena, Runnable then) {
        MemorySegment.NULL.reinterpret(arena, _ -> then.run());
    }

    /// Ends the hold of whoever made them.
    void letGo() {
        if (holders.decrementAndGet() == 0) {
            giveBack.run();
        }
    }
}

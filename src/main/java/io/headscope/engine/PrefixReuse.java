package io.headscope.engine;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.Projections;
import io.headscope.attention.Trace;
import io.headscope.model.CausalPositions;
import io.headscope.model.Continuation;
import io.headscope.model.InputTensor;
import io.headscope.model.ModelInput;
import io.headscope.model.Network;
import io.headscope.model.OpenNetwork;
import io.headscope.model.Program;
import io.headscope.model.RunRequest;
import io.headscope.model.Value;
import io.headscope.task.Cancellation;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A network that runs no token twice while someone types. Where the text is seen from left to right alone, all that was
/// computed of its unchanged beginning holds: it is taken from the run before, and what is new runs on its keys and values.
/// The trace is that of the whole text, up to how sums are rounded. All else, and every request that does not
/// [go on][RunRequest#goesOn], runs as a whole.
public final class PrefixReuse implements OpenNetwork {

    /// What the last run that may be gone on from was asked and has left.
    private record Last(ModelInput input, Set<String> tensors, RunNumbers numbers) {}

    /// The network that runs the end of a text, with the tensors it leaves.
    private record End(Set<String> tensors, Continuation continuation, OpenNetwork network) {}

    private final OpenNetwork network;
    private final Program program;
    private final CausalPositions positions;
    private final TraceMemory memory = new TraceMemory();
    private @Nullable Last last;
    private @Nullable End end;
    private int computed;

    private PrefixReuse(OpenNetwork network, CausalPositions positions) {
        this.network = network;
        this.program = network.network().program();
        this.positions = positions;
    }

    /// A network that takes over what it can; where that is never anything, the network itself.
    ///
    /// @param network closed with what is returned
    public static OpenNetwork of(OpenNetwork network) {
        return CausalPositions.of(network.network().program())
                .<OpenNetwork>map(positions -> new PrefixReuse(network, positions))
                .orElse(network);
    }

    @Override
    public Network network() {
        return network.network();
    }

    @Override
    public boolean runsByBlock() {
        return network.runsByBlock();
    }

    @Override
    public OpenNetwork sharing(Network other) {
        return network.sharing(other);
    }

    /// How many positions the last run has computed, those not counted that it has taken over.
    synchronized int computed() {
        return computed;
    }

    @Override
    public synchronized Trace run(ModelInput input, RunRequest request, Cancellation cancellation) {
        if (!request.goesOn() || !canBeGoneOnFrom(input, request)) {
            computed = length(input);
            return network.run(input, request, cancellation);
        }
        boolean keepsMaps = MapKeeping.keeps(request, program, input);
        int same = reusable(input, request, keepsMaps);
        RunNumbers numbers = same == 0
                ? RunNumbers.of(network.run(input, request, cancellation))
                : goOn(Objects.requireNonNull(last), input, request, keepsMaps, same, cancellation);
        computed = length(input) - same;
        forget();
        last = new Last(input, request.tensors(), numbers);
        return numbers.trace(program, input);
    }

    private void forget() {
        if (last != null) {
            last.numbers.letGo();
            last = null;
        }
    }

    /// Whether everything that is asked for runs along the positions, and none of these is padding.
    private boolean canBeGoneOnFrom(ModelInput input, RunRequest request) {
        AttentionRules rules = new AttentionRules(program, input);
        return length(input) > 0
                && request.values(program).values().stream().allMatch(positions::runAlong)
                && program.sites().stream()
                        .allMatch(site -> program.attention(site).mask().operands().stream().allMatch(rules.allOnes()));
    }

    private int length(ModelInput input) {
        return program.inputs().entrySet().stream()
                .filter(named -> positions.axis(named.getValue()) >= 0)
                .mapToInt(named -> (int) input.tensor(named.getKey()).shape()[positions.axis(named.getValue())])
                .findFirst()
                .orElse(0);
    }

    /// How many positions of the last run are those of this one. The last position always runs.
    private int reusable(ModelInput input, RunRequest request, boolean keepsMaps) {
        if (last == null
                || !last.tensors.containsAll(request.tensors())
                || (keepsMaps && !last.numbers.keepsMaps())) {
            return 0;
        }
        int same = Math.min(length(input) - 1, length(last.input));
        for (Map.Entry<String, Value> named : program.inputs().entrySet()) {
            InputTensor now = input.tensor(named.getKey());
            InputTensor before = last.input.tensor(named.getKey());
            same = Math.min(same, Rows.alike(now, before, positions.axis(named.getValue())));
        }
        return same;
    }

    /// Runs what is behind the first `same` positions, and puts the whole together.
    private RunNumbers goOn(
            Last before, ModelInput input, RunRequest request, boolean keepsMaps, int same, Cancellation cancellation) {
        End own = end(request.tensors());
        RunRequest.Keeping keeping = keepsMaps ? RunRequest.Keeping.KEPT : RunRequest.Keeping.RECOMPUTED;
        try (Arena arena = Arena.ofConfined();
                Trace added = own.network.run(
                        rest(own.continuation, before.numbers, input, same, arena),
                        new RunRequest(request.tensors(), keeping),
                        cancellation)) {
            return new JoinedRun(before.numbers, added, same).numbers(keepsMaps, axes(request), memory);
        }
    }

    /// Where the positions of the tensors asked for are; there is no batch axis in a trace.
    private SequencedMap<String, Integer> axes(RunRequest request) {
        SequencedMap<String, Integer> axes = new LinkedHashMap<>();
        request.values(program).forEach((name, value) -> axes.put(name, positions.axis(value) - 1));
        return axes;
    }

    private End end(Set<String> tensors) {
        End known = end;
        if (known != null && known.tensors.equals(tensors)) {
            return known;
        }
        if (known != null) {
            known.network.close();
        }
        Continuation continuation = Continuation.of(network.network(), tensors);
        End made = new End(tensors, continuation, network.sharing(continuation.network()));
        end = made;
        return made;
    }

    /// What is new, with the keys and values of what is not.
    private ModelInput rest(Continuation continuation, RunNumbers before, ModelInput input, int same, Arena arena) {
        Map<String, InputTensor> tensors = new HashMap<>();
        program.inputs().forEach((name, value) ->
                tensors.put(name, Rows.from(same, input.tensor(name), positions.axis(value))));
        long[] valid = new long[length(input)];
        Arrays.fill(valid, 1);
        tensors.put(continuation.valid(), InputTensor.row(valid));
        continuation.places().forEach((name, numbered) -> tensors.put(name, input.tensor(numbered)));
        continuation.caches().forEach(cache -> {
            Projections kept = before.site(cache.site()).projections();
            tensors.put(cache.keys(), new InputTensor.Held(Rows.upTo(same, kept.keys(), arena)));
            tensors.put(cache.values(), new InputTensor.Held(Rows.upTo(same, kept.values(), arena)));
        });
        return new ModelInput(tensors, input.tokens(), input.layouts());
    }

    @Override
    public synchronized void close() {
        forget();
        if (end != null) {
            end.network.close();
            end = null;
        }
        network.close();
        memory.close();
    }
}

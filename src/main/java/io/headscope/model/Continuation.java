package io.headscope.model;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.AttentionSite.Kind;
import io.headscope.attention.Stack;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/// The reading of a network as one that goes on with a text: what it has computed of the tokens before, keys and values,
/// is given to it as inputs, and only the new tokens run. So no family writes a key–value cache, and no engine keeps one:
/// the keys and values of one run's trace are the inputs of the next.
///
/// @param network the network that goes on
/// @param caches  what it takes from the run before
/// @param valid   the input that tells which of all tokens, old and new, are none of the padding   [batch, all]
/// @param places  the inputs that number the positions of all tokens, old and new                  [batch, all];
///                to each, the input of the network that does so for the new ones
public record Continuation(Network network, List<Cache> caches, String valid, Map<String, String> places) {

    /// The keys and values of one site as inputs.
    ///
    /// @param keys   the name of the input of keys, and
    /// @param values of values         [batch, key heads, positions so far, size]
    public record Cache(AttentionSite site, String keys, String values) {}

    private static final Dim PAST = Dim.named("past");
    private static final Dim ALL = Dim.named("all");
    private static final int POSITIONS_AXIS = 2;

    public Continuation {
        caches = List.copyOf(caches);
        places = Map.copyOf(places);
    }

    /// Of a network whose last stack writes a text from left to right; nothing of others. Its only output is `logits`.
    public static Optional<Continuation> of(Network network) {
        return network.writes() ? Optional.of(of(network, Set.of("logits"))) : Optional.empty();
    }

    /// Of a network whose positions are causal ([CausalPositions]), with those of its outputs and taps that are named.
    public static Continuation of(Network network, Set<String> read) {
        return new Rewriting(network, read).continuation();
    }

    /// Writes the program anew, with inputs in the place of what was computed before.
    private static final class Rewriting {

        private final Network network;
        private final Program program;
        private final SequencedMap<String, Value> inputs = new LinkedHashMap<>();
        private final Set<String> read;
        private final Map<Value, Value> places = new HashMap<>();
        private final Map<String, String> placeNames = new HashMap<>();
        private final List<Cache> caches = new ArrayList<>();
        private final List<Step> steps = new ArrayList<>();
        private final Value valid;
        private int values;

        Rewriting(Network network, Set<String> read) {
            this.network = network;
            this.read = read;
            this.program = network.program();
            this.values = program.steps().stream().mapToInt(step -> step.result().id()).max().orElse(0) + 1;
            this.valid = input("past.valid", ElementType.I64, Dim.BATCH, ALL);
        }

        Continuation continuation() {
            program.steps().forEach(step -> {
                switch (step.op()) {
                    case Op.Attend(AttentionSite site, Attention attention) when site.stack() == Stack.DECODER ->
                        attend(step, site, attention);
                    default -> steps.add(step);
                }
            });
            SequencedMap<String, Value> outputs = new LinkedHashMap<>(program.outputs());
            outputs.keySet().retainAll(read);
            Set<Value> needed = new HashSet<>(outputs.values());
            program.taps().forEach((name, tap) -> {
                if (read.contains(name)) {
                    needed.add(tap);
                }
            });
            List<Step> kept = new ArrayList<>();
            for (Step step : steps.reversed()) {
                if (needed.contains(step.result())) {
                    needed.addAll(step.operands());
                    kept.addFirst(step);
                }
            }
            SequencedMap<String, Value> all = new LinkedHashMap<>(program.inputs());
            all.values().retainAll(needed);
            all.putAll(inputs);
            SequencedMap<String, Derived> derived = new LinkedHashMap<>(program.derived());
            derived.keySet().retainAll(all.keySet());
            Network continued = new Network(
                    network.family(),
                    network.architecture(),
                    new Program(all, derived, kept, outputs),
                    network.answer(),
                    network.intakes(),
                    network.layouts(),
                    network.basePrefix(),
                    network.counting(),
                    network.target());
            return new Continuation(continued, caches, "past.valid", placeNames);
        }

        private void attend(Step step, AttentionSite site, Attention attention) {
            Value q = step.operands().get(0);
            Value k = step.operands().get(1);
            Value v = step.operands().get(2);
            boolean grows = site.kind() == Kind.SELF;
            String name = "past." + site.section().id() + "." + site.layer();
            caches.add(new Cache(site, name + ".keys", name + ".values"));
            Value allKeys = grows ? grown(name + ".keys", k, step) : input(name + ".keys", k.type(), k.shape());
            Value allValues = grows ? grown(name + ".values", v, step) : input(name + ".values", v.type(), v.shape());
            Attention anew = anew(attention, grows);
            List<Value> operands = new ArrayList<>(List.of(q, allKeys, allValues));
            operands.addAll(anew.operands());
            steps.add(new Step(step.result(), new Op.Attend(site, anew), operands, step.part()));
        }

        /// What was, and what is new behind it.
        private Value grown(String name, Value x, Step step) {
            Value past = input(name, x.type(), List.of(x.dim(0), x.dim(1), PAST, x.dim(3)));
            Value all = new Value(values++, x.type(), List.of(x.dim(0), x.dim(1), ALL, x.dim(3)));
            steps.add(new Step(all, new Op.Concat(POSITIONS_AXIS), List.of(past, x), step.part()));
            return all;
        }

        /// The new tokens are none of the padding; those before may be. Whatever counts keys counts all of them.
        private Attention anew(Attention attention, boolean grows) {
            List<Mask> masks = attention.mask().parts().stream()
                    .filter(part -> !(part instanceof Mask.Queries))
                    .map(part -> grows && part instanceof Mask.Keys ? new Mask.Keys(valid) : part)
                    .toList();
            Attention masked = attention.with(new Mask.All(masks));
            return switch (attention.bias()) {
                case Bias.Alibi alibi -> masked.with(
                        new Bias.Alibi(alibi.slopes(), place(alibi.positions()), alibi.rounding(), alibi.factor()));
                case Bias.None _, Bias.Buckets _ -> masked;
                case Bias.Table2d _, Bias.Dense _, Bias.Disentangled _ ->
                    throw new IllegalArgumentException("a text is not continued under " + attention.bias());
            };
        }

        private Value place(Value positions) {
            return places.computeIfAbsent(positions, _ -> {
                String name = "past.places." + placeNames.size();
                placeNames.put(name, name(positions));
                return input(name, ElementType.I64, Dim.BATCH, ALL);
            });
        }

        private String name(Value input) {
            return program.inputs().entrySet().stream()
                    .filter(named -> named.getValue().equals(input))
                    .findFirst()
                    .orElseThrow()
                    .getKey();
        }

        private Value input(String name, ElementType type, Dim... shape) {
            return input(name, type, List.of(shape));
        }

        private Value input(String name, ElementType type, List<Dim> shape) {
            Value value = new Value(values++, type, shape);
            inputs.put(name, value);
            return value;
        }
    }
}

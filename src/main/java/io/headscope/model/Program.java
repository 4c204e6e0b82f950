package io.headscope.model;

import io.headscope.attention.AttentionSite;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;

/// A network as a value: steps over symbolic shapes, in an order in which they can run. Written by a family through
/// [Ops], read by the engines, the checkpoint check and the diagram.
///
/// @param inputs  by name
/// @param derived how some of the inputs follow from others, in an order in which they can be worked out
/// @param outputs by name; taps are not among them
public record Program(
        SequencedMap<String, Value> inputs,
        SequencedMap<String, Derived> derived,
        List<Step> steps,
        SequencedMap<String, Value> outputs) {

    public Program {
        inputs = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(inputs));
        derived = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(derived));
        steps = List.copyOf(steps);
        outputs = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(outputs));
    }

    /// A parameter that the program needs.
    public record DeclaredWeight(String name, Init init, Value value) {

        /// The length of every axis.
        public List<Long> shape() {
            return value.shape().stream().map(dim -> ((Dim.Fixed) dim).length()).toList();
        }

        public long size() {
            return shape().stream().reduce(1L, Math::multiplyExact);
        }
    }

    /// Every parameter once, in the order of first use.
    public List<DeclaredWeight> weights() {
        return steps.stream()
                .<DeclaredWeight>mapMulti((step, take) -> {
                    if (step.op() instanceof Op.Weight(String name, Init init)) {
                        take.accept(new DeclaredWeight(name, init, step.result()));
                    }
                })
                .toList();
    }

    /// What can still be computed where some weights are not to be had; nothing where that costs attention.
    public Optional<Program> without(Collection<DeclaredWeight> weights) {
        Set<Value> lost = weights.stream().map(DeclaredWeight::value).collect(Collectors.toCollection(HashSet::new));
        List<Step> kept = new ArrayList<>();
        for (Step step : steps) {
            if (lost.contains(step.result()) || step.operands().stream().anyMatch(lost::contains)) {
                lost.add(step.result());
            } else {
                kept.add(step);
            }
        }
        SequencedMap<String, Value> left = new LinkedHashMap<>(outputs);
        left.values().removeAll(lost);
        Program rest = new Program(inputs, derived, kept, left);
        return left.isEmpty() || !rest.sites().equals(sites()) ? Optional.empty() : Optional.of(rest);
    }

    /// The same without some of its outputs and what only these need.
    public Program without(Set<String> names) {
        SequencedMap<String, Value> left = new LinkedHashMap<>(outputs);
        left.keySet().removeAll(names);
        Set<Value> needed = new HashSet<>(left.values());
        List<Step> kept = new ArrayList<>();
        for (Step step : steps.reversed()) {
            if (needed.contains(step.result()) || step.op() instanceof Op.Attend || step.op() instanceof Op.Tap) {
                needed.addAll(step.operands());
                kept.addFirst(step);
            }
        }
        return new Program(inputs, derived, kept, left);
    }

    /// The number of parameters, shared ones counted once.
    public long parameters() {
        return weights().stream().mapToLong(DeclaredWeight::size).sum();
    }

    /// Every place where attention is computed, in the order they run.
    public List<AttentionSite> sites() {
        return steps.stream().flatMap(step -> step.attend().stream()).map(Op.Attend::site).toList();
    }

    /// What is computed at a site of [#sites].
    ///
    /// @throws IllegalArgumentException if the program has no such site
    public Attention attention(AttentionSite site) {
        return steps.stream()
                .flatMap(step -> step.attend().stream())
                .filter(attend -> attend.site().equals(site))
                .map(Op.Attend::attention)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no attention at " + site));
    }

    /// What can be read besides the outputs, by name.
    public SequencedMap<String, Value> taps() {
        SequencedMap<String, Value> taps = new LinkedHashMap<>();
        for (Step step : steps) {
            if (step.op() instanceof Op.Tap(String name)) {
                taps.put(name, step.result());
            }
        }
        return taps;
    }
}

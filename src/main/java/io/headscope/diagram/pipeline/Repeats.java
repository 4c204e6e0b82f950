package io.headscope.diagram.pipeline;

import io.headscope.model.Attention;
import io.headscope.model.Op;
import io.headscope.model.Program;
import io.headscope.model.Step;
import io.headscope.model.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Layers that follow each other and do the same: told by their steps, one by one.
final class Repeats {

    /// Some layers alike.
    ///
    /// @param first the name of the first
    /// @param layers their names, in order
    record Run(String first, List<String> layers) {}

    private final Map<String, Run> runs = new HashMap<>();
    private final Map<Integer, Integer> counterparts = new HashMap<>();
    private final Map<Integer, List<String>> alike = new HashMap<>();

    private Repeats() {}

    static Repeats of(Program program) {
        Map<String, List<Step>> layers = new LinkedHashMap<>();
        for (Step step : program.steps()) {
            layerOf(step).ifPresent(layer -> layers.computeIfAbsent(layer, _ -> new ArrayList<>()).add(step));
        }
        Repeats repeats = new Repeats();
        List<String> names = new ArrayList<>(layers.keySet());
        for (int i = 0; i < names.size(); ) {
            int end = i + 1;
            while (end < names.size() && alike(names.get(i), names.get(end), layers)) {
                end++;
            }
            repeats.add(names.subList(i, end), layers);
            i = end;
        }
        return repeats;
    }

    /// The layer that a step belongs to, if to any.
    static Optional<String> layerOf(Step step) {
        PartName name = PartName.of(step.part());
        return name.toLayer() == 0 ? Optional.empty() : Optional.of(name.first(name.toLayer()));
    }

    /// The run that a layer is in, itself alone perhaps.
    Optional<Run> run(String layer) {
        return Optional.ofNullable(runs.get(layer));
    }

    /// The value that the same step gives in the run's first layer; the value itself where it is in none.
    int counterpart(int value) {
        return counterparts.getOrDefault(value, value);
    }

    /// The names of what the same step gives in every layer of the run, first to last.
    List<String> alike(Value value) {
        return alike.getOrDefault(counterpart(value.id()), List.of(value.name()));
    }

    private void add(List<String> names, Map<String, List<Step>> layers) {
        Run run = new Run(names.getFirst(), List.copyOf(names));
        List<Step> first = layers.getOrDefault(names.getFirst(), List.of());
        for (String name : names) {
            runs.put(name, run);
            List<Step> steps = layers.getOrDefault(name, List.of());
            for (int i = 0; i < steps.size(); i++) {
                counterparts.put(steps.get(i).result().id(), first.get(i).result().id());
                alike.computeIfAbsent(first.get(i).result().id(), _ -> new ArrayList<>()).add(steps.get(i).result().name());
            }
        }
    }

    private static boolean alike(String first, String second, Map<String, List<Step>> layers) {
        boolean neighbours = first.substring(0, first.lastIndexOf('.')).equals(second.substring(0, second.lastIndexOf('.')));
        return neighbours && signature(layers.getOrDefault(first, List.of())).equals(signature(layers.getOrDefault(second, List.of())));
    }

    private static List<String> signature(List<Step> steps) {
        return steps.stream()
                .map(step -> {
                    PartName name = PartName.of(step.part());
                    return name.behind(name.toLayer()) + " " + kind(step.op()) + " " + step.result().shape();
                })
                .toList();
    }

    private static String kind(Op op) {
        if (op instanceof Op.Foreign foreign) {
            return foreign.operator();
        }
        return op instanceof Op.Attend(var _, Attention attention)
                ? "attend " + attention.mask().getClass().getSimpleName() + " " + attention.bias().getClass().getSimpleName()
                : op.getClass().getSimpleName();
    }
}

package io.headscope.diagram.pipeline;

import io.headscope.model.Step;
import io.headscope.model.Value;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Which steps are one node where parts are drawn. A part whose own steps stand between those of the parts in it (the sum
/// around attention, say) would be one node that everything goes into and comes out of again: such are parted by when they
/// come, so that data goes one way.
final class Units {

    private static final String TIME = "#at";

    private final List<Step> steps;
    private final Function<Value, @Nullable Step> maker;
    private final Map<Step, String> names = new IdentityHashMap<>();
    private final Map<Step, Integer> depths = new IdentityHashMap<>();

    private Units(List<Step> steps, Function<Value, @Nullable Step> maker) {
        this.steps = steps;
        this.maker = maker;
    }

    /// @param steps in the order in which they run
    /// @param part  the part that each is in
    /// @param maker the step among `steps` that a value comes from
    static Units of(List<Step> steps, Function<Step, String> part, Function<Value, @Nullable Step> maker) {
        Units units = new Units(steps, maker);
        steps.forEach(step -> units.names.put(step, part.apply(step)));
        units.measure();
        Set<String> turning = units.turning();
        while (!turning.isEmpty()) {
            units.split(turning);
            turning = units.turning();
        }
        return units;
    }

    String name(Step step) {
        return names.getOrDefault(step, "");
    }

    /// Whether a node is one moment of a part.
    static boolean isMoment(String name) {
        return name.contains(TIME);
    }

    /// The part that a node is of.
    static String part(String name) {
        int time = name.indexOf(TIME);
        return time < 0 ? name : name.substring(0, time);
    }

    /// How often data has gone from one part to another until it comes to a step.
    private void measure() {
        for (Step step : steps) {
            int depth = 0;
            for (Value operand : step.operands()) {
                Step from = maker.apply(operand);
                if (from != null && from != step) {
                    depth = Math.max(depth, depths.getOrDefault(from, 0) + (name(from).equals(name(step)) ? 0 : 1));
                }
            }
            depths.put(step, depth);
        }
    }

    private void split(Set<String> turning) {
        for (Step step : steps) {
            if (turning.contains(name(step))) {
                names.put(step, name(step) + TIME + depths.getOrDefault(step, 0));
            }
        }
    }

    /// What is to be parted: parts that data comes to again after it has left them; of those that turn with each other, the
    /// ones around others.
    private Set<String> turning() {
        Map<String, Set<String>> next = new LinkedHashMap<>();
        for (Step step : steps) {
            for (Value operand : step.operands()) {
                Step from = maker.apply(operand);
                if (from != null && !name(from).equals(name(step))) {
                    next.computeIfAbsent(name(from), _ -> new LinkedHashSet<>()).add(name(step));
                }
            }
        }
        Map<String, Set<String>> reached = new HashMap<>();
        next.keySet().forEach(name -> reached.put(name, reached(name, next)));
        Set<String> turning = new HashSet<>();
        reached.forEach((name, on) -> {
            if (on.contains(name) && !isMoment(name)) {
                turning.add(name);
            }
        });
        Set<String> around = new HashSet<>();
        for (String name : turning) {
            boolean holds = turning.stream().anyMatch(other -> !other.equals(name) && (name.isEmpty() || other.startsWith(name + ".")));
            if (holds) {
                around.add(name);
            }
        }
        return around.isEmpty() ? turning : around;
    }

    private static Set<String> reached(String from, Map<String, Set<String>> next) {
        Set<String> reached = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(next.getOrDefault(from, Set.of()));
        while (!open.isEmpty()) {
            String name = open.removeFirst();
            if (reached.add(name)) {
                open.addAll(next.getOrDefault(name, Set.of()));
            }
        }
        return reached;
    }
}

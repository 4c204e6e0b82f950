package io.headscope.diagram.pipeline;

import io.headscope.model.Op;
import io.headscope.model.Program;
import io.headscope.model.Step;
import io.headscope.model.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Norms and activations that a file of somebody else's spells out in single operators, each as the one operation that
/// they are.
final class Condensed {

    /// @param whole what the operators do together
    /// @param parts their names, in order
    private record Pattern(String whole, List<String> parts) {}

    private static final List<Pattern> PATTERNS = List.of(
            pattern("LayerNormalization", "ReduceMean Sub Pow ReduceMean Add Sqrt Div Mul Add"),
            pattern("LayerNormalization", "ReduceMean Sub Mul ReduceMean Add Sqrt Div Mul Add"),
            pattern("RMSNormalization", "Pow ReduceMean Add Sqrt Reciprocal Mul Mul"),
            pattern("RMSNormalization", "Pow ReduceMean Add Sqrt Div Mul Mul"),
            pattern("RMSNormalization", "pow mean add rsqrt mul mul"),
            pattern("Gelu", "Div Erf Add Mul Mul"),
            pattern("Gelu", "Mul Pow Mul Add Mul Tanh Add Mul"),
            pattern("Gelu", "Pow Mul Add Mul Tanh Add Mul Mul"),
            pattern("Gelu", "Mul Mul Mul Mul Add Mul Tanh Add Mul"),
            pattern("Gelu", "Mul Mul Mul Mul Add Mul Mul Add Tanh Add Mul"),
            pattern("Gelu", "mul pow mul add mul tanh add mul"),
            pattern("Silu", "Sigmoid Mul"));

    private final Program program;
    private final Map<Integer, Integer> uses = new HashMap<>();
    private final Map<Integer, Integer> casts = new HashMap<>();

    private Condensed(Program program) {
        this.program = program;
        for (Step step : program.steps()) {
            if (step.op() instanceof Op.Foreign foreign && foreign.operator().equals("Cast") && !step.operands().isEmpty()) {
                int from = step.operands().getFirst().id();
                casts.put(step.result().id(), casts.getOrDefault(from, from));
            }
        }
        program.steps().stream().filter(step -> !casts.containsKey(step.result().id())).forEach(step -> step.operands().forEach(operand -> uses.merge(plain(operand), 1, Integer::sum)));
        program.outputs().values().forEach(output -> uses.merge(plain(output), 1, Integer::sum));
    }

    /// The value itself, in whatever type.
    private int plain(Value value) {
        return casts.getOrDefault(value.id(), value.id());
    }

    private static Pattern pattern(String whole, String parts) {
        return new Pattern(whole, List.of(parts.split(" ")));
    }

    static Program of(Program program) {
        return program.steps().stream().noneMatch(step -> step.op() instanceof Op.Foreign) ? program : new Condensed(program).condensed();
    }

    private Program condensed() {
        List<Step> computing = program.steps().stream().filter(Condensed::counts).toList();
        Map<Step, Step> folded = new HashMap<>();
        Set<Step> gone = new HashSet<>();
        for (int i = 0; i < computing.size(); i++) {
            List<Step> group = group(computing, i);
            if (!group.isEmpty()) {
                folded.put(group.getLast(), one(group));
                gone.addAll(group);
                i += group.size() - 1;
            }
        }
        List<Step> steps = new ArrayList<>();
        for (Step step : program.steps()) {
            if (folded.containsKey(step)) {
                steps.add(folded.get(step));
            } else if (!gone.contains(step)) {
                steps.add(step);
            }
        }
        return new Program(program.inputs(), program.derived(), steps, program.outputs());
    }

    /// Casts between the steps of a norm, as half-precision files have them, do not part it.
    private static boolean counts(Step step) {
        return step.op() instanceof Op.Foreign foreign && !foreign.operator().equals("Cast");
    }

    private List<Step> group(List<Step> steps, int from) {
        for (Pattern pattern : PATTERNS) {
            int end = from + pattern.parts.size();
            if (end <= steps.size() && matches(steps.subList(from, end), pattern)) {
                return steps.subList(from, end);
            }
        }
        return List.of();
    }

    private boolean matches(List<Step> steps, Pattern pattern) {
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            if (!((Op.Foreign) step.op()).operator().equals(pattern.parts.get(i)) || step.attend().isPresent()
                    || !step.part().equals(steps.getFirst().part())) {
                return false;
            }
        }
        Set<Integer> made = new HashSet<>();
        steps.subList(0, steps.size() - 1).forEach(step -> made.add(step.result().id()));
        return isConnected(steps) && usesWithin(steps, made);
    }

    private boolean isConnected(List<Step> steps) {
        for (int i = 1; i < steps.size(); i++) {
            Set<Integer> before = new HashSet<>();
            steps.subList(0, i).forEach(step -> before.add(step.result().id()));
            boolean continues = steps.get(i).operands().stream().anyMatch(operand -> before.contains(plain(operand)));
            Set<Integer> given = new HashSet<>();
            steps.getFirst().operands().forEach(operand -> given.add(plain(operand)));
            boolean starts = steps.get(i).operands().stream().anyMatch(operand -> given.contains(plain(operand)));
            if (!continues && !starts) {
                return false;
            }
        }
        return true;
    }

    /// Whether what is made on the way is used on the way alone.
    private boolean usesWithin(List<Step> steps, Set<Integer> made) {
        Map<Integer, Integer> within = new HashMap<>();
        steps.forEach(step -> step.operands().forEach(operand -> within.merge(plain(operand), 1, Integer::sum)));
        return made.stream().allMatch(id -> uses.getOrDefault(id, 0).equals(within.getOrDefault(id, 0)));
    }

    private Step one(List<Step> group) {
        Set<Integer> made = new HashSet<>();
        group.forEach(step -> made.add(step.result().id()));
        Set<Value> operands = new LinkedHashSet<>();
        group.forEach(step -> step.operands().stream().filter(operand -> !made.contains(plain(operand))).forEach(operands::add));
        String whole = PATTERNS.stream()
                .filter(pattern -> pattern.parts.equals(group.stream().map(step -> ((Op.Foreign) step.op()).operator()).toList()))
                .findFirst()
                .orElseThrow()
                .whole;
        Step last = group.getLast();
        return new Step(last.result(), new Op.Foreign(whole), List.copyOf(operands), last.part());
    }
}

package io.headscope.diagram.pipeline;

import io.headscope.model.Op;
import io.headscope.model.Program;
import io.headscope.model.Step;
import io.headscope.model.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What one layer of somebody else's network works out and other layers take over: angles of positions, a mask, a table of
/// distances. Exporters write it once, in the first layer that needs it. It belongs to none, so that layers alike are seen to
/// be alike.
final class Shared {

    private final Program program;
    private final Map<Integer, Step> makers = new HashMap<>();
    private final Map<Integer, List<Step>> readers = new HashMap<>();
    private final Map<Integer, Boolean> light = new HashMap<>();

    private Shared(Program program) {
        this.program = program;
        for (Step step : program.steps()) {
            makers.put(step.result().id(), step);
            step.operands().forEach(operand -> readers.computeIfAbsent(operand.id(), _ -> new ArrayList<>()).add(step));
        }
    }

    /// The program with such steps in the part that the layers stand in.
    static Program of(Program program) {
        return program.steps().stream().noneMatch(step -> step.op() instanceof Op.Foreign) ? program : new Shared(program).moved();
    }

    private Program moved() {
        Set<Step> shared = new HashSet<>();
        for (Step step : program.steps().reversed()) {
            Optional<String> layer = Repeats.layerOf(step);
            List<Step> read = readers.getOrDefault(step.result().id(), List.of());
            if (layer.isEmpty() || read.isEmpty()) {
                continue;
            }
            boolean stored = step.op() instanceof Op.Weight || step.op() instanceof Op.Constant;
            boolean elsewhere = read.stream().anyMatch(one -> !shared.contains(one) && !Repeats.layerOf(one).equals(layer));
            boolean onlyForShared = shared.containsAll(read);
            if (stored ? onlyForShared : isLight(step) && (onlyForShared || (elsewhere && isReadInLayers(read, layer.get())))) {
                shared.add(step);
            }
        }
        if (shared.isEmpty()) {
            return program;
        }
        List<Step> steps = program.steps().stream()
                .map(step -> shared.contains(step) ? new Step(step.result(), step.op(), step.operands(), around(step)) : step)
                .toList();
        return new Program(program.inputs(), program.derived(), steps, program.outputs());
    }

    private static boolean isReadInLayers(List<Step> read, String layer) {
        return read.stream().flatMap(one -> Repeats.layerOf(one).stream()).anyMatch(other -> !other.equals(layer));
    }

    private static String around(Step step) {
        PartName name = PartName.of(step.part());
        return name.first(name.toLayer() - 1);
    }

    /// Whether nothing that a layer has learned goes into it: no weights but tables to look up in, no attention, nothing of
    /// another layer.
    private boolean isLight(Step step) {
        Boolean known = light.get(step.result().id());
        if (known != null) {
            return known;
        }
        boolean is = step.attend().isEmpty();
        for (Value operand : step.operands()) {
            Step maker = makers.get(operand.id());
            if (maker == null || !is) {
                continue;
            }
            if (maker.op() instanceof Op.Weight) {
                is = operand.rank() == 0 || isLookUp(step);
            } else if (Repeats.layerOf(maker).isPresent()) {
                is = Repeats.layerOf(maker).equals(Repeats.layerOf(step)) && isLight(maker);
            }
        }
        light.put(step.result().id(), is);
        return is;
    }

    private static boolean isLookUp(Step step) {
        return step.op() instanceof Op.Foreign(String operator, var _, var _) && (operator.equals("Gather") || operator.equals("embedding"));
    }
}

package io.headscope.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A program cut at its layers, to be run one after the other with the weights of one at a time.
///
/// @param blocks  in the order they run
/// @param values  where the outputs and taps that were asked for are found: what hands on is left out
/// @param lookups rows picked from tables of weights by inputs of the program: done beforehand, as a whole table would be
///                read for a few of its rows
public record ProgramBlocks(List<ProgramBlock> blocks, SequencedMap<String, Value> values, List<Step> lookups) {

    private static final Pattern LAYER = Pattern.compile("^.*?\\.\\d+(?=\\.|$)");
    private static final Pattern VALUE = Pattern.compile("%(\\d+)");

    /// Constants longer than this are not compared: a stretch with one has a form of its own.
    private static final int COMPARED = 4_096;

    public ProgramBlocks {
        blocks = List.copyOf(blocks);
        values = java.util.Collections.unmodifiableSequencedMap(new LinkedHashMap<>(values));
        lookups = List.copyOf(lookups);
    }

    /// @param wanted outputs and taps, by name; all attention is computed besides
    public static ProgramBlocks of(Program program, Set<String> wanted) {
        return new Cut(program, new RunRequest(wanted, RunRequest.Keeping.BY_SIZE).values(program)).blocks();
    }

    private static final class Cut {
        private final Program program;
        private final SequencedMap<String, Value> values = new LinkedHashMap<>();
        private final List<Step> steps = new ArrayList<>();
        private final Set<Value> asked;
        private final Map<Value, Step> made = new HashMap<>();
        private final Set<Value> needed = new HashSet<>();
        private final List<Step> lookups = new ArrayList<>();

        Cut(Program program, SequencedMap<String, Value> wanted) {
            this.program = program;
            Map<Value, Value> handedOn = new HashMap<>();
            for (Step step : program.steps()) {
                List<Value> operands =
                        step.operands().stream().map(value -> handedOn.getOrDefault(value, value)).toList();
                // What no stretch makes is handed on by the stretch itself.
                boolean madeInAStretch = made.get(operands.isEmpty() ? step.result() : operands.getFirst()) instanceof Step maker
                        && !isSource(maker);
                if (step.op() instanceof Op.Tap && madeInAStretch) {
                    handedOn.put(step.result(), operands.getFirst());
                } else {
                    Step own = new Step(step.result(), step.op(), operands, step.part());
                    steps.add(own);
                    made.put(own.result(), own);
                }
            }
            wanted.forEach((name, value) -> values.put(name, handedOn.getOrDefault(value, value)));
            this.asked = new HashSet<>(values.values());
            needed.addAll(asked);
            for (Step step : steps.reversed()) {
                if (step.op() instanceof Op.Attend || needed.contains(step.result())) {
                    needed.add(step.result());
                    needed.addAll(step.operands());
                }
            }
        }

        ProgramBlocks blocks() {
            List<List<Step>> stretches = stretches();
            Set<Value> laterUsed = new HashSet<>(asked);
            List<ProgramBlock> blocks = new ArrayList<>();
            for (List<Step> stretch : stretches.reversed()) {
                blocks.addFirst(block(stretch, laterUsed));
                stretch.forEach(step -> laterUsed.addAll(step.operands()));
            }
            return new ProgramBlocks(blocks, values, lookups);
        }

        /// The needed steps but weights, constants and lookups, cut where the layer changes.
        private List<List<Step>> stretches() {
            List<List<Step>> stretches = new ArrayList<>();
            String last = "";
            for (Step step : steps) {
                if (!needed.contains(step.result()) || isSource(step)) {
                    continue;
                }
                if (isLookup(step)) {
                    lookups.add(step);
                    continue;
                }
                String layer = layer(step);
                if (stretches.isEmpty() || !layer.equals(last)) {
                    stretches.add(new ArrayList<>());
                    last = layer;
                }
                stretches.getLast().add(step);
            }
            return stretches;
        }

        private static String layer(Step step) {
            Matcher layer = LAYER.matcher(step.part());
            return layer.find() ? layer.group() : step.part();
        }

        private static boolean isSource(Step step) {
            return step.op() instanceof Op.Weight || step.op() instanceof Op.Constant;
        }

        private boolean isLookup(Step step) {
            return step.op() instanceof Op.Embed
                    && !asked.contains(step.result())
                    && made.get(step.operands().get(0)) instanceof Step table
                    && table.op() instanceof Op.Weight
                    && program.inputs().containsValue(step.operands().get(1));
        }

        private ProgramBlock block(List<Step> stretch, Set<Value> laterUsed) {
            SequencedSet<Step> sources = new LinkedHashSet<>();
            SequencedSet<Value> externals = new LinkedHashSet<>();
            Set<Value> own = stretch.stream().map(Step::result).collect(Collectors.toSet());
            for (Step step : stretch) {
                for (Value operand : step.operands()) {
                    Step maker = made.get(operand);
                    if (maker != null && isSource(maker)) {
                        sources.add(maker);
                    } else if (!own.contains(operand)) {
                        externals.add(operand);
                    }
                }
            }
            List<Step> steps = new ArrayList<>(sources);
            steps.addAll(stretch);
            List<Value> leaves = stretch.stream().map(Step::result).filter(laterUsed::contains).toList();
            SequencedMap<String, Value> inputs = new LinkedHashMap<>();
            externals.forEach(value -> inputs.put(inputName(value, inputs.size()), value));
            SequencedMap<String, Value> outputs = new LinkedHashMap<>();
            leaves.forEach(value -> outputs.put("out." + outputs.size(), value));
            String form = form(inputs, steps, leaves);
            return new ProgramBlock(new Program(inputs, new LinkedHashMap<>(), steps, outputs), List.copyOf(externals), leaves, form);
        }

        private String inputName(Value value, int place) {
            return program.inputs().entrySet().stream()
                    .filter(input -> input.getValue().equals(value))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElse("x" + place);
        }

        private static String form(SequencedMap<String, Value> inputs, List<Step> steps, List<Value> leaves) {
            Map<String, String> places = new HashMap<>();
            StringBuilder form = new StringBuilder();
            inputs.forEach((name, value) -> {
                places.put(Integer.toString(value.id()), name);
                form.append(name).append(value.type()).append(value.shape()).append('\n');
            });
            for (Step step : steps) {
                places.put(Integer.toString(step.result().id()), "s" + places.size());
                form.append(local(text(step), places)).append('\n');
            }
            leaves.forEach(value -> form.append(local(value.toString(), places)));
            return form.toString();
        }

        private static String text(Step step) {
            String what = switch (step.op()) {
                case Op.Weight _ -> "weight";
                case Op.Tap _ -> "tap";
                case Op.Constant(float[] numbers) -> numbers.length <= COMPARED
                        ? Arrays.toString(numbers)
                        : "constant of " + step.result();
                case Op.Pick(int axis, int[] positions) -> "pick " + axis + Arrays.toString(positions);
                case Op.Attend(var site, Attention attention) ->
                    "attend " + site.kind() + site.heads() + " " + attention;
                default -> step.op().toString();
            };
            return step.result() + " = " + what + step.operands();
        }

        /// Numbers of values as places in the stretch. What is neither taken nor made here keeps its number: then no other
        /// stretch is of the same form.
        private static String local(String text, Map<String, String> places) {
            return VALUE.matcher(text).replaceAll(found ->
                    Matcher.quoteReplacement("%" + places.getOrDefault(found.group(1), "#" + found.group(1))));
        }
    }
}

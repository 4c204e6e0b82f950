package io.headscope.model;

import io.headscope.model.Program.DeclaredWeight;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The reading of a program as one whose large matrices are multiplied in parts: rows of scores for some tokens, then for the
/// next. What is not multiplied, as a table whose rows are looked up, stays whole.
///
/// @param program the program, each part a weight of its own
/// @param parts   by the names of these weights
public record PartedWeights(Program program, Map<String, Part> parts) {

    /// What one tensor of an engine may take as F32: its bytes are counted in 31 bits.
    public static final long LARGEST = Integer.MAX_VALUE;

    /// What a part may take, so that it is in memory for a while only.
    private static final long PART = 1L << 30;

    /// Some rows of a weight.
    public record Part(DeclaredWeight of, long from, long to) {

        /// Its rows of the stored tensor.
        public StoredTensor of(StoredTensor whole) {
            return whole.rows(from, to);
        }
    }

    public PartedWeights {
        parts = Map.copyOf(parts);
    }

    public static PartedWeights of(Program program) {
        return of(program, LARGEST, PART);
    }

    /// @param largest bytes as F32 up to which a weight stays whole
    /// @param most    bytes as F32 that a part may take
    public static PartedWeights of(Program program, long largest, long most) {
        Map<Value, DeclaredWeight> large = new HashMap<>();
        for (DeclaredWeight weight : program.weights()) {
            if (Math.multiplyExact(Float.BYTES, weight.size()) > largest) {
                large.put(weight.value(), weight);
            }
        }
        return large.isEmpty() ? new PartedWeights(program, Map.of()) : new Rewriting(program, large, most).parted();
    }

    private static final class Rewriting {

        private final Program program;
        private final Map<Value, DeclaredWeight> large;
        private final long most;
        private final List<Step> steps = new ArrayList<>();
        private final Map<String, Part> parts = new LinkedHashMap<>();
        private final Map<String, Value> declared = new HashMap<>();
        private int values;

        Rewriting(Program program, Map<Value, DeclaredWeight> large, long most) {
            this.program = program;
            this.large = large;
            this.most = most;
            this.values = program.steps().stream().mapToInt(step -> step.result().id()).max().orElse(0) + 1;
        }

        PartedWeights parted() {
            for (Step step : program.steps()) {
                if (step.op() instanceof Op.Linear(boolean turned) && !turned && large.containsKey(step.operands().get(1))) {
                    part(step, Objects.requireNonNull(large.get(step.operands().get(1))));
                } else {
                    steps.add(step);
                }
            }
            return new PartedWeights(new Program(program.inputs(), program.derived(), steps, program.outputs()), parts);
        }

        private void part(Step step, DeclaredWeight weight) {
            long rows = weight.value().length(0);
            long width = weight.value().length(1);
            long count = Math.ceilDiv(rows, Math.max(1, most / (Float.BYTES * width)));
            long each = Math.ceilDiv(rows, count);
            List<Value> products = new ArrayList<>();
            for (long from = 0; from < rows; from += each) {
                Part part = new Part(weight, from, Math.min(rows, from + each));
                products.add(product(step, part, step.part() + "." + products.size()));
            }
            steps.add(new Step(step.result(), new Op.Concat(step.result().rank() - 1), products, step.part()));
        }

        private Value product(Step step, Part part, String place) {
            long length = part.to() - part.from();
            List<Value> operands = new ArrayList<>(List.of(step.operands().getFirst(), weight(part, place)));
            if (step.operands().size() > 2) {
                Value bias = step.operands().get(2);
                operands.add(add(new Op.Slice(0, part.from(), length), List.of(bias), bias.type(), List.of(Dim.of(length)), place));
            }
            List<Dim> shape = new ArrayList<>(step.result().shape());
            shape.set(shape.size() - 1, Dim.of(length));
            return add(step.op(), operands, step.result().type(), shape, place);
        }

        private Value weight(Part part, String place) {
            String name = part.of().name() + "[" + part.from() + ":" + part.to() + "]";
            return declared.computeIfAbsent(name, _ -> {
                parts.put(name, part);
                List<Dim> shape = List.of(Dim.of(part.to() - part.from()), part.of().value().dim(1));
                return add(new Op.Weight(name, part.of().init()), List.of(), part.of().value().type(), shape, place);
            });
        }

        private Value add(Op op, List<Value> operands, ElementType type, List<Dim> shape, String place) {
            Value result = new Value(values++, type, shape);
            steps.add(new Step(result, op, operands, place));
            return result;
        }
    }
}

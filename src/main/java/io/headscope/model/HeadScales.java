package io.headscope.model;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.HeadAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// The reading of a network as one whose heads can be weakened or switched off: it has an input more, a factor for the
/// output of every head. Which heads are off is a matter of that input, so that one network serves all choices.
///
/// @param network over the same weights
/// @param sites   in the order they run; where one runs several times, as often
public record HeadScales(Network network, List<AttentionSite> sites) {

    private static final String INPUT = "head_scales";

    public HeadScales {
        sites = List.copyOf(sites);
    }

    public static HeadScales of(Network network) {
        return new HeadScales(network.with(new Rewriting(network.program()).program()), network.program().sites());
    }

    /// An input of the plain network as one of this.
    ///
    /// @param scales what the outputs of heads are multiplied with: 0 switches one off. Others stay as they are
    public ModelInput scaled(ModelInput input, Map<HeadAddress, Double> scales) {
        int width = widest(sites);
        float[] factors = new float[sites.size() * width];
        Arrays.fill(factors, 1);
        scales.forEach((address, scale) -> {
            for (int i = 0; i < sites.size(); i++) {
                if (sites.get(i).equals(address.site())) {
                    factors[i * width + address.head()] = scale.floatValue();
                }
            }
        });
        Map<String, InputTensor> tensors = new HashMap<>(input.tensors());
        tensors.put(INPUT, InputTensor.of(factors, 1, sites.size(), width));
        return new ModelInput(tensors, input.tokens(), input.layouts(), input.source(), input.remarks());
    }

    private static int widest(List<AttentionSite> sites) {
        return sites.stream().mapToInt(AttentionSite::heads).max().orElse(1);
    }

    /// Writes the program anew, with a product behind every attention.
    private static final class Rewriting {

        private final Program program;
        private final List<Step> steps = new ArrayList<>();
        private final Map<Value, Value> scaled = new HashMap<>();
        private final Value factors;
        private int values;
        private int site;

        Rewriting(Program program) {
            this.program = program;
            this.values = program.steps().stream().mapToInt(step -> step.result().id()).max().orElse(0) + 1;
            List<AttentionSite> sites = program.sites();
            this.factors = value(ElementType.F32, Dim.BATCH, Dim.of(sites.size()), Dim.of(widest(sites)));
        }

        Program program() {
            for (Step step : program.steps()) {
                List<Value> operands = step.operands().stream().map(this::now).toList();
                steps.add(new Step(step.result(), step.op(), operands, step.part()));
                if (step.op() instanceof Op.Attend(AttentionSite own, Attention _)) {
                    scale(step, own.heads());
                }
            }
            SequencedMap<String, Value> inputs = new LinkedHashMap<>(program.inputs());
            inputs.put(INPUT, factors);
            SequencedMap<String, Value> outputs = new LinkedHashMap<>(program.outputs());
            outputs.replaceAll((_, value) -> now(value));
            return new Program(inputs, program.derived(), steps, outputs);
        }

        private Value now(Value value) {
            return scaled.getOrDefault(value, value);
        }

        private void scale(Step attend, int heads) {
            Value row = add(attend, new Op.Slice(1, site++, 1), List.of(factors), Dim.BATCH, Dim.of(1), factors.dim(2));
            Value own = factors.length(2) == heads
                    ? row
                    : add(attend, new Op.Slice(2, 0, heads), List.of(row), Dim.BATCH, Dim.of(1), Dim.of(heads));
            Dim[] shape = {Dim.BATCH, Dim.of(heads), Dim.of(1), Dim.of(1)};
            Value factor = add(attend, new Op.Reshape(List.of(shape)), List.of(own), shape);
            Value mixed = attend.result();
            scaled.put(mixed, add(attend, new Op.Mul(), List.of(mixed, factor), mixed.shape().toArray(Dim[]::new)));
        }

        private Value add(Step attend, Op op, List<Value> operands, Dim... shape) {
            Value result = value(ElementType.F32, shape);
            steps.add(new Step(result, op, operands, attend.part()));
            return result;
        }

        private Value value(ElementType type, Dim... shape) {
            return new Value(values++, type, List.of(shape));
        }
    }
}

package io.headscope.engine.onnx.foreign;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the outputs of a graph will measure, told from what they measured before: memory that is there when the run
/// starts is written to once, and not copied.
final class Forecast {

    private static final int KEPT = 8;

    private record Seen(List<Long> inputs, Map<String, long[]> outputs) {}

    private final List<Seen> seen = new ArrayList<>();

    /// @param inputs  the lengths of all axes of all inputs, in a fixed order
    /// @param outputs what came of them
    void learn(List<Long> inputs, Map<String, long[]> outputs) {
        seen.removeIf(one -> one.inputs.equals(inputs));
        seen.add(new Seen(inputs, outputs));
        if (seen.size() > KEPT) {
            seen.removeFirst();
        }
    }

    /// The shapes of all outputs, or nothing where they do not follow from what was seen.
    @Nullable Map<String, long[]> of(List<Long> inputs) {
        for (Seen one : seen) {
            if (one.inputs.equals(inputs)) {
                return one.outputs;
            }
        }
        if (seen.size() < 2 || seen.stream().anyMatch(one -> one.inputs.size() != inputs.size())) {
            return null;
        }
        Map<String, long[]> outputs = new LinkedHashMap<>();
        for (String name : seen.getFirst().outputs.keySet()) {
            long[] shape = shape(name, inputs);
            if (shape == null) {
                return null;
            }
            outputs.put(name, shape);
        }
        return outputs;
    }

    private long @Nullable [] shape(String name, List<Long> inputs) {
        List<long[]> shapes = new ArrayList<>();
        for (Seen one : seen) {
            long[] shape = one.outputs.get(name);
            if (shape == null || (!shapes.isEmpty() && shapes.getFirst().length != shape.length)) {
                return null;
            }
            shapes.add(shape);
        }
        long[] result = new long[shapes.getFirst().length];
        for (int axis = 0; axis < result.length; axis++) {
            result[axis] = length(shapes, axis, inputs);
        }
        return Arrays.stream(result).anyMatch(length -> length < 0) ? null : result;
    }

    /// An axis is as long as ever, or as much longer than one of the inputs' as ever.
    private long length(List<long[]> shapes, int axis, List<Long> inputs) {
        long first = shapes.getFirst()[axis];
        if (shapes.stream().allMatch(shape -> shape[axis] == first)) {
            return first;
        }
        long told = -1;
        for (int i = 0; i < inputs.size(); i++) {
            int at = i;
            long more = first - seen.getFirst().inputs.get(i);
            boolean always = java.util.stream.IntStream.range(0, shapes.size())
                    .allMatch(run -> shapes.get(run)[axis] - seen.get(run).inputs.get(at) == more);
            if (always && told >= 0 && told != inputs.get(i) + more) {
                // Two inputs that grew alike so far say different things now.
                return -1;
            }
            told = always ? inputs.get(i) + more : told;
        }
        return told;
    }
}

package io.headscope.model;

import io.headscope.attention.AttentionSite;
import io.headscope.model.Program.DeclaredWeight;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a network costs in memory, known before it runs.
///
/// @param mapped bytes of its weights in their files, of which the system keeps as much in memory as there is room for
/// @param whole  bytes of what must be converted to F32, all at once
/// @param block  bytes of what must be converted at a time where it runs block by block
/// @param largest bytes of the largest weight as F32
public record RunningCost(Program program, long mapped, long whole, long block, long largest) {

    /// @param stored the stored tensor of every weight
    public static RunningCost of(Program program, Map<DeclaredWeight, StoredTensor> stored) {
        long mapped = stored.values().stream().distinct().mapToLong(tensor -> tensor.data().byteSize()).sum();
        long whole = converted(program.weights(), stored);
        PartedWeights parted = PartedWeights.of(program);
        Map<DeclaredWeight, StoredTensor> known = new HashMap<>(stored);
        parted.program().weights().forEach(weight -> {
            PartedWeights.Part part = parted.parts().get(weight.name());
            if (part != null && stored.get(part.of()) instanceof StoredTensor tensor) {
                known.put(weight, part.of(tensor));
            }
        });
        long block = ProgramBlocks.of(parted.program(), Set.copyOf(program.outputs().keySet())).blocks().stream()
                .mapToLong(stretch -> converted(stretch.weights(), known))
                .max()
                .orElse(0);
        long largest = program.weights().stream()
                .mapToLong(weight -> Math.multiplyExact(Float.BYTES, weight.size()))
                .max()
                .orElse(0);
        return new RunningCost(program, mapped, whole, block, largest);
    }

    private static long converted(List<DeclaredWeight> weights, Map<DeclaredWeight, StoredTensor> stored) {
        return weights.stream()
                .filter(weight -> {
                    StoredTensor tensor = stored.get(weight);
                    return tensor == null || tensor.type() != ElementType.F32;
                })
                .mapToLong(weight -> Math.multiplyExact(Float.BYTES, weight.size()))
                .sum();
    }

    /// Bytes of a trace over a text: queries, keys and values of every site and, where they are kept, its maps.
    ///
    /// @param tokens the length of the text
    public long trace(long tokens, boolean keepsMaps) {
        long numbers = 0;
        for (Step step : program.steps()) {
            if (step.op() instanceof Op.Attend(AttentionSite site, Attention _)) {
                for (Value value : step.operands().subList(0, 3)) {
                    numbers = Math.addExact(numbers, tokens * value.length(1) * value.length(3));
                }
                numbers = Math.addExact(numbers, keepsMaps ? site.heads() * tokens * tokens : 0);
            }
        }
        return Math.multiplyExact(Float.BYTES, numbers);
    }
}

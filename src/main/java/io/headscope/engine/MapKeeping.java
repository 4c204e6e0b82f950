package io.headscope.engine;

import io.headscope.attention.AttentionSite;
import io.headscope.model.Dim;
import io.headscope.model.InputTensor;
import io.headscope.model.ModelInput;
import io.headscope.model.Op;
import io.headscope.model.Program;
import io.headscope.model.RunRequest;
import io.headscope.model.Step;
import io.headscope.model.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Decides whether the maps of a run are kept in memory or recomputed when they are read.
public final class MapKeeping {

    /// The largest maps of a run that are kept: twelve layers of twelve heads of 682 tokens.
    private static final long LARGEST = 256L << 20;

    private MapKeeping() {}

    /// Whether a run of a network whose program is an outline keeps its maps.
    ///
    /// @param positions the longest axis
    public static boolean keeps(RunRequest request, List<AttentionSite> sites, long positions) {
        long heads = sites.stream().mapToLong(AttentionSite::heads).sum();
        return switch (request.keeping()) {
            case KEPT -> true;
            case RECOMPUTED -> false;
            case BY_SIZE -> Float.BYTES * heads * positions * positions <= LARGEST;
        };
    }

    /// Whether a run keeps its maps.
    public static boolean keeps(RunRequest request, Program program, ModelInput input) {
        return switch (request.keeping()) {
            case KEPT -> true;
            case RECOMPUTED -> false;
            case BY_SIZE -> Float.BYTES * weights(program, lengths(program, input)) <= LARGEST;
        };
    }

    /// The weights of all heads of all sites.
    private static long weights(Program program, Map<Dim, Long> lengths) {
        return program.steps().stream()
                .filter(step -> step.op() instanceof Op.Attend)
                .map(Step::operands)
                .mapToLong(operands -> {
                    Value queries = operands.get(0);
                    return queries.length(1) * length(queries.dim(2), lengths) * length(operands.get(1).dim(2), lengths);
                })
                .sum();
    }

    private static long length(Dim dim, Map<Dim, Long> lengths) {
        return switch (dim) {
            case Dim.Fixed(long length) -> length;
            case Dim.Named named -> lengths.getOrDefault(named, 1L);
        };
    }

    private static Map<Dim, Long> lengths(Program program, ModelInput input) {
        Map<Dim, Long> lengths = new HashMap<>();
        program.inputs().forEach((name, value) -> {
            InputTensor tensor = input.tensor(name);
            for (int axis = 0; axis < Math.min(value.rank(), tensor.shape().length); axis++) {
                lengths.put(value.dim(axis), tensor.shape()[axis]);
            }
        });
        return lengths;
    }
}

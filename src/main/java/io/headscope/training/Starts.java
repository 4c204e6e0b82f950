package io.headscope.training;

import io.headscope.attention.FloatTensor;
import io.headscope.checkpoint.Checkpoint;
import io.headscope.checkpoint.WeightCheck;
import io.headscope.model.Network;
import io.headscope.model.Program;
import io.headscope.model.Weights;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// Weights to start from that were trained before.
public final class Starts {

    private Starts() {}

    /// The weights of a model in a folder, copied.
    ///
    /// @throws io.headscope.message.ProblemException if it cannot be read, is not of this network, or has numbers that are none
    public static Map<String, FloatTensor> of(Path folder, Network network) {
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            WeightCheck check = WeightCheck.of(checkpoint, network);
            Weights stored = check.require();
            check.requireFinite();
            Map<String, FloatTensor> weights = new HashMap<>();
            for (Program.DeclaredWeight weight : network.program().weights()) {
                float[] numbers = stored.find(weight).asF32(Arena.ofAuto()).toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
                weights.put(weight.name(), FloatTensor.of(numbers, weight.shape().stream().mapToLong(i -> i).toArray()));
            }
            return weights;
        }
    }
}

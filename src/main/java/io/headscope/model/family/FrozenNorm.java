package io.headscope.model.family;

import io.headscope.model.Init;
import io.headscope.model.Ops;
import io.headscope.model.Value;

/// Normalisation of channels by statistics that were gathered in training and stand in the checkpoint.
final class FrozenNorm {

    private static final double EPSILON = 1e-5;

    private FrozenNorm() {}

    /// @param x [batch, channels, rows, columns]
    static Value write(Layers layers, String name, Value x) {
        Ops ops = layers.ops();
        long channels = x.length(1);
        return ops.batchNorm(
                x,
                ops.weight(name + ".weight", Init.ONES, channels),
                ops.weight(name + ".bias", Init.ZEROS, channels),
                ops.weight(name + ".running_mean", Init.ZEROS, channels),
                ops.weight(name + ".running_var", Init.ONES, channels),
                EPSILON);
    }
}

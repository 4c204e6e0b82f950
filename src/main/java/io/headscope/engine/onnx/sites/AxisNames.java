package io.headscope.engine.onnx.sites;

import java.util.BitSet;

/// What roots of axes say to those outside.
public final class AxisNames {

    private AxisNames() {}

    /// The inputs, by number, that roots of positions belong to.
    public static BitSet inputs(BitSet roots) {
        return AxisRoots.inputs(roots);
    }
}

package io.headscope.engine.onnx.sites;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// How one site's numbers leave a changed graph: the names of outputs, all of F32, and which axis of each is which.
///
/// @param name       the graph's own name for the place: `/encoder/layer.3/attention/self`
/// @param operator   the place of the operator that makes the weights, in the order of execution
/// @param weights    the attention weights
/// @param queries    the queries, where there are any to be had
/// @param keys       the keys, likewise
/// @param values     the values, likewise
/// @param iterated   whether the first axis of all of them counts the turns of a loop
/// @param causal     whether the operator itself says that a query sees no key behind it
/// @param queryRoots what the queries' positions run along, as [AxisRoots] counts
/// @param keyRoots   what the keys' positions run along
/// @param queryReach the inputs that the queries are computed from
/// @param keyReach   the inputs that the keys are computed from
public record SiteTap(
        String name,
        int operator,
        Weights weights,
        @Nullable Matrix queries,
        @Nullable Matrix keys,
        @Nullable Matrix values,
        boolean iterated,
        boolean causal,
        BitSet queryRoots,
        BitSet keyRoots,
        BitSet queryReach,
        BitSet keyReach) {

    /// @param keys    the axis along the keys
    /// @param queries the axis along the queries, negative where there is one query only; other axes are heads
    public record Weights(String output, int keys, int queries) {}

    /// @param positions the axis along the positions, negative where there is one only
    /// @param size      the axis along the size of a head, negative where there is none; other axes are heads
    /// @param heads     heads that lie behind each other in the axis `size`; 0 where they have an axis of their own
    public record Matrix(String output, int positions, int size, int heads) {}
}

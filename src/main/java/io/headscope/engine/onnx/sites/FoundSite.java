package io.headscope.engine.onnx.sites;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// A place in a graph where attention is computed.
sealed interface FoundSite {

    /// The operator that makes the weights, or all of it.
    Node node();

    /// What the queries' positions run along, as [AxisRoots] counts.
    BitSet queryRoots();

    /// What the keys' positions run along.
    BitSet keyRoots();

    /// What the queries are computed from.
    BitSet queryReach();

    /// What the keys are computed from.
    BitSet keyReach();

    /// How many heads it has; 0 where only a run tells.
    default int heads() {
        return switch (this) {
            case Spelled spelled -> {
                long length = spelled.weights.rank() == 4 ? spelled.weights.length(1) : 0;
                yield (int) Math.max(0, length);
            }
            case Fused fused -> {
                Tensor query = fused.node.input(0);
                long apart = query != null && query.rank() == 4 && fused.node.isStandard() ? query.length(1) : 0;
                yield (int) Math.max(0, fused.node.whole("num_heads", fused.node.whole("q_num_heads", apart)));
            }
        };
    }

    /// In operators of its own: weights are a tensor of the graph, which only has to be let out.
    ///
    /// @param weights  the weights, at the type nearest to what the product with the values takes
    /// @param keys     the axis of `weights` that runs along the keys
    /// @param queries  the axis that runs along the queries; [Axes#NONE] where there is one query
    /// @param product  the product with the values
    /// @param value    the values
    /// @param query    the queries, where scores are a product
    /// @param key      the keys, where scores are a product
    record Spelled(
            Node node,
            Tensor weights,
            int keys,
            int queries,
            Node product,
            Operand value,
            @Nullable Operand query,
            @Nullable Operand key,
            BitSet queryRoots,
            BitSet keyRoots,
            BitSet queryReach,
            BitSet keyReach)
            implements FoundSite {}

    /// One operator that does all of it.
    record Fused(Node node, BitSet queryRoots, BitSet keyRoots, BitSet queryReach, BitSet keyReach) implements FoundSite {}
}

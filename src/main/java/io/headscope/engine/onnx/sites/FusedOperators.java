package io.headscope.engine.onnx.sites;

import java.util.Set;

/// Operators that do all of attention at once.
final class FusedOperators {

    private static final Set<String> CONTRIBUTED = Set.of(
            "Attention",
            "QAttention",
            "MultiHeadAttention",
            "DecoderMaskedMultiHeadAttention",
            "DecoderMaskedSelfAttention",
            "GroupQueryAttention",
            "PackedAttention",
            "PackedMultiHeadAttention",
            "SparseAttention",
            "PagedAttention",
            "LongformerAttention");

    private FusedOperators() {}

    static boolean isAttention(Node node) {
        return (node.isStandard() && node.op().equals("Attention")) || (node.isContributed() && CONTRIBUTED.contains(node.op()));
    }

    /// Whether queries and keys are made of one input.
    static boolean isSelf(Node node) {
        return node.isContributed()
                && switch (node.op()) {
                    case "Attention", "QAttention", "PackedAttention", "DecoderMaskedSelfAttention", "LongformerAttention" -> true;
                    default -> false;
                };
    }

    /// Whether it hides the keys behind a query, whatever its mask says.
    static boolean isCausal(Node node) {
        return node.whole("is_causal", 0) != 0
                || node.whole("unidirectional", 0) != 0
                || node.op().equals("GroupQueryAttention")
                || node.op().startsWith("DecoderMasked");
    }
}

package io.headscope.attention;

/// One place in a network where attention is computed: all heads of one layer's self- or cross-attention.
///
/// @param stack the stack whose positions are the queries
/// @param kind  self-attention, or cross-attention to the encoder's positions
/// @param layer the layer within the stack, from 0
/// @param heads the number of (query) heads
public record AttentionSite(Stack stack, Kind kind, int layer, int heads) implements Comparable<AttentionSite> {

    /// Whether keys come from the same positions as the queries, or from another stack.
    public enum Kind {
        SELF,
        CROSS
    }

    /// The stack whose positions are the keys.
    public Stack keyStack() {
        return section().keyStack();
    }

    /// The sites that it is one of.
    public Section section() {
        return new Section(stack, kind);
    }

    /// The head at `head`.
    ///
    /// @throws IndexOutOfBoundsException if the site has no such head
    public HeadAddress head(int head) {
        return new HeadAddress(this, head);
    }

    /// Stack by stack, self before cross, layer by layer.
    @Override
    public int compareTo(AttentionSite other) {
        return java.util.Comparator.comparing(AttentionSite::stack)
                .thenComparing(AttentionSite::kind)
                .thenComparingInt(AttentionSite::layer)
                .thenComparingInt(AttentionSite::heads)
                .compare(this, other);
    }
}

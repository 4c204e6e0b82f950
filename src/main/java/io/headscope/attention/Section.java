package io.headscope.attention;

import io.headscope.attention.AttentionSite.Kind;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/// All sites of one stack and one kind: the encoder's self-attention, the decoder's, its cross-attention.
public record Section(Stack stack, Kind kind) {

    /// The sections of some sites, in their order.
    public static List<Section> of(Collection<AttentionSite> sites) {
        return sites.stream().map(AttentionSite::section).distinct().toList();
    }

    /// The head of this section that stands where `head` stands in its own: of the same layer and number, or of the last
    /// where this section has fewer.
    ///
    /// @param sites some of which are of this section
    public HeadAddress counterpart(HeadAddress head, Collection<AttentionSite> sites) {
        List<AttentionSite> own = sites.stream().filter(this::contains).toList();
        AttentionSite site = own.stream()
                .filter(one -> one.layer() >= head.site().layer())
                .findFirst()
                .orElse(own.getLast());
        return site.head(Math.min(head.head(), site.heads() - 1));
    }

    public boolean contains(AttentionSite site) {
        return site.stack() == stack && site.kind() == kind;
    }

    /// The stack whose positions are the keys.
    public Stack keyStack() {
        return kind == Kind.CROSS ? Stack.ENCODER : stack;
    }

    /// Its name in commands: `encoder`, `decoder`, `cross`.
    public String id() {
        return kind == Kind.CROSS ? kind.name().toLowerCase(Locale.ROOT) : stack.id();
    }
}

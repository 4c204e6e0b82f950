package io.headscope.view;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.HeadAddress;
import io.headscope.attention.Trace;
import io.headscope.message.Messages;
import java.util.Collection;

/// What heads are called: by layer and head alone where that is enough, with stack and kind where a trace has several.
public final class HeadName {

    private HeadName() {}

    /// `Layer 3 · Head 5`, or `Decoder, cross-attention · Layer 3 · Head 5`.
    public static String of(HeadAddress head, Trace trace, Messages messages) {
        return of(head, trace.sites(), messages);
    }

    private static String of(HeadAddress head, Collection<AttentionSite> sites, Messages messages) {
        AttentionSite site = head.site();
        String name = messages.format("view.head-name", site.layer(), head.head());
        return isOneSection(sites) ? name : section(site, messages) + " · " + name;
    }

    /// `Decoder, cross-attention`.
    public static String section(AttentionSite site, Messages messages) {
        String kind = switch (site.kind()) {
            case SELF -> "self";
            case CROSS -> "cross";
        };
        return messages.text("view.section." + site.stack().id() + "." + kind);
    }

    /// Whether all sites are of one stack and one kind.
    public static boolean isOneSection(Collection<AttentionSite> sites) {
        return sites.stream().map(site -> site.stack() + " " + site.kind()).distinct().count() == 1;
    }
}

package io.headscope.view;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.HeadAddress;
import io.headscope.attention.Section;
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

    /// The same among the sites of a trace that is not at hand.
    public static String of(HeadAddress head, Collection<AttentionSite> sites, Messages messages) {
        AttentionSite site = head.site();
        String name = messages.format("view.head-name", site.layer(), head.head());
        return Section.of(sites).size() == 1 ? name : section(site.section(), messages) + " · " + name;
    }

    /// `Decoder, cross-attention`.
    public static String section(Section section, Messages messages) {
        String kind = switch (section.kind()) {
            case SELF -> "self";
            case CROSS -> "cross";
        };
        return messages.text("view.section." + section.stack().id() + "." + kind);
    }
}

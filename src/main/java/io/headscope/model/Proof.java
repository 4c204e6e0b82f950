package io.headscope.model;

import io.headscope.attention.AttentionSite;
import io.headscope.message.Phrase;
import java.util.List;
import java.util.Set;

/// What a short run has shown of the attention that was found in a network of somebody else's.
///
/// @param sites  what was found, in the order of execution
/// @param change the largest difference that letting the weights out makes to what the network itself gives
/// @param notes  what else there is to say: outputs that are called attention and are none, places that cannot be read
public record Proof(List<Place> sites, double change, List<Phrase> notes) {

    /// The largest change that passes: ONNX Runtime may add up in another order.
    public static final double ALLOWED_CHANGE = 1e-5;

    /// One site.
    ///
    /// @param name   the network's own name for the place
    /// @param failed what was found wanting; nothing where all is as it should be
    public record Place(AttentionSite site, String name, Set<Claim> failed) {
        public Place {
            failed = Set.copyOf(failed);
        }
    }

    /// What is checked of a site.
    public enum Claim {
        /// Every row sums to 1, or is nothing but zeros.
        ROWS,
        /// What an operator says of looking back is so.
        CAUSALITY,
        /// A token that is masked out is not attended to.
        MASK
    }

    public Proof {
        sites = List.copyOf(sites);
        notes = List.copyOf(notes);
    }

    /// How many sites are as they should be.
    public long proved() {
        return sites.stream().filter(site -> site.failed().isEmpty()).count();
    }

    public boolean holds() {
        return proved() == sites.size() && change <= ALLOWED_CHANGE;
    }
}

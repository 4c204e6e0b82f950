package io.headscope.model;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.Claim;
import io.headscope.message.Phrase;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/// What a short run has shown of the attention that was found in a network of somebody else's.
///
/// @param sites  what was found, in the order of execution
/// @param change the largest difference that letting the weights out makes to what the network itself gives, in one and
///               the same run
/// @param apart  whether, for that difference, what the network itself gives is taken from a second run of it, untouched
/// @param notes  what else there is to say: outputs that are called attention and are none, places that cannot be read
public record Proof(List<Place> sites, double change, boolean apart, List<Phrase> notes) {

    /// The largest change that passes: ONNX Runtime may add up in another order.
    public static final double ALLOWED_CHANGE = 1e-5;

    /// The largest change that is still rounding in F16, over some layers. With more, what is let out would be the attention
    /// of another network than the untouched one.
    public static final double ROUNDING = 1e-2;

    /// One site.
    ///
    /// @param name     the network's own name for the place
    /// @param failed   what was found wanting; nothing where all is as it should be
    /// @param distance the largest difference between its weights and `softmax(scale · Q Kᵀ)` of its own queries and keys, not
    ///                 rounded to less than F32; nothing where another rule, a mask or a bias makes them
    public record Place(AttentionSite site, String name, Set<Claim> failed, OptionalDouble distance) {
        public Place {
            failed = Set.copyOf(failed);
        }
    }

    public Proof {
        sites = List.copyOf(sites);
        notes = List.copyOf(notes);
    }

    /// How many sites are as they should be.
    public long proved() {
        return sites.stream().filter(site -> site.failed().isEmpty()).count();
    }

    /// What the outputs one is shown differ by from those of the network as it was found.
    public double outputChange() {
        return apart ? 0 : change;
    }

    /// The largest distance of a site that has one.
    public OptionalDouble distance() {
        return sites.stream().map(Place::distance).flatMapToDouble(OptionalDouble::stream).max();
    }

    /// How many sites have a distance.
    public long measured() {
        return sites.stream().filter(site -> site.distance().isPresent()).count();
    }

    public boolean holds() {
        return proved() == sites.size() && change <= (apart ? ROUNDING : ALLOWED_CHANGE);
    }
}

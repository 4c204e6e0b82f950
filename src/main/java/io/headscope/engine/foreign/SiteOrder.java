package io.headscope.engine.foreign;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.AttentionSite.Kind;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.Stack;
import io.headscope.engine.foreign.Place.Relation;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Tells encoder and decoder, self- and cross-attention, text and picture apart, and counts the layers of each in the
/// order of execution.
final class SiteOrder {

    private final List<Place> places;
    private final Set<String> pictures;
    private final boolean staged;

    private SiteOrder(List<Place> places, Set<String> pictures) {
        this.places = places;
        this.pictures = pictures;
        this.staged = places.stream().anyMatch(place -> place.stage() > 0);
    }

    /// @param places   of a run in which all weights were let out
    /// @param pictures the inputs that are pictures
    static List<AttentionSite> of(List<Place> places, Set<String> pictures) {
        return new SiteOrder(places, pictures).sites();
    }

    private List<AttentionSite> sites() {
        List<AttentionSite> sites = new ArrayList<>();
        Map<Stack, Map<Kind, Integer>> layers = new EnumMap<>(Stack.class);
        for (Place place : places) {
            Kind kind = kind(place);
            Stack stack = stack(place, kind);
            int layer = layers.computeIfAbsent(stack, _ -> new EnumMap<>(Kind.class)).merge(kind, 1, Integer::sum) - 1;
            sites.add(new AttentionSite(stack, kind, layer, Objects.requireNonNull(place.weights()).length(0)));
        }
        return sites;
    }

    private static Kind kind(Place place) {
        FloatTensor weights = Objects.requireNonNull(place.weights());
        return switch (place.relation()) {
            case SAME -> Kind.SELF;
            case DIFFERENT -> Kind.CROSS;
            case UNKNOWN -> weights.length(1) > 1 && weights.length(1) != weights.length(2) ? Kind.CROSS : Kind.SELF;
        };
    }

    private Stack stack(Place place, Kind kind) {
        if (staged) {
            return place.stage() == 0 ? Stack.ENCODER : Stack.DECODER;
        }
        Set<String> asking = new HashSet<>();
        places.stream().filter(other -> kind(other) == Kind.CROSS).forEach(other -> asking.addAll(other.queryInputs()));
        if (kind == Kind.CROSS) {
            return Stack.DECODER;
        }
        if (places.stream().anyMatch(other -> kind(other) == Kind.CROSS)) {
            return place.queryInputs().isEmpty() || place.queryInputs().stream().anyMatch(asking::contains) ? Stack.DECODER : Stack.ENCODER;
        }
        boolean both = places.stream().anyMatch(this::sees) && places.stream().anyMatch(other -> !sees(other));
        if (both) {
            return sees(place) ? Stack.VISION : Stack.TEXT;
        }
        return places.stream().allMatch(other -> other.causal() || looksBackOnly(other)) ? Stack.DECODER : Stack.ENCODER;
    }

    private boolean sees(Place place) {
        return place.queryInputs().stream().anyMatch(pictures::contains);
    }

    /// Whether no query of the run saw a key behind it.
    static boolean looksBackOnly(Place place) {
        FloatTensor weights = Objects.requireNonNull(place.weights());
        int queries = weights.length(1);
        int keys = weights.length(2);
        if (queries < 2 || keys < queries) {
            return false;
        }
        for (long head = 0; head < weights.length(0); head++) {
            for (int query = 0; query < queries; query++) {
                for (int key = query + keys - queries + 1; key < keys; key++) {
                    if (Math.abs(weights.at((head * queries + query) * keys + key)) > 1e-6) {
                        return false;
                    }
                }
            }
        }
        return true;
    }
}

package io.headscope.engine;

import io.headscope.attention.AttentionSite;
import io.headscope.model.RunRequest;
import java.util.List;

/// Decides whether the maps of a run are kept in memory or recomputed when they are read.
public final class MapKeeping {

    /// The largest maps of a run that are kept: twelve layers of twelve heads of 682 tokens.
    private static final long LARGEST = 256L << 20;

    private MapKeeping() {}

    /// Whether a run keeps its maps.
    ///
    /// @param sites   of the network
    /// @param queries the longest axis of queries
    /// @param keys    the longest axis of keys
    public static boolean keeps(RunRequest request, List<AttentionSite> sites, long queries, long keys) {
        long heads = sites.stream().mapToLong(AttentionSite::heads).sum();
        return switch (request.keeping()) {
            case KEPT -> true;
            case RECOMPUTED -> false;
            case BY_SIZE -> Float.BYTES * heads * queries * keys <= LARGEST;
        };
    }
}

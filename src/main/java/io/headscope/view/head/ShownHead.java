package io.headscope.view.head;

import io.headscope.analysis.ReducedMap;
import io.headscope.analysis.Reduction;
import io.headscope.attention.AttentionMap;
import io.headscope.attention.AttentionSite;
import io.headscope.attention.Trace;

/// What is left of the map of a site, as coarse as it has been drawn, and the tokens along its axes: what frames of one head
/// have in common.
record ShownHead(ReducedMap map, HeadTiles tiles, TokenAxis queries, TokenAxis keys) {

    /// @param weights the map of the site, which may be read another way than from the trace
    static ShownHead of(Trace trace, AttentionSite site, AttentionMap weights, Reduction reduction) {
        ReducedMap map = reduction.of(trace, site, weights);
        return new ShownHead(map, new HeadTiles(map), TokenAxis.of(map.queryTokens()), TokenAxis.of(map.keyTokens()));
    }
}

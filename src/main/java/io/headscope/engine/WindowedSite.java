package io.headscope.engine;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.Layouts;
import io.headscope.attention.Projections;
import io.headscope.attention.ScoreRules;
import io.headscope.attention.Trace.SiteTrace;
import io.headscope.attention.WindowedMap;
import java.lang.foreign.SegmentAllocator;
import java.util.List;

/// What was captured window by window, as that of the whole grid.
public final class WindowedSite {

    private WindowedSite() {}

    /// @param captured as the engine has it, every window with heads of its own
    /// @param memory   where the queries, keys and values of the grid go
    /// @return         as people see it; where the site has no windows, what was given
    public static SiteTrace of(AttentionSite site, SiteTrace captured, Layouts layouts, SegmentAllocator memory) {
        Layouts.Axes axes = layouts.own(site);
        if (axes == null || axes.windows() == null) {
            return captured;
        }
        WindowedMap map = new WindowedMap(captured.map(), site.heads(), axes.windows());
        Projections parted = captured.projections();
        Projections whole = new Projections(
                whole(map, parted.queries(), memory), whole(map, parted.keys(), memory), whole(map, parted.values(), memory));
        ScoreRules rules = captured.rules();
        return new SiteTrace(
                map,
                whole,
                rules == null ? null : new ScoreRules(rules.scoring(), rules.visibility(), axes.windows(), site.heads()));
    }

    private static FloatTensor whole(WindowedMap map, FloatTensor parted, SegmentAllocator memory) {
        List<Long> shape = List.of((long) map.heads(), (long) map.queries(), (long) parted.length(2));
        FloatTensor whole = new FloatTensor(shape, memory.allocate(Float.BYTES * parted.size(), Float.BYTES));
        map.whole(parted, whole);
        return whole;
    }
}

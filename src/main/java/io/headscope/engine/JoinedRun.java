package io.headscope.engine;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.Projections;
import io.headscope.attention.Trace;
import io.headscope.engine.RunNumbers.Site;
import java.lang.foreign.Arena;
import java.lang.foreign.SegmentAllocator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;

/// The numbers of a whole text, put together from those of its beginning and those of a run of its end.
///
/// @param before of a text that begins alike
/// @param added  of the end: its keys and values are those of the whole text
/// @param same   how many positions are taken from `before`
record JoinedRun(RunNumbers before, Trace added, int same) {

    private static final long ALIGNMENT = 64;
    private static final int POSITIONS_AXIS = 1;

    /// @param keepsMaps whether the weights of maps are among them
    /// @param axes      the axis of positions of every tensor
    /// @param memory    where they are put
    RunNumbers numbers(boolean keepsMaps, Map<String, Integer> axes, TraceMemory memory) {
        Arena arena = Arena.ofShared();
        SegmentAllocator block = SegmentAllocator.slicingAllocator(memory.take(bytes(keepsMaps, axes), arena));
        SegmentAllocator aligned = (bytes, _) -> block.allocate(bytes, ALIGNMENT);
        SequencedMap<AttentionSite, Site> sites = new LinkedHashMap<>();
        for (AttentionSite site : added.sites()) {
            FloatTensor weights = keepsMaps ? Rows.allocate(mapShape(site), aligned) : null;
            if (weights != null) {
                joinWeights(site, weights);
            }
            sites.put(site, new Site(projections(site, aligned), weights));
        }
        SequencedMap<String, FloatTensor> tensors = new LinkedHashMap<>();
        axes.forEach((name, axis) -> {
            FloatTensor whole = Rows.allocate(wholeShape(added.tensor(name), axis), aligned);
            Rows.join(before.tensor(name), added.tensor(name), axis, same, whole);
            tensors.put(name, whole);
        });
        return new RunNumbers(sites, tensors, arena::close);
    }

    private Projections projections(AttentionSite site, SegmentAllocator memory) {
        Projections end = added.projections(site);
        FloatTensor queries = Rows.allocate(wholeShape(end.queries(), POSITIONS_AXIS), memory);
        Rows.join(before.site(site).projections().queries(), end.queries(), POSITIONS_AXIS, same, queries);
        return new Projections(queries, copy(end.keys(), memory), copy(end.values(), memory));
    }

    private static FloatTensor copy(FloatTensor whole, SegmentAllocator memory) {
        FloatTensor copy = Rows.allocate(whole.shape(), memory);
        copy.data().copyFrom(whole.data());
        return copy;
    }

    /// Queries of the beginning see nothing of the end.
    private void joinWeights(AttentionSite site, FloatTensor whole) {
        FloatTensor old = Objects.requireNonNull(before.site(site).weights());
        FloatTensor end = Objects.requireNonNull(RunNumbers.weights(added.map(site)));
        long length = whole.length(1);
        long oldLength = old.length(1);
        long rows = end.length(1);
        for (long head = 0; head < site.heads(); head++) {
            for (long query = 0; query < same; query++) {
                long at = (head * length + query) * length;
                Rows.copy(old, (head * oldLength + query) * oldLength, whole, at, same);
                whole.data().asSlice((at + same) * Float.BYTES, (length - same) * Float.BYTES).fill((byte) 0);
            }
            Rows.copy(end, head * rows * length, whole, (head * length + same) * length, rows * length);
        }
    }

    private long bytes(boolean keepsMaps, Map<String, Integer> axes) {
        List<List<Long>> shapes = new ArrayList<>();
        for (AttentionSite site : added.sites()) {
            Projections end = added.projections(site);
            shapes.add(wholeShape(end.queries(), POSITIONS_AXIS));
            shapes.add(end.keys().shape());
            shapes.add(end.values().shape());
            if (keepsMaps) {
                shapes.add(mapShape(site));
            }
        }
        axes.forEach((name, axis) -> shapes.add(wholeShape(added.tensor(name), axis)));
        return shapes.stream()
                .mapToLong(shape -> Float.BYTES * shape.stream().reduce(1L, Math::multiplyExact) + ALIGNMENT)
                .reduce(0, Math::addExact);
    }

    private List<Long> mapShape(AttentionSite site) {
        long length = added.map(site).keys();
        return List.of((long) added.map(site).heads(), length, length);
    }

    private List<Long> wholeShape(FloatTensor end, int axis) {
        return Rows.resized(end.shape(), axis, same + end.shape().get(axis));
    }
}

package io.headscope.export;

import io.headscope.attention.AttentionMap;
import io.headscope.attention.AttentionSite;
import io.headscope.attention.AttentionSite.Kind;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.IndexRange;
import io.headscope.attention.Trace;
import io.headscope.attention.WindowHeads;
import io.headscope.attention.WindowedMap;
import io.headscope.checkpoint.SafetensorsWriter;
import io.headscope.checkpoint.SafetensorsWriter.Entry;
import io.headscope.file.WholeFile;
import io.headscope.message.ProblemException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Saves the numbers of a trace as safetensors, F32: the weights of every site as `attentions.N`
/// or what [#name] says ([heads, queries, keys]; N counts layers from 0), then the tensors the run was asked for, under their own names.
public final class TraceSafetensors {

    /// Weights that are read at a time.
    private static final int BAND = 1 << 22;

    private TraceSafetensors() {}

    /// Writes the file, which is there whole or as it was before.
    ///
    /// @throws ProblemException if it cannot be written
    public static void write(Path file, Trace trace) {
        SequencedMap<String, Entry> entries = new LinkedHashMap<>();
        trace.sites().forEach(site -> {
            Entry weights = weights(trace.map(site));
            names(site, trace).forEach(name -> entries.put(name, weights));
        });
        trace.tensors().forEach((name, tensor) -> entries.put(name, Entry.of(tensor)));
        try {
            SafetensorsWriter.write(file, entries);
        } catch (IOException failure) {
            throw WholeFile.notWritten(file, failure);
        }
    }

    /// What such a file holds: every name with its shape, in order.
    public static SequencedMap<String, List<Long>> shapes(Trace trace) {
        SequencedMap<String, List<Long>> shapes = new LinkedHashMap<>();
        trace.sites().forEach(site -> names(site, trace).forEach(name -> shapes.put(name, shape(trace.map(site)))));
        trace.tensors().forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        return shapes;
    }

    /// What the weights of a site are called: `attentions.3` where one stack attends to itself alone, for then nothing
    /// needs to be said of it, else `encoder_attentions.3`, `decoder_attentions.3`, `cross_attentions.3`.
    public static String name(AttentionSite site, Trace trace) {
        boolean alone = trace.sites().stream().allMatch(other -> other.stack() == site.stack() && other.kind() == Kind.SELF);
        String prefix = switch (site.stack()) {
            case ENCODER, DECODER ->
                alone ? "" : site.kind() == Kind.CROSS ? "cross_" : site.stack().id() + "_";
            case TEXT, VISION -> site.stack().id() + ".";
        };
        return prefix + "attentions." + site.layer();
    }

    /// What the weights of a site are called, all its names: within windows, every block has its own, `block_attentions.3`,
    /// and the last of each stage that of its stage, `attentions.1`.
    public static List<String> names(AttentionSite site, Trace trace) {
        if (!(trace.map(site) instanceof WindowedMap || trace.map(site) instanceof WindowHeads)) {
            return List.of(name(site, trace));
        }
        String block = "block_attentions." + site.layer();
        List<AttentionSite> ends = trace.sites().stream().filter(other -> endsStage(other, trace)).toList();
        return ends.contains(site) ? List.of(block, "attentions." + ends.indexOf(site)) : List.of(block);
    }

    /// Whether the next site has another grid.
    private static boolean endsStage(AttentionSite site, Trace trace) {
        return trace.sites().stream()
                .filter(other -> other.layer() == site.layer() + 1)
                .noneMatch(next -> next.heads() == site.heads()
                        && (trace.map(site) instanceof WindowHeads || trace.queryLayout(next).equals(trace.queryLayout(site))));
    }

    private static List<Long> shape(AttentionMap map) {
        if (map instanceof WindowedMap windowed) {
            long slots = windowed.windows().slots();
            return List.of((long) windowed.windows().count(), (long) map.heads(), slots, slots);
        }
        if (map instanceof WindowHeads(AttentionMap parts, int windows)) {
            return List.of((long) windows, (long) map.heads() / windows, (long) parts.queries(), (long) parts.keys());
        }
        return List.of((long) map.heads(), (long) map.queries(), (long) map.keys());
    }

    private static Entry weights(AttentionMap map) {
        return map instanceof WindowedMap windowed ? weights(windowed.parts(), shape(map)) : weights(map, shape(map));
    }

    private static Entry weights(AttentionMap map, List<Long> shape) {
        int rows = Math.clamp(BAND / Math.max(1, map.keys()), 1, Math.max(1, map.queries()));
        int bands = Math.ceilDiv(map.queries(), rows);
        return new Entry(shape, () -> IntStream.range(0, map.heads())
                .boxed()
                .flatMap(head -> IntStream.range(0, bands)
                        .mapToObj(band -> new IndexRange(band * rows, Math.min(map.queries(), (band + 1) * rows)))
                        .map(queries -> band(map, head, queries))));
    }

    private static FloatTensor band(AttentionMap map, int head, IndexRange queries) {
        float[] weights = new float[queries.length() * map.keys()];
        map.read(head, queries, IndexRange.upTo(map.keys()), weights);
        return FloatTensor.of(weights, queries.length(), map.keys());
    }
}

package io.headscope.export;

import io.headscope.attention.AttentionMap;
import io.headscope.attention.AttentionSite;
import io.headscope.attention.AttentionSite.Kind;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.IndexRange;
import io.headscope.attention.Trace;
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
        trace.sites().forEach(site -> entries.put(name(site, trace), weights(trace.map(site))));
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
        trace.sites().forEach(site -> shapes.put(name(site, trace), shape(trace.map(site))));
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

    private static List<Long> shape(AttentionMap map) {
        return List.of((long) map.heads(), (long) map.queries(), (long) map.keys());
    }

    private static Entry weights(AttentionMap map) {
        int rows = Math.clamp(BAND / Math.max(1, map.keys()), 1, Math.max(1, map.queries()));
        int bands = Math.ceilDiv(map.queries(), rows);
        return new Entry(shape(map), () -> IntStream.range(0, map.heads())
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

package io.headscope.view.diagram;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.Projections;
import io.headscope.attention.Trace;
import io.headscope.diagram.pipeline.Pipeline.Station;
import io.headscope.message.Messages;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What passed a node in the last run, in a few numbers.
///
/// @param norm   the mean length of its vectors
/// @param mean   of all numbers
/// @param spread their standard deviation
record Passed(double norm, double mean, double spread) {

    /// More numbers than this are looked at in steps.
    private static final long MOST = 1 << 18;

    /// The lines to write into a node; none where nothing of it was kept.
    static List<String> lines(Station station, Trace trace, Messages messages) {
        return switch (station.kind()) {
            case "projection" -> station.sites().isEmpty() ? List.of() : projections(trace, station.sites().getFirst(), messages);
            default -> tensor(station, trace)
                    .map(Passed::of)
                    .map(passed -> Stream.of(messages.format("view.diagram.passed", passed.norm, passed.mean, passed.spread)).toList())
                    .orElse(List.of());
        };
    }

    private static List<String> projections(Trace trace, AttentionSite site, Messages messages) {
        if (!trace.sites().contains(site)) {
            return List.of();
        }
        Projections made = trace.projections(site);
        return List.of(messages.format(
                "view.diagram.projected", of(made.queries()).norm, of(made.keys()).norm, of(made.values()).norm));
    }

    private static Optional<FloatTensor> tensor(Station station, Trace trace) {
        return station.tensor().isEmpty() ? Optional.empty() : Optional.ofNullable(trace.tensors().get(station.tensor()));
    }

    static Passed of(FloatTensor tensor) {
        long size = tensor.size();
        int width = tensor.shape().isEmpty() ? 1 : tensor.length(-1);
        long rows = Math.max(1, size / Math.max(1, width));
        long step = Math.max(1, size / MOST);
        double norms = 0;
        double sum = 0;
        double squares = 0;
        long rowsSeen = 0;
        for (long row = 0; row < rows; row += step) {
            double own = 0;
            for (int i = 0; i < width && row * width + i < size; i++) {
                double value = tensor.at(row * width + i);
                sum += value;
                own += value * value;
            }
            squares += own;
            norms += Math.sqrt(own);
            rowsSeen++;
        }
        double count = Math.max(1, (double) rowsSeen * width);
        double mean = sum / count;
        return new Passed(norms / Math.max(1, rowsSeen), mean, Math.sqrt(Math.max(0, squares / count - mean * mean)));
    }
}

package io.headscope.app.bench;

import java.util.List;

/// How long something took that was done many times.
///
/// @param bestMs   the least it took
/// @param medianMs half of them took no longer
/// @param p95Ms    nineteen of twenty took no longer
record Spread(double bestMs, double medianMs, double p95Ms) {

    static Spread of(List<Double> ms) {
        double[] sorted = ms.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return new Spread(sorted[0], share(sorted, 0.5), share(sorted, 0.95));
    }

    /// The least value that this share of all does not exceed.
    private static double share(double[] sorted, double share) {
        return sorted[Math.clamp((int) Math.ceil(share * sorted.length) - 1, 0, sorted.length - 1)];
    }
}

package io.headscope.training;

/// How well a network does what it is to learn, on data that it does not learn from.
///
/// @param loss    in nats a target
/// @param measure what the value is, as it is called in logs (`accuracy`)
/// @param value   of the measure
/// @param upwards whether more of it is better
public record Score(double loss, String measure, double value, boolean upwards) {

    /// A share from 0 to 1 that is to grow.
    public static Score share(double loss, String measure, double value) {
        return new Score(loss, measure, value, true);
    }

    /// Whether it is better than another of the same measure.
    public boolean isBetterThan(Score other) {
        return upwards ? value > other.value : value < other.value;
    }
}

package io.headscope.drawing;

import java.util.ArrayList;
import java.util.List;

/// How values spread over the colours: from 0 (or the floor of a logarithm) to `high`.
///
/// @param high  the value that gets the last colour, above 0
/// @param floor where a logarithmic scale begins: everything below looks alike. Of no meaning to the others
public record Scale(Kind kind, double high, double floor) {

    /// The least weight that logarithmic scales tell from 0, unless told otherwise.
    public static final double USUAL_FLOOR = 1e-4;

    /// The curve.
    public enum Kind {
        LINEAR,
        /// Faint links become visible, and 0 stays 0.
        SQUARE_ROOT,
        LOG;

        /// Its name in message keys and on the command line: `square-root`.
        public String id() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    public Scale {
        if (!(high > 0) || (kind == Kind.LOG && !(floor > 0 && floor < high))) {
            throw new IllegalArgumentException("scale from " + floor + " to " + high);
        }
    }

    /// From 0 to 1, as weights are.
    public static Scale of(Kind kind) {
        return upTo(kind, 1);
    }

    public static Scale upTo(Kind kind, double high) {
        return new Scale(kind, high, Math.min(USUAL_FLOOR, high / 10));
    }

    /// How far along the colours `value` is, from 0 to 1; not a number for what is not a number.
    public double share(double value) {
        double share = switch (kind) {
            case LINEAR -> value / high;
            case SQUARE_ROOT -> Math.sqrt(Math.max(value, 0) / high);
            case LOG -> value <= floor ? value * 0 : Math.log(value / floor) / Math.log(high / floor);
        };
        return Math.clamp(share, 0.0, 1.0);
    }

    /// The value at `share` of the way: the inverse of [#share].
    public double value(double share) {
        return switch (kind) {
            case LINEAR -> share * high;
            case SQUARE_ROOT -> share * share * high;
            case LOG -> share <= 0 ? floor : floor * Math.pow(high / floor, share);
        };
    }

    /// Values worth naming beside the colours, rising, the ends among them.
    public List<Double> ticks() {
        return switch (kind) {
            case LINEAR -> evenTicks(4);
            case SQUARE_ROOT -> evenTicks(5);
            case LOG -> powerTicks();
        };
    }

    private List<Double> evenTicks(int steps) {
        List<Double> ticks = new ArrayList<>();
        for (int i = 0; i <= steps; i++) {
            ticks.add(value((double) i / steps));
        }
        return ticks;
    }

    private List<Double> powerTicks() {
        List<Double> ticks = new ArrayList<>();
        ticks.add(floor);
        for (int power = (int) Math.floor(Math.log10(floor)) + 1; Math.pow(10, power) < high; power++) {
            double tick = Math.pow(10, power);
            // A tick too near an end would stand on the end's own label.
            if (share(tick) > 0.12 && share(tick) < 0.88) {
                ticks.add(tick);
            }
        }
        ticks.add(high);
        return ticks;
    }
}

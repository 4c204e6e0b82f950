package io.headscope.diagram.layout;

import io.headscope.drawing.Point;
import java.awt.geom.Path2D;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Lines through the corners of a link, bent as Mermaid's `curve` says. The names are those of d3-shape
/// (<https://d3js.org/d3-shape/curve>).
final class Curves {

    private Curves() {}

    /// @param curve `basis`, `linear`, …; corners are rounded where nothing is said, or nothing known
    static Path2D of(@Nullable String curve, List<Point> line) {
        if (curve == null || line.size() < 2) {
            return Corners.rounded(line);
        }
        return switch (curve) {
            case "linear" -> straight(line);
            case "basis" -> basis(line);
            case "cardinal" -> cardinal(line);
            case "catmullRom" -> catmullRom(line);
            case "natural" -> natural(line);
            case "monotoneX" -> monotone(line, false);
            case "monotoneY" -> monotone(line, true);
            case "bumpX" -> bump(line, false);
            case "bumpY" -> bump(line, true);
            case "step" -> stepped(line, 0.5);
            case "stepBefore" -> stepped(line, 0);
            case "stepAfter" -> stepped(line, 1);
            default -> Corners.rounded(line);
        };
    }

    private static Path2D begin(List<Point> line) {
        Path2D path = new Path2D.Double();
        path.moveTo(line.getFirst().x(), line.getFirst().y());
        return path;
    }

    private static Path2D straight(List<Point> line) {
        Path2D path = begin(line);
        line.stream().skip(1).forEach(point -> path.lineTo(point.x(), point.y()));
        return path;
    }

    /// A uniform cubic B-spline that begins and ends in the ends.
    private static Path2D basis(List<Point> line) {
        if (line.size() < 3) {
            return straight(line);
        }
        Path2D path = begin(line);
        Point first = mix(line.get(0), 5 / 6.0, line.get(1));
        path.lineTo(first.x(), first.y());
        for (int i = 1; i < line.size(); i++) {
            Point before = line.get(i - 1);
            Point at = line.get(i);
            Point behind = line.get(Math.min(i + 1, line.size() - 1));
            Point in = mix(before, 2 / 3.0, at);
            Point out = mix(before, 1 / 3.0, at);
            Point to = new Point((before.x() + 4 * at.x() + behind.x()) / 6, (before.y() + 4 * at.y() + behind.y()) / 6);
            path.curveTo(in.x(), in.y(), out.x(), out.y(), to.x(), to.y());
        }
        path.lineTo(line.getLast().x(), line.getLast().y());
        return path;
    }

    /// Through all corners, parallel at each to the way between its neighbours.
    private static Path2D cardinal(List<Point> line) {
        Path2D path = begin(line);
        for (int i = 0; i + 1 < line.size(); i++) {
            Point before = line.get(Math.max(0, i - 1));
            Point from = line.get(i);
            Point to = line.get(i + 1);
            Point behind = line.get(Math.min(line.size() - 1, i + 2));
            path.curveTo(
                    from.x() + (to.x() - before.x()) / 6, from.y() + (to.y() - before.y()) / 6,
                    to.x() - (behind.x() - from.x()) / 6, to.y() - (behind.y() - from.y()) / 6,
                    to.x(), to.y());
        }
        return path;
    }

    /// The same with knots as far apart as the roots of the distances, so that short stretches do not loop (Yuksel, Schaefer
    /// & Keyser, 2011, <https://doi.org/10.1016/j.cad.2010.08.008>).
    private static Path2D catmullRom(List<Point> line) {
        Path2D path = begin(line);
        for (int i = 0; i + 1 < line.size(); i++) {
            Point before = line.get(Math.max(0, i - 1));
            Point from = line.get(i);
            Point to = line.get(i + 1);
            Point behind = line.get(Math.min(line.size() - 1, i + 2));
            Point out = lead(from, before, to, Corners.distance(before, from), Corners.distance(from, to));
            Point in = lead(to, behind, from, Corners.distance(to, behind), Corners.distance(from, to));
            path.curveTo(out.x(), out.y(), in.x(), in.y(), to.x(), to.y());
        }
        return path;
    }

    /// Where a curve leaves `at` for, on its way from `back` to `on`.
    private static Point lead(Point at, Point back, Point on, double toBack, double toOn) {
        if (toBack < 1e-9) {
            return at;
        }
        double a = Math.sqrt(toBack);
        double b = Math.sqrt(toOn);
        double own = 2 * toBack + 3 * a * b + toOn;
        double all = 3 * a * (a + b);
        return new Point(
                (toBack * on.x() - toOn * back.x() + own * at.x()) / all, (toBack * on.y() - toOn * back.y() + own * at.y()) / all);
    }

    /// Through all corners, as a thin lath would lie that is held there.
    private static Path2D natural(List<Point> line) {
        if (line.size() < 3) {
            return straight(line);
        }
        double[] x = leads(line.stream().mapToDouble(Point::x).toArray());
        double[] y = leads(line.stream().mapToDouble(Point::y).toArray());
        Path2D path = begin(line);
        int pieces = line.size() - 1;
        for (int i = 0; i < pieces; i++) {
            Point to = line.get(i + 1);
            double inX = i + 1 < pieces ? 2 * to.x() - x[i + 1] : (to.x() + x[i]) / 2;
            double inY = i + 1 < pieces ? 2 * to.y() - y[i + 1] : (to.y() + y[i]) / 2;
            path.curveTo(x[i], y[i], inX, inY, to.x(), to.y());
        }
        return path;
    }

    /// The first lead of every piece of a natural cubic spline: a system with three diagonals.
    private static double[] leads(double[] at) {
        int pieces = at.length - 1;
        double[] diagonal = new double[pieces];
        double[] right = new double[pieces];
        for (int i = 0; i < pieces; i++) {
            boolean first = i == 0;
            boolean last = i == pieces - 1;
            double below = first ? 0 : last ? 2 : 1;
            diagonal[i] = first ? 2 : last ? 7 : 4;
            right[i] = first ? at[0] + 2 * at[1] : last ? 8 * at[i] + at[i + 1] : 4 * at[i] + 2 * at[i + 1];
            if (!first) {
                double share = below / diagonal[i - 1];
                diagonal[i] -= share;
                right[i] -= share * right[i - 1];
            }
        }
        double[] leads = new double[pieces];
        for (int i = pieces - 1; i >= 0; i--) {
            leads[i] = (right[i] - (i + 1 < pieces ? leads[i + 1] : 0)) / diagonal[i];
        }
        return leads;
    }

    /// Through all corners, never beyond one in the direction it does not run (Steffen, 1990).
    private static Path2D monotone(List<Point> line, boolean downwards) {
        List<Point> turned = downwards ? line.stream().map(point -> new Point(point.y(), point.x())).toList() : line;
        Path2D path = begin(line);
        for (int i = 0; i + 1 < turned.size(); i++) {
            Point from = turned.get(i);
            Point to = turned.get(i + 1);
            double third = (to.x() - from.x()) / 3;
            Point out = new Point(from.x() + third, from.y() + third * slope(turned, i));
            Point in = new Point(to.x() - third, to.y() - third * slope(turned, i + 1));
            if (downwards) {
                path.curveTo(out.y(), out.x(), in.y(), in.x(), to.y(), to.x());
            } else {
                path.curveTo(out.x(), out.y(), in.x(), in.y(), to.x(), to.y());
            }
        }
        return path;
    }

    private static double slope(List<Point> line, int at) {
        if (at == 0 || at == line.size() - 1) {
            return 0;
        }
        double h0 = line.get(at).x() - line.get(at - 1).x();
        double h1 = line.get(at + 1).x() - line.get(at).x();
        if (Math.abs(h0) < 1e-9 || Math.abs(h1) < 1e-9) {
            return 0;
        }
        double s0 = (line.get(at).y() - line.get(at - 1).y()) / h0;
        double s1 = (line.get(at + 1).y() - line.get(at).y()) / h1;
        double p = (s0 * h1 + s1 * h0) / (h0 + h1);
        return (Math.signum(s0) + Math.signum(s1)) * Math.min(Math.min(Math.abs(s0), Math.abs(s1)), Math.abs(p) / 2);
    }

    /// From corner to corner, leaving and arriving level, or upright.
    private static Path2D bump(List<Point> line, boolean downwards) {
        Path2D path = begin(line);
        for (int i = 0; i + 1 < line.size(); i++) {
            Point from = line.get(i);
            Point to = line.get(i + 1);
            Point middle = mix(from, 0.5, to);
            if (downwards) {
                path.curveTo(from.x(), middle.y(), to.x(), middle.y(), to.x(), to.y());
            } else {
                path.curveTo(middle.x(), from.y(), middle.x(), to.y(), to.x(), to.y());
            }
        }
        return path;
    }

    /// @param share of the way across at which it goes up or down
    private static Path2D stepped(List<Point> line, double share) {
        List<Point> corners = new ArrayList<>(List.of(line.getFirst()));
        for (int i = 0; i + 1 < line.size(); i++) {
            Point from = line.get(i);
            Point to = line.get(i + 1);
            double x = from.x() + share * (to.x() - from.x());
            corners.addAll(List.of(new Point(x, from.y()), new Point(x, to.y()), to));
        }
        return straight(Corners.simplified(corners));
    }

    private static Point mix(Point first, double share, Point second) {
        return new Point(share * first.x() + (1 - share) * second.x(), share * first.y() + (1 - share) * second.y());
    }
}

package io.headscope.diagram.layout;

import io.headscope.drawing.Box;
import io.headscope.drawing.Point;
import java.awt.Shape;
import java.awt.geom.FlatteningPathIterator;
import java.awt.geom.Path2D;
import java.awt.geom.PathIterator;
import java.util.ArrayList;
import java.util.List;

/// Lines of straight stretches.
final class Corners {

    private static final double NEAR = 0.05;
    private static final double ROUNDING = 8;

    private Corners() {}

    /// The same line without places where it goes straight on.
    static List<Point> simplified(List<Point> line) {
        List<Point> kept = new ArrayList<>();
        for (Point point : line) {
            int last = kept.size() - 1;
            if (last >= 0 && distance(kept.get(last), point) < NEAR) {
                continue;
            }
            if (last >= 1 && isStraight(kept.get(last - 1), kept.get(last), point)) {
                kept.set(last, point);
            } else {
                kept.add(point);
            }
        }
        return kept;
    }

    private static boolean isStraight(Point a, Point b, Point c) {
        double cross = (b.x() - a.x()) * (c.y() - a.y()) - (b.y() - a.y()) * (c.x() - a.x());
        double along = (b.x() - a.x()) * (c.x() - b.x()) + (b.y() - a.y()) * (c.y() - b.y());
        return Math.abs(cross) < NEAR * distance(a, c) + 1e-9 && along >= 0;
    }

    /// Where the way from `before` to `end`, led on into the box, first meets the outline; `end` where it never does.
    static Point onOutline(Shape outline, Box box, Point before, Point end) {
        double length = distance(before, end);
        if (length < 1e-9) {
            return end;
        }
        double reach = box.width() + box.height();
        double dx = (end.x() - before.x()) / length;
        double dy = (end.y() - before.y()) / length;
        // From a little before the box on: the outline may touch it.
        Point from = new Point(end.x() - dx, end.y() - dy);
        Point to = new Point(end.x() + dx * reach, end.y() + dy * reach);
        double nearest = 2;
        double[] n = new double[6];
        double x = 0;
        double y = 0;
        double startX = 0;
        double startY = 0;
        for (PathIterator at = new FlatteningPathIterator(outline.getPathIterator(null), 0.2); !at.isDone(); at.next()) {
            int kind = at.currentSegment(n);
            if (kind == PathIterator.SEG_MOVETO) {
                startX = n[0];
                startY = n[1];
            } else {
                double nextX = kind == PathIterator.SEG_CLOSE ? startX : n[0];
                double nextY = kind == PathIterator.SEG_CLOSE ? startY : n[1];
                nearest = Math.min(nearest, meeting(from, to, x, y, nextX, nextY));
                n[0] = nextX;
                n[1] = nextY;
            }
            x = n[0];
            y = n[1];
        }
        return nearest > 1 ? end : new Point(from.x() + nearest * (to.x() - from.x()), from.y() + nearest * (to.y() - from.y()));
    }

    /// How far along the first line the second is met, from 0 to 1; 2 where it is not.
    private static double meeting(Point from, Point to, double x1, double y1, double x2, double y2) {
        double dx = to.x() - from.x();
        double dy = to.y() - from.y();
        double cross = dx * (y2 - y1) - dy * (x2 - x1);
        if (Math.abs(cross) < 1e-12) {
            return 2;
        }
        double along = ((x1 - from.x()) * (y2 - y1) - (y1 - from.y()) * (x2 - x1)) / cross;
        double other = ((x1 - from.x()) * dy - (y1 - from.y()) * dx) / cross;
        return along >= 0 && along <= 1 && other >= -1e-9 && other <= 1 + 1e-9 ? along : 2;
    }

    /// The line with its corners rounded.
    static Path2D rounded(List<Point> line) {
        Path2D path = new Path2D.Double();
        path.moveTo(line.getFirst().x(), line.getFirst().y());
        for (int i = 1; i < line.size() - 1; i++) {
            Point corner = line.get(i);
            double radius = Math.min(ROUNDING, Math.min(distance(line.get(i - 1), corner), distance(corner, line.get(i + 1))) / 2);
            Point in = towards(corner, line.get(i - 1), radius);
            Point out = towards(corner, line.get(i + 1), radius);
            path.lineTo(in.x(), in.y());
            path.quadTo(corner.x(), corner.y(), out.x(), out.y());
        }
        path.lineTo(line.getLast().x(), line.getLast().y());
        return path;
    }

    static Point towards(Point from, Point to, double length) {
        double whole = distance(from, to);
        if (whole < 1e-9) {
            return from;
        }
        return new Point(from.x() + (to.x() - from.x()) * length / whole, from.y() + (to.y() - from.y()) * length / whole);
    }

    static double distance(Point a, Point b) {
        return Math.hypot(a.x() - b.x(), a.y() - b.y());
    }
}

package io.headscope.diagram.layout;

import io.headscope.diagram.Node;
import io.headscope.diagram.Shape;
import io.headscope.diagram.Text;
import io.headscope.drawing.Box;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.util.List;

/// What a shape looks like around its label, as mermaid draws it.
final class Form {

    private static final double PADDING_X = 16;
    private static final double PADDING_Y = 10;
    private static final double CAP = 10;

    private Form() {}

    /// How large a node is.
    ///
    /// @param width  of the label
    /// @param height of the label
    static Size size(Shape shape, double width, double height) {
        double w = Math.max(width, 12) + 2 * PADDING_X;
        double h = Math.max(height, 14) + 2 * PADDING_Y;
        return switch (shape) {
            case RECTANGLE, ROUNDED, DATA_STORE, NOTE, ODD -> new Size(w, h);
            case TEXT -> new Size(width + 8, height + 8);
            case STADIUM, DELAY -> new Size(w + h / 2, h);
            case SUBROUTINE, BOW_TIE, LINED_RECTANGLE, LINED_DOCUMENT, NOTCHED_RECTANGLE, TAGGED_RECTANGLE -> new Size(w + 16, h);
            case CYLINDER, DOCUMENT, FLAG -> new Size(w, h + 2 * CAP);
            case LINED_CYLINDER -> new Size(w, h + 3 * CAP);
            case TAGGED_DOCUMENT -> new Size(w + 16, h + 2 * CAP);
            case LEVEL_CYLINDER, CURVED_TRAPEZOID -> new Size(w + 3 * CAP, h);
            case CIRCLE, DOUBLE_CIRCLE -> round(Math.hypot(width + 8, height + 8) + 10 + (shape == Shape.DOUBLE_CIRCLE ? 8 : 0));
            case ELLIPSE, CLOUD, BANG -> new Size(w * 1.3, h * 1.3);
            case DIAMOND -> diamond(width, height);
            case HEXAGON, LEAN_LEFT, LEAN_RIGHT, TRAPEZOID, INVERTED_TRAPEZOID -> new Size(w + h, h);
            case TRIANGLE, FLIPPED_TRIANGLE -> triangle(width, height);
            case SLOPED_RECTANGLE, DIVIDED_RECTANGLE, WINDOW_PANE -> new Size(w + 12, h + 14);
            case NOTCHED_PENTAGON -> new Size(w + 24, h);
            case DOCUMENTS -> new Size(w + 10, h + 2 * CAP + 10);
            case STACKED_RECTANGLE -> new Size(w + 10, h + 10);
            case BRACE, BRACE_RIGHT -> new Size(width + 28, h);
            case BRACES -> new Size(width + 40, h);
            case SMALL_CIRCLE, FILLED_CIRCLE -> round(14);
            case FRAMED_CIRCLE -> round(18);
            case CROSSED_CIRCLE -> round(34);
            case ANCHOR -> round(6);
            case CHOICE -> round(28);
            case FORK -> new Size(72, 10);
            case HOURGLASS -> round(32);
            case BOLT -> new Size(36, 44);
            case ICON -> new Size(Math.max(w, 56), Math.max(h, 56));
            case IMAGE -> new Size(Math.max(width + 8, 56), 56 + height);
        };
    }

    /// What stands in a node: its label, and of an icon its sign or its name before that.
    static Text label(Node node) {
        if (node.shape() != Shape.ICON) {
            return node.label();
        }
        String icon = node.picture().stream()
                .filter(property -> property.name().equals("icon"))
                .map(property -> Icons.sign(property.value()))
                .findFirst()
                .orElse("");
        String below = node.label().value();
        return new Text(icon + (icon.isEmpty() || below.isEmpty() ? "" : "\n") + below, node.label().markdown());
    }

    /// Whether the label stands in the shape at all.
    static boolean hasLabel(Shape shape) {
        return switch (shape) {
            case SMALL_CIRCLE, FILLED_CIRCLE, FRAMED_CIRCLE, CROSSED_CIRCLE, ANCHOR, CHOICE, FORK, HOURGLASS, BOLT -> false;
            default -> true;
        };
    }

    /// Whether it is filled with the colour of its edge.
    static boolean isSolid(Shape shape) {
        return switch (shape) {
            case SMALL_CIRCLE, FILLED_CIRCLE, FORK, ANCHOR -> true;
            default -> false;
        };
    }

    /// Whether nothing of it is drawn but its label, and what [#details] has.
    static boolean isBare(Shape shape) {
        return switch (shape) {
            case TEXT, BRACE, BRACE_RIGHT, BRACES -> true;
            default -> false;
        };
    }

    /// Where its label's middle lies, from the middle of the box.
    static double labelDown(Shape shape, Box box, double labelHeight) {
        return switch (shape) {
            case CYLINDER -> CAP / 2;
            case LINED_CYLINDER -> CAP;
            case DOCUMENT, TAGGED_DOCUMENT, LINED_DOCUMENT -> -CAP / 2;
            case DOCUMENTS -> 0;
            case STACKED_RECTANGLE -> 5;
            case TRIANGLE -> box.height() / 2 - labelHeight / 2 - 8;
            case FLIPPED_TRIANGLE -> -box.height() / 2 + labelHeight / 2 + 8;
            case SLOPED_RECTANGLE, DIVIDED_RECTANGLE, WINDOW_PANE -> 7;
            case IMAGE -> box.height() / 2 - labelHeight / 2 - 2;
            default -> 0;
        };
    }

    static double labelRight(Shape shape) {
        return switch (shape) {
            case LINED_RECTANGLE, LINED_DOCUMENT, WINDOW_PANE -> 5;
            case STACKED_RECTANGLE, DOCUMENTS -> -5;
            case ODD -> 6;
            case BRACE -> 6;
            case BRACE_RIGHT -> -6;
            default -> 0;
        };
    }

    /// The closed line that is filled, and that links end at.
    static java.awt.Shape outline(Shape shape, Box b) {
        double x = b.x();
        double y = b.y();
        double r = b.right();
        double d = b.bottom();
        double mx = b.centerX();
        double my = b.centerY();
        double slant = Math.min(b.height() / 2, b.width() / 3);
        return switch (shape) {
            case RECTANGLE, SUBROUTINE, TEXT, DATA_STORE, NOTE, LINED_RECTANGLE, DIVIDED_RECTANGLE, WINDOW_PANE, TAGGED_RECTANGLE,
                    STACKED_RECTANGLE, IMAGE, BRACE, BRACE_RIGHT, BRACES, FORK -> new Rectangle2D.Double(x, y, b.width(), b.height());
            case ROUNDED, ICON -> rounded(b, 6);
            case STADIUM -> rounded(b, b.height() / 2);
            case CIRCLE, DOUBLE_CIRCLE, SMALL_CIRCLE, FILLED_CIRCLE, FRAMED_CIRCLE, CROSSED_CIRCLE, ANCHOR, ELLIPSE ->
                new Ellipse2D.Double(x, y, b.width(), b.height());
            case DIAMOND, CHOICE -> polygon(mx, y, r, my, mx, d, x, my);
            case HEXAGON -> polygon(x + slant, y, r - slant, y, r, my, r - slant, d, x + slant, d, x, my);
            case LEAN_RIGHT -> polygon(x + slant, y, r, y, r - slant, d, x, d);
            case LEAN_LEFT -> polygon(x, y, r - slant, y, r, d, x + slant, d);
            case TRAPEZOID -> polygon(x + slant, y, r - slant, y, r, d, x, d);
            case INVERTED_TRAPEZOID -> polygon(x, y, r, y, r - slant, d, x + slant, d);
            case TRIANGLE -> polygon(mx, y, r, d, x, d);
            case FLIPPED_TRIANGLE -> polygon(x, y, r, y, mx, d);
            case SLOPED_RECTANGLE -> polygon(x, y + 14, r, y, r, d, x, d);
            case NOTCHED_RECTANGLE -> polygon(x + 12, y, r, y, r, d, x, d, x, y + 12);
            case NOTCHED_PENTAGON -> polygon(x + 14, y, r - 14, y, r, y + b.height() / 3, r, d, x, d, x, y + b.height() / 3);
            case ODD -> polygon(x, y, r, y, r, d, x, d, x + b.height() / 4, my);
            case BOLT -> polygon(x + b.width() * 0.65, y, x, my + 4, mx - 2, my + 4, x + b.width() * 0.35, d, r, my - 4, mx + 2, my - 4);
            case HOURGLASS -> polygon(x, y, r, y, x, d, r, d);
            case CYLINDER, LINED_CYLINDER -> cylinder(b);
            case LEVEL_CYLINDER -> levelCylinder(b);
            case DELAY -> delay(b);
            case CURVED_TRAPEZOID -> curvedTrapezoid(b);
            case BOW_TIE -> bowTie(b);
            case DOCUMENT, TAGGED_DOCUMENT, LINED_DOCUMENT, DOCUMENTS -> document(b);
            case FLAG -> flag(b);
            case CLOUD -> scallops(b, 9, 0.75);
            case BANG -> scallops(b, 16, 0.45);
        };
    }

    /// Lines besides the outline.
    static List<java.awt.Shape> details(Shape shape, Box b) {
        double x = b.x();
        double y = b.y();
        double r = b.right();
        double d = b.bottom();
        double my = b.centerY();
        return switch (shape) {
            case SUBROUTINE -> List.of(line(x + 8, y, x + 8, d), line(r - 8, y, r - 8, d));
            case LINED_RECTANGLE -> List.of(line(x + 8, y, x + 8, d));
            case LINED_DOCUMENT -> List.of(line(x + 8, y, x + 8, d - CAP));
            case DIVIDED_RECTANGLE -> List.of(line(x, y + 14, r, y + 14));
            case WINDOW_PANE -> List.of(line(x, y + 12, r, y + 12), line(x + 10, y, x + 10, d));
            case TAGGED_RECTANGLE, TAGGED_DOCUMENT -> List.of(line(r - 14, d - (shape == Shape.TAGGED_RECTANGLE ? 0 : 2), r, d - 18));
            case CYLINDER -> List.of(lip(b, 0));
            case LINED_CYLINDER -> List.of(lip(b, 0), lip(b, 8));
            case LEVEL_CYLINDER -> List.of(levelLip(b));
            case STACKED_RECTANGLE, DOCUMENTS -> List.of(
                    open(x, y + 10, r - 10, y + 10, r - 10, d), open(x + 5, y + 10, x + 5, y + 5, r - 5, y + 5, r - 5, d - 5, r - 10, d - 5));
            case DOUBLE_CIRCLE -> List.of(inner(b, 4));
            case FRAMED_CIRCLE -> List.of(inner(b, 4));
            case CROSSED_CIRCLE -> {
                double away = b.width() / 2 * Math.sqrt(0.5);
                yield List.of(
                        line(b.centerX() - away, my - away, b.centerX() + away, my + away),
                        line(b.centerX() + away, my - away, b.centerX() - away, my + away));
            }
            case BRACE -> List.of(brace(x + 10, y, d, -1));
            case BRACE_RIGHT -> List.of(brace(r - 10, y, d, 1));
            case BRACES -> List.of(brace(x + 10, y, d, -1), brace(r - 10, y, d, 1));
            case IMAGE -> List.of(
                    new Ellipse2D.Double(b.centerX() - 12, y + 8, 12, 12),
                    open(b.centerX() - 20, y + 42, b.centerX() - 4, y + 26, b.centerX() + 4, y + 34, b.centerX() + 12, y + 22, b.centerX() + 22, y + 42));
            default -> List.of();
        };
    }

    /// What a node takes up.
    record Size(double width, double height) {}

    private static Size round(double diameter) {
        return new Size(diameter, diameter);
    }

    // A label fits where half its width and half its height each take their share of the half diagonals.
    private static Size diamond(double width, double height) {
        double side = Math.max(width, 12) + Math.max(height, 14) + 20;
        return new Size(side, Math.min(side, Math.max(height, 14) * 2.6 + 28));
    }

    private static Size triangle(double width, double height) {
        double label = Math.max(width, 16);
        return new Size(label * 1.6 + 2 * PADDING_X, height * 2.2 + label * 0.4 + 16);
    }

    private static java.awt.Shape rounded(Box b, double radius) {
        return new RoundRectangle2D.Double(b.x(), b.y(), b.width(), b.height(), 2 * radius, 2 * radius);
    }

    private static Path2D polygon(double... places) {
        Path2D path = open(places);
        path.closePath();
        return path;
    }

    private static Path2D open(double... places) {
        Path2D path = new Path2D.Double();
        path.moveTo(places[0], places[1]);
        for (int i = 2; i < places.length; i += 2) {
            path.lineTo(places[i], places[i + 1]);
        }
        return path;
    }

    private static Path2D line(double x1, double y1, double x2, double y2) {
        return open(x1, y1, x2, y2);
    }

    private static java.awt.Shape inner(Box b, double gap) {
        return new Ellipse2D.Double(b.x() + gap, b.y() + gap, b.width() - 2 * gap, b.height() - 2 * gap);
    }

    private static Path2D cylinder(Box b) {
        Path2D path = new Path2D.Double();
        double bend = CAP * 4 / 3;
        path.moveTo(b.x(), b.y() + CAP);
        path.curveTo(b.x(), b.y() + CAP - bend, b.right(), b.y() + CAP - bend, b.right(), b.y() + CAP);
        path.lineTo(b.right(), b.bottom() - CAP);
        path.curveTo(b.right(), b.bottom() - CAP + bend, b.x(), b.bottom() - CAP + bend, b.x(), b.bottom() - CAP);
        path.closePath();
        return path;
    }

    private static Path2D lip(Box b, double down) {
        Path2D path = new Path2D.Double();
        double bend = CAP * 4 / 3;
        path.moveTo(b.x(), b.y() + CAP + down);
        path.curveTo(b.x(), b.y() + CAP + bend + down, b.right(), b.y() + CAP + bend + down, b.right(), b.y() + CAP + down);
        return path;
    }

    private static Path2D levelCylinder(Box b) {
        Path2D path = new Path2D.Double();
        double bend = CAP * 4 / 3;
        path.moveTo(b.x() + CAP, b.y());
        path.lineTo(b.right() - CAP, b.y());
        path.curveTo(b.right() - CAP + bend, b.y(), b.right() - CAP + bend, b.bottom(), b.right() - CAP, b.bottom());
        path.lineTo(b.x() + CAP, b.bottom());
        path.curveTo(b.x() + CAP - bend, b.bottom(), b.x() + CAP - bend, b.y(), b.x() + CAP, b.y());
        path.closePath();
        return path;
    }

    private static Path2D levelLip(Box b) {
        Path2D path = new Path2D.Double();
        double bend = CAP * 4 / 3;
        path.moveTo(b.right() - CAP, b.y());
        path.curveTo(b.right() - CAP - bend, b.y(), b.right() - CAP - bend, b.bottom(), b.right() - CAP, b.bottom());
        return path;
    }

    private static Path2D delay(Box b) {
        Path2D path = new Path2D.Double();
        double radius = b.height() / 2;
        path.moveTo(b.x(), b.y());
        path.lineTo(b.right() - radius, b.y());
        path.curveTo(b.right() + radius / 3, b.y(), b.right() + radius / 3, b.bottom(), b.right() - radius, b.bottom());
        path.lineTo(b.x(), b.bottom());
        path.closePath();
        return path;
    }

    private static Path2D curvedTrapezoid(Box b) {
        Path2D path = new Path2D.Double();
        path.moveTo(b.x(), b.centerY());
        path.lineTo(b.x() + 14, b.y());
        path.lineTo(b.right() - 14, b.y());
        path.curveTo(b.right() + 4, b.y(), b.right() + 4, b.bottom(), b.right() - 14, b.bottom());
        path.lineTo(b.x() + 14, b.bottom());
        path.closePath();
        return path;
    }

    private static Path2D bowTie(Box b) {
        Path2D path = new Path2D.Double();
        path.moveTo(b.x() + CAP, b.y());
        path.lineTo(b.right(), b.y());
        path.curveTo(b.right() - CAP * 1.3, b.y(), b.right() - CAP * 1.3, b.bottom(), b.right(), b.bottom());
        path.lineTo(b.x() + CAP, b.bottom());
        path.curveTo(b.x() - CAP / 3, b.bottom(), b.x() - CAP / 3, b.y(), b.x() + CAP, b.y());
        path.closePath();
        return path;
    }

    private static Path2D document(Box b) {
        Path2D path = new Path2D.Double();
        double wave = CAP;
        path.moveTo(b.x(), b.y());
        path.lineTo(b.right(), b.y());
        path.lineTo(b.right(), b.bottom() - wave);
        path.curveTo(b.right() - b.width() / 4, b.bottom() - 3 * wave, b.x() + b.width() / 4, b.bottom() + 2 * wave, b.x(), b.bottom() - wave);
        path.closePath();
        return path;
    }

    private static Path2D flag(Box b) {
        Path2D path = new Path2D.Double();
        double wave = CAP;
        path.moveTo(b.x(), b.y() + wave);
        path.curveTo(b.x() + b.width() / 3, b.y() + 3 * wave, b.right() - b.width() / 3, b.y() - 2 * wave, b.right(), b.y() + wave);
        path.lineTo(b.right(), b.bottom() - wave);
        path.curveTo(b.right() - b.width() / 3, b.bottom() - 3 * wave, b.x() + b.width() / 3, b.bottom() + 2 * wave, b.x(), b.bottom() - wave);
        path.closePath();
        return path;
    }

    /// A closed row of bulges inside the box.
    private static java.awt.Shape scallops(Box b, int count, double depth) {
        double bulge = Math.min(b.width(), b.height()) * 0.16 * depth * 2;
        Area area = new Area(new Ellipse2D.Double(b.x() + bulge, b.y() + bulge, b.width() - 2 * bulge, b.height() - 2 * bulge));
        for (int i = 0; i < count; i++) {
            double angle = 2 * Math.PI * i / count;
            double cx = b.centerX() + Math.cos(angle) * (b.width() / 2 - bulge * 1.1);
            double cy = b.centerY() + Math.sin(angle) * (b.height() / 2 - bulge * 1.1);
            area.add(new Area(new Ellipse2D.Double(cx - bulge, cy - bulge, 2 * bulge, 2 * bulge)));
        }
        return area;
    }

    private static Path2D brace(double x, double top, double bottom, int side) {
        Path2D path = new Path2D.Double();
        double middle = (top + bottom) / 2;
        double in = -side * 6;
        path.moveTo(x + in, top);
        path.quadTo(x, top, x, top + 6);
        path.lineTo(x, middle - 6);
        path.quadTo(x, middle, x - in, middle);
        path.quadTo(x, middle, x, middle + 6);
        path.lineTo(x, bottom - 6);
        path.quadTo(x, bottom, x + in, bottom);
        return path;
    }
}

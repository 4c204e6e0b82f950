package io.headscope.drawing;

/// An upright rectangle in a drawing.
public record Box(double x, double y, double width, double height) {

    /// The one that two points are opposite corners of.
    public static Box of(Point one, Point other) {
        double x = Math.min(one.x(), other.x());
        double y = Math.min(one.y(), other.y());
        return new Box(x, y, Math.max(one.x(), other.x()) - x, Math.max(one.y(), other.y()) - y);
    }

    public double right() {
        return x + width;
    }

    public double bottom() {
        return y + height;
    }

    public double centerX() {
        return x + width / 2;
    }

    public double centerY() {
        return y + height / 2;
    }

    /// Left and top edge belong to the box, right and bottom do not: neighbours share no point.
    public boolean contains(double px, double py) {
        return px >= x && px < right() && py >= y && py < bottom();
    }

    public boolean overlaps(Box other) {
        return x < other.right() && other.x < right() && y < other.bottom() && other.y < bottom();
    }

    /// Whether all of another box lies in this one.
    public boolean holds(Box other) {
        return x <= other.x() && other.right() <= right() && y <= other.y() && other.bottom() <= bottom();
    }

    /// This box, each edge moved outwards by `margin`.
    public Box grown(double margin) {
        return new Box(x - margin, y - margin, width + 2 * margin, height + 2 * margin);
    }

    /// The least box that holds this one and another.
    public Box with(Box other) {
        double left = Math.min(x, other.x());
        double top = Math.min(y, other.y());
        return new Box(left, top, Math.max(right(), other.right()) - left, Math.max(bottom(), other.bottom()) - top);
    }

    public Box moved(double dx, double dy) {
        return new Box(x + dx, y + dy, width, height);
    }
}

package io.headscope.drawing;

import io.headscope.drawing.Mark.Anchor;
import io.headscope.drawing.Mark.Turn;
import java.util.ArrayList;
import java.util.List;

/// Where a layout puts its marks, one over the other, until the drawing is done.
public final class Sheet {

    private final List<Mark> marks = new ArrayList<>();

    public Sheet add(Mark mark) {
        marks.add(mark);
        return this;
    }

    public Sheet addAll(List<? extends Mark> more) {
        marks.addAll(more);
        return this;
    }

    /// A level line of text, its letters' middle at `y`.
    public Sheet text(String text, double x, double y, double size, Anchor anchor, Role role) {
        return add(new Mark.Label(
                text, new Point(x, y + TextMeasure.MIDDLE_TO_BASELINE * size), size, anchor, Turn.LEVEL, role));
    }

    /// A line of text read from bottom to top, its letters' middle at `x`.
    public Sheet upwards(String text, double x, double y, double size, Anchor anchor, Role role) {
        return add(new Mark.Label(
                text, new Point(x + TextMeasure.MIDDLE_TO_BASELINE * size, y), size, anchor, Turn.UPWARDS, role));
    }

    public Sheet rule(double x1, double y1, double x2, double y2, Role role, double thickness) {
        return add(new Mark.Rule(new Point(x1, y1), new Point(x2, y2), role, thickness));
    }

    public List<Mark> marks() {
        return List.copyOf(marks);
    }

    public Drawing drawing(double width, double height) {
        return new Drawing(width, height, marks);
    }
}

package io.headscope.drawing;

import java.util.ArrayList;
import java.util.List;

/// One thing in a drawing. Later marks lie over earlier ones.
public sealed interface Mark {

    /// A rectangle that holds all of it, and not much more.
    default Box bounds() {
        return switch (this) {
            case Area(Box box, Role _, double _, double _) -> box;
            case Frame(Box box, Role _, double thickness, double _) -> box.grown(thickness);
            case Hatch(Box box, Role _) -> box.grown(1);
            case Rule(Point from, Point to, Role _, double thickness) -> Box.of(from, to).grown(thickness);
            case Link(Point from, Point to, Role _, double thickness, double _) -> Box.of(from, to).grown(thickness);
            case Label label -> TextMeasure.bundled().bounds(label).grown(label.size());
            case Raster(Box box, Matrix _, Tint _) -> box;
            case Photo(Box box, Bitmap _) -> box;
            case Veil(Box box, Matrix _, Tint _, double _) -> box;
            case ColorBar(Box box, ColorMap _) -> box;
            case Filled(Outline outline, Ink _, double _) -> outline.bounds();
            case Traced(Outline outline, Ink _, double thickness, double _) -> outline.bounds().grown(thickness);
            case Clipped(Box box, List<Mark> _) -> box;
        };
    }

    /// A filled rectangle.
    ///
    /// @param opacity from 0 to 1
    /// @param corner  the radius of its corners
    record Area(Box box, Role role, double opacity, double corner) implements Mark {
        public Area(Box box, Role role) {
            this(box, role, 1, 0);
        }
    }

    /// The outline of a rectangle.
    record Frame(Box box, Role role, double thickness, double corner) implements Mark {}

    /// Slanted thin lines across a rectangle: here is nothing to see, and not because it is 0.
    record Hatch(Box box, Role role) implements Mark {

        private static final double SPACING = 5;

        /// The lines, in pairs of ends. They stand in one pattern over the whole drawing, so that neighbours fit together.
        public List<Point> ends() {
            List<Point> ends = new ArrayList<>();
            double last = box.right() + box.bottom();
            for (double sum = SPACING * Math.ceil((box.x() + box.y()) / SPACING); sum < last; sum += SPACING) {
                double left = Math.max(box.x(), sum - box.bottom());
                double right = Math.min(box.right(), sum - box.y());
                ends.add(new Point(left, sum - left));
                ends.add(new Point(right, sum - right));
            }
            return ends;
        }
    }

    /// A straight line.
    record Rule(Point from, Point to, Role role, double thickness) implements Mark {}

    /// A line from the side of one token to the side of another, leaving and arriving level.
    ///
    /// @param opacity from 0 to 1
    record Link(Point from, Point to, Role role, double thickness, double opacity) implements Mark {}

    /// One line of text.
    ///
    /// @param at   a point on the baseline: where the text begins, has its middle or ends, after `anchor`
    /// @param size of the font
    record Label(String text, Point at, double size, Anchor anchor, Turn turn, Ink role) implements Mark {}

    /// A matrix as a picture, one even rectangle a cell, never smoothed.
    record Raster(Box box, Matrix matrix, Tint tint) implements Mark {}

    /// A picture in its own colours, smoothed where it is not drawn pixel by pixel.
    record Photo(Box box, Bitmap bitmap) implements Mark {}

    /// A matrix laid over what was drawn before, one even rectangle a cell.
    ///
    /// @param opacity from 0 to 1
    record Veil(Box box, Matrix matrix, Tint tint, double opacity) implements Mark {}

    /// All colours of a map, the lowest value at the bottom.
    record ColorBar(Box box, ColorMap map) implements Mark {}

    /// A filled outline of any form: a letter of a formula, a curve of a chart.
    ///
    /// @param opacity from 0 to 1
    record Filled(Outline outline, Ink role, double opacity) implements Mark {
        public Filled(Outline outline, Role role) {
            this(outline, role, 1);
        }
    }

    /// A line along an outline.
    ///
    /// @param dash lengths of a stroke and of the gap behind it; 0 for a line without gaps
    record Traced(Outline outline, Ink ink, double thickness, double dash) implements Mark {}

    /// What of other marks lies within a rectangle.
    record Clipped(Box box, List<Mark> marks) implements Mark {
        public Clipped {
            marks = List.copyOf(marks);
        }
    }

    /// Which point of a label is given.
    enum Anchor {
        START,
        MIDDLE,
        END
    }

    /// How a label lies.
    enum Turn {
        LEVEL,
        /// Read from bottom to top: turned by 90° against the clock around its point.
        UPWARDS
    }
}

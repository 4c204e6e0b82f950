package io.headscope.export;

import io.headscope.drawing.Bitmap;
import io.headscope.drawing.Box;
import io.headscope.drawing.ColorMap;
import io.headscope.drawing.Drawing;
import io.headscope.drawing.Mark;
import io.headscope.drawing.Matrix;
import io.headscope.drawing.Outline;
import io.headscope.drawing.Point;
import io.headscope.drawing.Role;
import io.headscope.drawing.Scale;
import io.headscope.drawing.Tint;
import java.awt.geom.Ellipse2D;
import java.util.List;

/// A drawing with one mark of every kind.
final class ExampleDrawing {

    static final Tint TINT = new Tint(Scale.of(Scale.Kind.LINEAR), ColorMap.VIRIDIS);

    private ExampleDrawing() {}

    /// A matrix of 2×3 cells, 20 units each, its corner at (10, 10); one cell has no value.
    static Drawing everyMark() {
        return new Drawing(120, 80, List.of(
                new Mark.Raster(new Box(10, 10, 60, 40), new Matrix(2, 3, new float[] {0, 0.5f, 1, 0.25f, Float.NaN, 0.75f}), TINT),
                new Mark.Hatch(new Box(30, 30, 20, 20), Role.MISSING),
                new Mark.Frame(new Box(10, 10, 60, 40), Role.FRAME, 1, 0),
                new Mark.Area(new Box(80, 60, 10, 10), Role.SERIES_2, 0.5, 2),
                new Mark.Rule(new Point(0, 79), new Point(120, 79), Role.RULE, 1),
                new Mark.Link(new Point(70, 20), new Point(110, 60), Role.SERIES_1, 2, 0.4),
                new Mark.ColorBar(new Box(100, 10, 8, 40), ColorMap.VIRIDIS),
                new Mark.Photo(new Box(75, 10, 20, 20), new Bitmap(2, 1, new int[] {0xFFFF0000, 0xFF0000FF})),
                new Mark.Veil(new Box(75, 10, 20, 20), new Matrix(1, 2, new float[] {1, Float.NaN}), TINT, 0.5),
                new Mark.Filled(Outline.of(new Ellipse2D.Double(20, 60, 12, 8)), Role.SERIES_3, 0.8),
                new Mark.Clipped(new Box(10, 55, 40, 20), List.of(new Mark.Area(new Box(0, 60, 100, 5), Role.LOCKED))),
                new Mark.Label("<猫> & \"cat\"\u0007", new Point(60, 70), 10, Mark.Anchor.MIDDLE, Mark.Turn.LEVEL, Role.TEXT),
                new Mark.Label("key", new Point(8, 40), 8, Mark.Anchor.END, Mark.Turn.UPWARDS, Role.QUIET_TEXT)));
    }
}

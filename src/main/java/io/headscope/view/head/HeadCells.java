package io.headscope.view.head;

import io.headscope.analysis.ReducedMap;
import io.headscope.attention.IndexRange;
import io.headscope.attention.Pooling;
import io.headscope.drawing.Box;
import io.headscope.drawing.Mark;
import io.headscope.drawing.Mark.Anchor;
import io.headscope.drawing.Matrix;
import io.headscope.drawing.Rgb;
import io.headscope.drawing.Role;
import io.headscope.drawing.Palette;
import io.headscope.drawing.Sheet;
import io.headscope.drawing.Tint;
import io.headscope.task.Cancellation;
import io.headscope.view.TextSize;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// The cells of one head that are seen: read no finer than they are drawn, whatever the length of the input.
///
/// @param plot where they are drawn
/// @param cell the side of one
record HeadCells(
        ReducedMap map, int head, Box plot, double cell, Viewport viewport, Tint tint, Cancellation cancellation) {

    /// Rows read between two looks at the cancellation.
    private static final int BAND = 64;

    /// Above this side there is room for the number itself.
    private static final double NUMBER_FROM = 34;

    List<Mark> marks() {
        IndexRange rows = seen(viewport.top(), plot.height(), map.queries());
        IndexRange columns = seen(viewport.left(), plot.width(), map.keys());
        int height = drawn(rows);
        int width = drawn(columns);
        Box box = new Box(
                plot.x() + (columns.start() - viewport.left()) * cell,
                plot.y() + (rows.start() - viewport.top()) * cell,
                columns.length() * cell,
                rows.length() * cell);
        float[] weights = read(rows, columns, height, width);
        Sheet cells = new Sheet().add(new Mark.Raster(box, new Matrix(height, width, weights), tint));
        hatches(rows).forEach(cells::add);
        if (cell >= NUMBER_FROM) {
            numbers(cells, box, new Matrix(height, width, weights));
        }
        boolean whole = rows.length() == map.queries() && columns.length() == map.keys();
        List<Mark> marks = new ArrayList<>(whole ? cells.marks() : List.of(new Mark.Clipped(plot, cells.marks())));
        marks.add(new Mark.Frame(plot, Role.FRAME, 0.75, 0));
        return marks;
    }

    /// The largest weight of a head.
    static double largest(ReducedMap map, int head, Cancellation cancellation) {
        float[] largest = new float[1];
        float max = 0;
        for (int row = 0; row < map.queries(); row += BAND) {
            cancellation.check();
            IndexRange rows = new IndexRange(row, Math.min(map.queries(), row + BAND));
            map.readPooled(head, rows, IndexRange.upTo(map.keys()), Pooling.MAX, 1, 1, largest);
            max = Math.max(max, largest[0]);
        }
        return max;
    }

    private IndexRange seen(double from, double length, int count) {
        int start = (int) Math.floor(from + 1e-9);
        int end = (int) Math.ceil(from + length / cell - 1e-9);
        return new IndexRange(start, Math.clamp(end, start + 1, count));
    }

    /// The number of rows or columns to draw a range in: its own, or one a pixel.
    private int drawn(IndexRange range) {
        return Math.clamp(Math.round(range.length() * cell), 1, range.length());
    }

    private float[] read(IndexRange rows, IndexRange columns, int height, int width) {
        float[] weights = new float[height * width];
        cancellation.check();
        map.readPooled(head, rows, columns, Pooling.MAX, height, width, weights);
        for (int row = 0; row < height; row++) {
            if (!attends(rows.cell(row, height))) {
                Arrays.fill(weights, row * width, (row + 1) * width, Float.NaN);
            }
        }
        return weights;
    }

    private boolean attends(IndexRange rows) {
        for (int row = rows.start(); row < rows.end(); row++) {
            if (map.attends(row)) {
                return true;
            }
        }
        return false;
    }

    private List<Mark> hatches(IndexRange rows) {
        List<Mark> hatches = new ArrayList<>();
        int row = rows.start();
        while (row < rows.end()) {
            int end = row + 1;
            boolean attends = map.attends(row);
            while (end < rows.end() && map.attends(end) == attends) {
                end++;
            }
            if (!attends) {
                double y = Math.max(plot.y(), plot.y() + (row - viewport.top()) * cell);
                double bottom = Math.min(plot.bottom(), plot.y() + (end - viewport.top()) * cell);
                hatches.add(new Mark.Hatch(new Box(plot.x(), y, plot.width(), bottom - y), Role.MISSING));
            }
            row = end;
        }
        return hatches;
    }

    private void numbers(Sheet sheet, Box box, Matrix weights) {
        for (int row = 0; row < weights.rows(); row++) {
            for (int column = 0; column < weights.columns(); column++) {
                float weight = weights.at(row, column);
                // Exactly 0 is what a mask leaves: a number there would be noise.
                if (weight > 0) {
                    double x = box.x() + (column + 0.5) * cell;
                    double y = box.y() + (row + 0.5) * cell;
                    sheet.text(String.format(Locale.ROOT, "%.2f", weight), x, y, TextSize.TICK, Anchor.MIDDLE, ink(weight));
                }
            }
        }
    }

    private Role ink(float weight) {
        Rgb ground = tint.color(weight);
        double dark = ground.contrast(Palette.LIGHT.color(Role.ON_LIGHT));
        double light = ground.contrast(Palette.LIGHT.color(Role.ON_DARK));
        return light >= dark ? Role.ON_DARK : Role.ON_LIGHT;
    }
}

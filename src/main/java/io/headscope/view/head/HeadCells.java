package io.headscope.view.head;

import io.headscope.analysis.ReducedMap;
import io.headscope.attention.IndexRange;
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
import io.headscope.view.head.HeadTiles.Cells;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// The cells of one head that are seen: read no finer than they are drawn, whatever the length of the input.
///
/// @param plot where they are drawn
record HeadCells(
        ReducedMap map, HeadTiles tiles, int head, Box plot, CellSize cell, Viewport viewport, Tint tint, Cancellation cancellation) {

    /// Above this side there is room for the number itself.
    private static final double NUMBER_FROM = 34;

    List<Mark> marks() {
        Cells down = seen(viewport.top(), plot.height(), map.queries(), cell.height());
        Cells across = seen(viewport.left(), plot.width(), map.keys(), cell.width());
        IndexRange rows = down.held();
        IndexRange columns = across.held();
        Box box = new Box(
                plot.x() + (columns.start() - viewport.left()) * cell.width(),
                plot.y() + (rows.start() - viewport.top()) * cell.height(),
                columns.length() * cell.width(),
                rows.length() * cell.height());
        Matrix weights = new Matrix(down.seen().length(), across.seen().length(), read(down, across));
        Sheet cells = new Sheet().add(new Mark.Raster(box, weights, tint));
        hatches(rows).forEach(cells::add);
        if (Math.min(cell.width(), cell.height()) >= NUMBER_FROM) {
            numbers(cells, box, weights);
        }
        boolean whole = rows.length() == map.queries() && columns.length() == map.keys();
        List<Mark> marks = new ArrayList<>(whole ? cells.marks() : List.of(new Mark.Clipped(plot, cells.marks())));
        marks.add(new Mark.Frame(plot, Role.FRAME, 0.75, 0));
        return marks;
    }

    /// What is seen along one axis: its own cells, or one a pixel. Which positions fall together does not depend on what is
    /// seen of them: nothing flickers while it is moved.
    private static Cells seen(double from, double length, int count, double size) {
        int start = (int) Math.floor(from + 1e-9);
        int end = (int) Math.ceil(from + length / size - 1e-9);
        int cells = Math.clamp(Math.round(count * size), 1, count);
        return Cells.holding(new IndexRange(start, Math.clamp(end, start + 1, count)), count, cells);
    }

    private float[] read(Cells down, Cells across) {
        cancellation.check();
        float[] weights = tiles.read(head, down, across, cancellation);
        int width = across.seen().length();
        for (int row = 0; row < down.seen().length(); row++) {
            int cell = down.seen().start() + row;
            if (!attends(new IndexRange(down.start(cell), down.start(cell + 1)))) {
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
                double y = Math.max(plot.y(), plot.y() + (row - viewport.top()) * cell.height());
                double bottom = Math.min(plot.bottom(), plot.y() + (end - viewport.top()) * cell.height());
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
                    double x = box.x() + (column + 0.5) * cell.width();
                    double y = box.y() + (row + 0.5) * cell.height();
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

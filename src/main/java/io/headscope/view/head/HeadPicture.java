package io.headscope.view.head;

import io.headscope.analysis.ReducedMap;
import io.headscope.attention.HeadAddress;
import io.headscope.attention.Section;
import io.headscope.drawing.Box;
import io.headscope.drawing.Drawing;
import io.headscope.session.Selection.Cell;
import io.headscope.view.Picture;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// The drawing of one head, and which cell is where in it.
///
/// @param map      what of the head is shown
/// @param plot     where the cells are
/// @param whole    a cell when all of the matrix is seen
/// @param cell     a cell as it is drawn
/// @param viewport the part that is seen, within its bounds
public record HeadPicture(
        Drawing drawing, HeadAddress head, ReducedMap map, Box plot, CellSize whole, CellSize cell, Viewport viewport)
        implements Picture {

    Section section() {
        return head.site().section();
    }

    /// The column at an x, in cells.
    public double column(double x) {
        return viewport.left() + (x - plot.x()) / cell.width();
    }

    /// The row at a y, in cells.
    public double row(double y) {
        return viewport.top() + (y - plot.y()) / cell.height();
    }

    /// What is at a point, in positions of the trace: a cell, a row where the point is on a query's label, a column where it
    /// is on a key's.
    public Optional<Cell> at(double x, double y) {
        boolean across = x >= plot.x() && x < plot.right();
        boolean down = y >= plot.y() && y < plot.bottom();
        Integer query = down ? position(map.queries(), row(y), true) : null;
        Integer key = across ? position(map.keys(), column(x), false) : null;
        boolean onLabels = (x < plot.x() && query != null) || (y < plot.y() && key != null);
        return (across && down && query != null && key != null) || onLabels
                ? Optional.of(new Cell(query, key))
                : Optional.empty();
    }

    /// The cell of a position of the trace, within the plot.
    public Optional<Box> rowBand(@Nullable Integer query) {
        OptionalInt row = query == null ? OptionalInt.empty() : map.row(query);
        double y = plot.y() + (row.orElse(0) - viewport.top()) * cell.height();
        return row.isPresent() && y + cell.height() > plot.y() && y < plot.bottom()
                ? Optional.of(cut(new Box(plot.x(), y, plot.width(), cell.height())))
                : Optional.empty();
    }

    public Optional<Box> columnBand(@Nullable Integer key) {
        OptionalInt column = key == null ? OptionalInt.empty() : map.column(key);
        double x = plot.x() + (column.orElse(0) - viewport.left()) * cell.width();
        return column.isPresent() && x + cell.width() > plot.x() && x < plot.right()
                ? Optional.of(cut(new Box(x, plot.y(), cell.width(), plot.height())))
                : Optional.empty();
    }

    private @Nullable Integer position(int count, double place, boolean query) {
        int index = (int) Math.floor(place);
        if (index < 0 || index >= count) {
            return null;
        }
        return query ? map.query(index) : map.key(index);
    }

    private Box cut(Box band) {
        double x = Math.max(band.x(), plot.x());
        double y = Math.max(band.y(), plot.y());
        return new Box(x, y, Math.min(band.right(), plot.right()) - x, Math.min(band.bottom(), plot.bottom()) - y);
    }
}

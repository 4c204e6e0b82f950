package io.headscope.view.lines;

import io.headscope.analysis.ReducedMap;
import io.headscope.attention.Section;
import io.headscope.drawing.Box;
import io.headscope.drawing.Drawing;
import io.headscope.session.Selection.Cell;
import io.headscope.view.Picture;
import java.util.Optional;

/// The drawing of lines, and which token is where in it.
///
/// @param section what all heads that are shown belong to
/// @param map     the tokens that are shown
/// @param queries where the queries' names stand, one line a token
/// @param keys    where the keys' names stand
public record LinesPicture(Drawing drawing, Section section, ReducedMap map, Box queries, Box keys) implements Picture {

    /// The height of a token's line.
    public static final double LINE = 20;

    /// The query or key whose name is at a point, in positions of the trace.
    public Optional<Cell> at(double x, double y) {
        if (queries.contains(x, y)) {
            return Optional.of(new Cell(map.query((int) ((y - queries.y()) / LINE)), null));
        }
        return keys.contains(x, y)
                ? Optional.of(new Cell(null, map.key((int) ((y - keys.y()) / LINE))))
                : Optional.empty();
    }

    /// Where a token's name stands.
    public Optional<Box> place(Cell cell) {
        if (cell.query() != null && map.row(cell.query()).isPresent()) {
            return Optional.of(line(queries, map.row(cell.query()).getAsInt()));
        }
        return cell.key() != null && map.column(cell.key()).isPresent()
                ? Optional.of(line(keys, map.column(cell.key()).getAsInt()))
                : Optional.empty();
    }

    private static Box line(Box column, int index) {
        return new Box(column.x(), column.y() + index * LINE, column.width(), LINE);
    }
}

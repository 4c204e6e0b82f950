package io.headscope.view.head;

/// Which part of a matrix is seen.
///
/// @param left the first column seen, in cells, fractions allowed
/// @param top  the first row seen
/// @param zoom how much larger cells are than when the whole matrix is seen, from 1
public record Viewport(double left, double top, double zoom) {

    public static final Viewport WHOLE = new Viewport(0, 0, 1);

    /// The same part moved by some cells.
    public Viewport moved(double columns, double rows) {
        return new Viewport(left + columns, top + rows, zoom);
    }

    /// Zoomed so that the given place of the matrix stays where it is.
    ///
    /// @param whole a cell when the whole matrix is seen
    public Viewport zoomedAround(double column, double row, double factor, CellSize whole) {
        double next = Math.clamp(zoom * factor, 1, whole.mostZoom());
        CellSize before = whole.zoomed(zoom);
        CellSize after = whole.zoomed(next);
        return new Viewport(
                column - (column - left) * before.width() / after.width(),
                row - (row - top) * before.height() / after.height(),
                next);
    }
}

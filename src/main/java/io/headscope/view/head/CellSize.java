package io.headscope.view.head;

import io.headscope.view.TextSize;

/// How large the cells of a matrix are drawn: square, unless the matrix is so oblong that its shorter side could not be seen.
///
/// @param width  across, a key
/// @param height down, a query
public record CellSize(double width, double height) {

    private static final double LARGEST = 44;
    private static final double LARGEST_ZOOMED = 90;

    /// From here on the shorter side of a matrix is given more than its share: a quarter of the longer one, but no more than
    /// can be read off at a glance.
    private static final double OBLONG = 4;
    private static final double ENOUGH = 160;

    static CellSize square(double side) {
        return new CellSize(side, side);
    }

    /// The cells of a matrix that fills its room, one way or the other.
    static CellSize fitting(double across, double down, int keys, int queries) {
        double side = Math.min(LARGEST, Math.min(across / keys, down / queries));
        // Cells with room for the name of a token are large enough as they are.
        if (side >= TextSize.LEAST_TOKEN) {
            return square(side);
        }
        return new CellSize(
                Math.max(side, widened(side, across, keys, queries)), Math.max(side, widened(side, down, queries, keys)));
    }

    private static double widened(double side, double room, int shorter, int longer) {
        double wanted = Math.min(room, Math.min(ENOUGH, side * longer / OBLONG));
        return shorter < longer ? Math.min(LARGEST, wanted / shorter) : side;
    }

    /// The same so many times as large; where they are not square, the larger side waits for the other once it is large enough.
    CellSize zoomed(double zoom) {
        return new CellSize(zoomed(width, height, zoom), zoomed(height, width, zoom));
    }

    private static double zoomed(double side, double other, double zoom) {
        return Math.max(Math.min(side, other) * zoom, Math.min(side * zoom, Math.max(side, LARGEST)));
    }

    /// So far these cells, of a matrix that is seen as a whole, can be zoomed into.
    double mostZoom() {
        return Math.max(1, LARGEST_ZOOMED / Math.min(width, height));
    }
}

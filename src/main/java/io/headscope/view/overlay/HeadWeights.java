package io.headscope.view.overlay;

import io.headscope.attention.AttentionMap;
import io.headscope.attention.HeadAddress;
import io.headscope.attention.IndexRange;
import io.headscope.attention.Trace;
import io.headscope.attention.WindowedMap;
import io.headscope.attention.Windows;
import io.headscope.drawing.Matrix;
import org.jspecify.annotations.Nullable;

/// What one head gives to all positions, or takes from all, seen from one.
///
/// @param from    the position it is seen from
/// @param weights one for every position
/// @param windows what parts the positions, if attention stays within windows
record HeadWeights(HeadAddress head, int from, float[] weights, @Nullable Windows windows) {

    /// @param position a query for what it attends to, a key for who attends to it
    static HeadWeights of(Trace trace, HeadAddress head, Direction direction, int position) {
        AttentionMap map = trace.map(head.site());
        IndexRange one = new IndexRange(position, position + 1);
        float[] weights = switch (direction) {
            case TO -> {
                float[] row = new float[map.keys()];
                map.read(head.head(), one, IndexRange.upTo(map.keys()), row);
                yield row;
            }
            case FROM -> {
                float[] column = new float[map.queries()];
                map.read(head.head(), IndexRange.upTo(map.queries()), one, column);
                yield column;
            }
        };
        return new HeadWeights(head, position, weights, map instanceof WindowedMap windowed ? windowed.windows() : null);
    }

    /// Whether attention can reach a position at all.
    boolean reaches(int position) {
        return windows == null || windows.window(position) == windows.window(from);
    }

    /// The weights of the cells of a grid; what is out of reach has none.
    Matrix on(Plane.Grid grid) {
        float[] values = new float[grid.rows() * grid.columns()];
        for (int row = 0; row < grid.rows(); row++) {
            for (int column = 0; column < grid.columns(); column++) {
                values[row * grid.columns() + column] = reaches(grid.position(row, column)) ? weights[grid.position(row, column)] : Float.NaN;
            }
        }
        return new Matrix(grid.rows(), grid.columns(), values);
    }

    float most() {
        float most = 0;
        for (float weight : weights) {
            most = Math.max(most, weight);
        }
        return most;
    }
}

package io.headscope.view.overlay;

import io.headscope.attention.AttentionMap;
import io.headscope.attention.HeadAddress;
import io.headscope.attention.IndexRange;
import io.headscope.attention.Trace;
import io.headscope.drawing.Matrix;

/// What one head gives to all positions, or takes from all, seen from one.
///
/// @param weights one for every position
record HeadWeights(HeadAddress head, float[] weights) {

    /// @param position a query for what it attends to, a key for who attends to it
    static HeadWeights of(Trace trace, HeadAddress head, Direction direction, int position) {
        AttentionMap map = trace.map(head.site());
        IndexRange one = new IndexRange(position, position + 1);
        return switch (direction) {
            case TO -> {
                float[] row = new float[map.keys()];
                map.read(head.head(), one, IndexRange.upTo(map.keys()), row);
                yield new HeadWeights(head, row);
            }
            case FROM -> {
                float[] column = new float[map.queries()];
                map.read(head.head(), IndexRange.upTo(map.queries()), one, column);
                yield new HeadWeights(head, column);
            }
        };
    }

    /// The weights of the cells of a grid.
    Matrix on(Plane.Grid grid) {
        float[] values = new float[grid.rows() * grid.columns()];
        for (int row = 0; row < grid.rows(); row++) {
            for (int column = 0; column < grid.columns(); column++) {
                values[row * grid.columns() + column] = weights[grid.position(row, column)];
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

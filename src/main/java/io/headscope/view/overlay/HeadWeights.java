package io.headscope.view.overlay;

import io.headscope.analysis.ReducedMap;
import io.headscope.analysis.Reduction;
import io.headscope.attention.AttentionMap;
import io.headscope.attention.HeadAddress;
import io.headscope.attention.IndexRange;
import io.headscope.attention.Trace;
import io.headscope.attention.WindowedMap;
import io.headscope.attention.Windows;
import io.headscope.drawing.Matrix;
import java.util.Arrays;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// What one head gives to all positions, or takes from all, seen from one.
///
/// @param from    the position it is seen from
/// @param weights one for every position
/// @param windows what parts the positions, if attention stays within windows
record HeadWeights(HeadAddress head, int from, float[] weights, @Nullable Windows windows) {

    /// @param position a query for what it attends to, a key for who attends to it
    /// @param words    whether the pieces of a word are looked at together: each then has what the word has
    static HeadWeights of(Trace trace, HeadAddress head, Direction direction, int position, boolean words) {
        ReducedMap map = new Reduction(false, false, words).of(trace, head.site());
        AttentionMap whole = trace.map(head.site());
        float[] weights = switch (direction) {
            case TO -> {
                int row = map.row(position).orElseThrow();
                float[] read = new float[map.keys()];
                map.read(head.head(), new IndexRange(row, row + 1), IndexRange.upTo(map.keys()), read);
                yield spread(read, whole.keys(), map::keyPieces);
            }
            case FROM -> {
                int column = map.column(position).orElseThrow();
                float[] read = new float[map.queries()];
                map.read(head.head(), IndexRange.upTo(map.queries()), new IndexRange(column, column + 1), read);
                yield spread(read, whole.queries(), map::queryPieces);
            }
        };
        return new HeadWeights(head, position, weights, whole instanceof WindowedMap windowed ? windowed.windows() : null);
    }

    private static float[] spread(float[] read, int positions, IntFunction<IndexRange> pieces) {
        if (read.length == positions) {
            return read;
        }
        float[] weights = new float[positions];
        for (int i = 0; i < read.length; i++) {
            IndexRange own = pieces.apply(i);
            Arrays.fill(weights, own.start(), own.end(), read[i]);
        }
        return weights;
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

package io.headscope.view.heads;

import io.headscope.attention.AttentionMap;
import io.headscope.attention.IndexRange;
import io.headscope.attention.Pooling;
import io.headscope.drawing.Matrix;
import java.util.Arrays;

/// Small pictures of heads, all of a section side by side in one matrix: one image is painted in a tenth of the time that
/// a hundred take.
final class Thumbnails {

    /// Up to this many pixels a cell, cells of uneven width would be seen.
    private static final int EVEN_FROM = 3;

    private final float[] atlas;
    private final int width;
    private final int height;

    /// Nothing but gaps.
    Thumbnails(int width, int height) {
        this.width = width;
        this.height = height;
        this.atlas = new float[Math.multiplyExact(width, height)];
        Arrays.fill(atlas, Float.NaN);
    }

    /// The side of a thumbnail of at most `most` pixels over `positions` positions.
    static int side(int positions, int most) {
        int whole = most / positions;
        return whole >= EVEN_FROM ? whole * positions : most;
    }

    /// Puts one head's picture with its corner at (`left`, `top`): the largest weight in what falls together, no value
    /// where no query attends to anything.
    void put(AttentionMap map, int head, int left, int top, int columns, int rows) {
        int height = Math.min(rows, map.queries());
        int width = Math.min(columns, map.keys());
        float[] weights = pooled(map, head, height, width);
        for (int y = 0; y < rows; y++) {
            int from = (int) ((long) y * height / rows) * width;
            int to = (top + y) * this.width + left;
            for (int x = 0; x < columns; x++) {
                atlas[to + x] = weights[from + (int) ((long) x * width / columns)];
            }
        }
    }

    /// @return [height, width]
    static float[] pooled(AttentionMap map, int head, int height, int width) {
        float[] weights = new float[height * width];
        IndexRange queries = IndexRange.upTo(map.queries());
        map.readPooled(head, queries, IndexRange.upTo(map.keys()), Pooling.MAX, height, width, weights);
        for (int row = 0; row < height; row++) {
            if (!attends(map, queries.cell(row, height))) {
                Arrays.fill(weights, row * width, (row + 1) * width, Float.NaN);
            }
        }
        return weights;
    }

    Matrix matrix() {
        return new Matrix(height, width, atlas);
    }

    private static boolean attends(AttentionMap map, IndexRange queries) {
        for (int query = queries.start(); query < queries.end(); query++) {
            if (map.attends(query)) {
                return true;
            }
        }
        return false;
    }
}

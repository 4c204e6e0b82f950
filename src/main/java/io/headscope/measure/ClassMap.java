package io.headscope.measure;

import io.headscope.attention.FloatTensor;
import java.util.Arrays;

/// Which class stands at every place of a picture.
///
/// @param classes row by row                                          [rows · columns]
public record ClassMap(int rows, int columns, int[] classes) {

    public ClassMap {
        if (classes.length != Math.multiplyExact(rows, columns)) {
            throw new IllegalArgumentException(classes.length + " places in " + rows + " × " + columns);
        }
    }

    /// The likeliest class of every place, the logits brought to that many places by the two nearest on each axis: as
    /// `post_process_semantic_segmentation` of Hugging Face transformers does it.
    ///
    /// @param logits [..., classes, rows, columns]
    /// @param which  picture of the batch
    public static ClassMap of(FloatTensor logits, int which, int rows, int columns) {
        int classes = logits.length(-3);
        Axis down = Axis.of(logits.length(-2), rows);
        Axis right = Axis.of(logits.length(-1), columns);
        float[] most = new float[rows * columns];
        int[] best = new int[rows * columns];
        float[] grid = new float[down.from * right.from];
        for (int one = 0; one < classes; one++) {
            logits.copy(((long) which * classes + one) * grid.length, grid, 0, grid.length);
            for (int place = 0; place < best.length; place++) {
                float value = between(grid, down, place / columns, right, place % columns);
                if (one == 0 || value > most[place]) {
                    most[place] = value;
                    best[place] = one;
                }
            }
        }
        return new ClassMap(rows, columns, best);
    }

    private static float between(float[] grid, Axis down, int row, Axis right, int column) {
        int top = down.first[row] * right.from;
        int bottom = down.second(row) * right.from;
        int left = right.first[column];
        int beside = right.second(column);
        float across = right.share[column];
        float upper = grid[top + left] * (1 - across) + grid[top + beside] * across;
        float lower = grid[bottom + left] * (1 - across) + grid[bottom + beside] * across;
        return upper * (1 - down.share[row]) + lower * down.share[row];
    }

    /// What places of a coarse axis each place of a fine one lies between.
    ///
    /// @param share of the second of the two
    private record Axis(int from, int[] first, float[] share) {

        static Axis of(int from, int to) {
            int[] first = new int[to];
            float[] share = new float[to];
            for (int i = 0; i < to; i++) {
                double at = Math.clamp((i + 0.5) * from / to - 0.5, 0, from - 1.0);
                first[i] = (int) at;
                share[i] = (float) (at - first[i]);
            }
            return new Axis(from, first, share);
        }

        int second(int place) {
            return Math.min(first[place] + 1, from - 1);
        }
    }

    /// Where one of the classes stands.
    public boolean[] isClass(int which) {
        boolean[] is = new boolean[classes.length];
        for (int i = 0; i < is.length; i++) {
            is[i] = classes[i] == which;
        }
        return is;
    }

    /// How many places each class has.
    ///
    /// @param all how many classes there are
    public int[] counts(int all) {
        int[] counts = new int[all];
        Arrays.stream(classes).forEach(one -> counts[one]++);
        return counts;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ClassMap(int otherRows, int otherColumns, int[] others)
                && rows == otherRows
                && columns == otherColumns
                && Arrays.equals(classes, others);
    }

    @Override
    public int hashCode() {
        return 31 * rows + Arrays.hashCode(classes);
    }

    @Override
    public String toString() {
        return "ClassMap[%d×%d]".formatted(rows, columns);
    }
}

package io.headscope.attention;

import java.util.Objects;
import java.util.stream.IntStream;

/// The attention weights of one site: how much each query takes from each key. Read by tile; whether the weights are
/// kept in memory or recomputed from queries and keys is the map's own affair.
///
/// Rows sum to 1, except those that attend to nothing ([#attends] is false): these are all zeros.
/// Reading is safe from any thread.
public interface AttentionMap {

    int heads();

    int queries();

    int keys();

    /// Whether row `query` attends to anything. A padding query, or one with every key masked, does not.
    boolean attends(int query);

    /// Reads a tile, row by row.
    ///
    /// @param into receives the weights                               [queries.length, keys.length]
    /// @throws IndexOutOfBoundsException if the tile does not lie in the map or `into` is too short
    /// @throws IllegalStateException     if the trace has been closed
    void read(int head, IndexRange queries, IndexRange keys, float[] into);

    /// Reads a tile coarser than it is: every cell of the result pools the weights that fall into it.
    /// With `rows` and `columns` equal to the tile's own, this is [#read].
    ///
    /// @param into receives the pooled weights                        [rows, columns]
    default void readPooled(int head, IndexRange queries, IndexRange keys, Pooling pooling, int rows, int columns, float[] into) {
        if (rows > queries.length() || columns > keys.length()) {
            throw new IllegalArgumentException("a map is not read finer than it is: %d×%d of %d×%d"
                    .formatted(rows, columns, queries.length(), keys.length()));
        }
        readPooled(head, queries.bounds(rows), keys.bounds(columns), pooling, into);
    }

    /// The same with the cells of the result where the caller wants them: what is read by parts falls together as it does
    /// read as a whole.
    ///
    /// @param rows    where the rows of the result begin, rising, and where the last of them ends, in queries
    /// @param columns the same of its columns, in keys
    /// @param into    receives the pooled weights                     [rows.length - 1, columns.length - 1]
    default void readPooled(int head, int[] rows, int[] columns, Pooling pooling, float[] into) {
        int width = columns.length - 1;
        Objects.checkFromIndexSize(0, (rows.length - 1) * width, into.length);
        IndexRange keys = new IndexRange(columns[0], columns[width]);
        int[] bounds = IntStream.of(columns).map(column -> column - columns[0]).toArray();
        float[] band = new float[0];
        for (int row = 0; row + 1 < rows.length; row++) {
            IndexRange some = new IndexRange(rows[row], rows[row + 1]);
            int size = some.length() * keys.length();
            band = band.length < size ? new float[size] : band;
            read(head, some, keys, band);
            poolBand(band, some.length(), keys.length(), pooling, bounds, into, row * width);
        }
    }

    /// @param bounds where the columns of the result begin and end
    private static void poolBand(float[] band, int height, int width, Pooling pooling, int[] bounds, float[] into, int at) {
        switch (pooling) {
            case MAX -> maxBand(band, height, width, bounds, into, at);
            case MEAN -> meanBand(band, height, width, bounds, into, at);
        }
    }

    // Views of all heads read millions of weights a frame: whole rows first, which the processor does several at a time.
    private static void maxBand(float[] band, int height, int width, int[] bounds, float[] into, int at) {
        for (int y = 1; y < height; y++) {
            int from = y * width;
            for (int x = 0; x < width; x++) {
                band[x] = Math.max(band[x], band[from + x]);
            }
        }
        for (int column = 0; column + 1 < bounds.length; column++) {
            float max = 0;
            for (int x = bounds[column]; x < bounds[column + 1]; x++) {
                max = band[x] > max ? band[x] : max;
            }
            into[at + column] = max;
        }
    }

    private static void meanBand(float[] band, int height, int width, int[] bounds, float[] into, int at) {
        for (int column = 0; column + 1 < bounds.length; column++) {
            double sum = 0;
            for (int y = 0; y < height; y++) {
                for (int i = y * width + bounds[column], end = y * width + bounds[column + 1]; i < end; i++) {
                    sum += band[i];
                }
            }
            into[at + column] = (float) (sum / ((double) height * (bounds[column + 1] - bounds[column])));
        }
    }

    /// One whole head.
    ///
    /// @return the weights                                            [queries, keys]
    default float[] head(int head) {
        float[] weights = new float[Math.multiplyExact(queries(), keys())];
        read(head, IndexRange.upTo(queries()), IndexRange.upTo(keys()), weights);
        return weights;
    }
}

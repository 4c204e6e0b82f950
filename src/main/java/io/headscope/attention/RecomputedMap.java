package io.headscope.attention;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A map whose weights are worked out when they are read: the softmax of the scores over the keys a query may see.
/// Needs memory for queries and keys only, so that it grows linearly with the length of the text.
public final class RecomputedMap implements AttentionMap {

    private final Projections projections;
    private final Scoring scoring;
    private final Visibility visibility;
    private final int heads;
    private final int keyHeads;
    private final int size;
    /// The keys of the head read last, turned so that a query's scores are built by whole rows.
    private volatile @Nullable TurnedKeys turned;

    private record TurnedKeys(int keyHead, float[] numbers) {}

    /// @param scoring how scores are made of queries and keys
    public RecomputedMap(Projections projections, Scoring scoring, Visibility visibility) {
        this.projections = projections;
        this.scoring = scoring;
        this.visibility = visibility;
        this.heads = projections.queries().length(0);
        this.keyHeads = projections.keys().length(0);
        this.size = projections.queries().length(2);
    }

    @Override
    public int heads() {
        return heads;
    }

    @Override
    public int queries() {
        return visibility.queries();
    }

    @Override
    public int keys() {
        return visibility.keys();
    }

    @Override
    public boolean attends(int query) {
        return visibility.seesAny(Objects.checkIndex(query, queries()));
    }

    @Override
    public void read(int head, IndexRange queries, IndexRange keys, float[] into) {
        Tile.check(this, head, queries, keys, into);
        float[] turnedKeys = turnedKeys(head * keyHeads / heads);
        float[] query = new float[size];
        float[] row = new float[keys()];
        for (int at = queries.start(), to = 0; at < queries.end(); at++, to += keys.length()) {
            projections.queries().copy(((long) head * queries() + at) * size, query, 0, size);
            weights(head, at, query, turnedKeys, row);
            System.arraycopy(row, keys.start(), into, to, keys.length());
        }
    }

    /// The weights of one query.
    ///
    /// @param row receives them                                       [keys]
    private void weights(int head, int at, float[] query, float[] turnedKeys, float[] row) {
        Arrays.fill(row, 0);
        if (!visibility.seesAny(at)) {
            return;
        }
        int start = visibility.start(at);
        int end = visibility.end(at);
        FloatTensor sums = scoring.sums();
        for (int d = 0; d < size; d++) {
            if (sums == null) {
                addScaled((float) (query[d] * scoring.scale()), turnedKeys, d * keys(), row, start, end);
            } else {
                float factor = (float) (sums.at((long) head * size + d) * scoring.scale());
                addBent(factor, query[d], turnedKeys, d * keys(), row, start, end);
            }
        }
        scoring.finish(head, at, start, end, row);
        softmax(at, row, start, end);
    }

    private static void addScaled(float factor, float[] numbers, int first, float[] sum, int from, int to) {
        for (int i = from; i < to; i++) {
            sum[i] += factor * numbers[first + i];
        }
    }

    private static void addBent(float factor, float query, float[] keys, int first, float[] sum, int from, int to) {
        for (int i = from; i < to; i++) {
            sum[i] += factor * (float) Math.tanh(query + keys[first + i]);
        }
    }

    private void softmax(int at, float[] row, int from, int to) {
        float max = Float.NEGATIVE_INFINITY;
        for (int key = from; key < to; key++) {
            if (visibility.sees(at, key)) {
                max = Math.max(max, row[key]);
            }
        }
        double sum = 0;
        for (int key = from; key < to; key++) {
            row[key] = visibility.sees(at, key) ? (float) Math.exp(row[key] - max) : 0;
            sum += row[key];
        }
        float share = (float) (1 / sum);
        for (int key = from; key < to; key++) {
            row[key] *= share;
        }
    }

    /// The keys of one head as [size, keys].
    private float[] turnedKeys(int keyHead) {
        // Reading from the trace's memory each time makes reading a closed trace an error, cached or not.
        projections.keys().data().get(java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED, 0);
        TurnedKeys known = turned;
        if (known != null && known.keyHead == keyHead) {
            return known.numbers;
        }
        float[] numbers = new float[size * keys()];
        float[] key = new float[size];
        for (int at = 0; at < keys(); at++) {
            projections.keys().copy(((long) keyHead * keys() + at) * size, key, 0, size);
            for (int d = 0; d < size; d++) {
                numbers[d * keys() + at] = key[d];
            }
        }
        turned = new TurnedKeys(keyHead, numbers);
        return numbers;
    }
}

package io.headscope.analysis;

import io.headscope.attention.AttentionMap;
import io.headscope.attention.IndexRange;
import java.util.Objects;

/// A map with the pieces of each word put together: what a word takes is the mean of what its pieces take, what a word is
/// given is the sum of what its pieces are given. So rows still sum to 1. Pieces that attend to nothing do not count.
final class WordMap implements AttentionMap {

    private final AttentionMap map;
    private final Words queries;
    private final Words keys;

    WordMap(AttentionMap map, Words queries, Words keys) {
        this.map = map;
        this.queries = queries;
        this.keys = keys;
    }

    @Override
    public int heads() {
        return map.heads();
    }

    @Override
    public int queries() {
        return queries.count();
    }

    @Override
    public int keys() {
        return keys.count();
    }

    @Override
    public boolean attends(int query) {
        return attending(query) > 0;
    }

    private int attending(int query) {
        IndexRange tokens = queries.tokens(query);
        int attending = 0;
        for (int token = tokens.start(); token < tokens.end(); token++) {
            attending += map.attends(token) ? 1 : 0;
        }
        return attending;
    }

    @Override
    public void read(int head, IndexRange rows, IndexRange columns, float[] into) {
        rows.within(queries());
        columns.within(keys());
        Objects.checkFromIndexSize(0, rows.length() * columns.length(), into.length);
        if (columns.length() == 0) {
            return;
        }
        IndexRange span = new IndexRange(
                keys.tokens(columns.start()).start(), keys.tokens(columns.end() - 1).end());
        float[] weights = new float[0];
        for (int row = rows.start(); row < rows.end(); row++) {
            IndexRange tokens = queries.tokens(row);
            int size = tokens.length() * span.length();
            weights = weights.length < size ? new float[size] : weights;
            map.read(head, tokens, span, weights);
            merge(weights, tokens.length(), span, columns, attending(row), into, (row - rows.start()) * columns.length());
        }
    }

    /// @param weights of the pieces of one query                      [pieces, span]
    private void merge(float[] weights, int pieces, IndexRange span, IndexRange columns, int attending, float[] into, int at) {
        for (int column = columns.start(); column < columns.end(); column++) {
            IndexRange tokens = keys.tokens(column);
            double sum = 0;
            for (int piece = 0; piece < pieces; piece++) {
                for (int token = tokens.start(); token < tokens.end(); token++) {
                    sum += weights[piece * span.length() + token - span.start()];
                }
            }
            into[at + column - columns.start()] = attending == 0 ? 0 : (float) (sum / attending);
        }
    }
}

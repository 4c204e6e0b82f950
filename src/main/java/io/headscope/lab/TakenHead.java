package io.headscope.lab;

import io.headscope.attention.AttentionMap;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.HeadAddress;
import io.headscope.attention.IndexRange;
import io.headscope.attention.Token;
import io.headscope.attention.Trace;
import java.util.List;

/// A few tokens of one head of a model, copied out of a trace: what the lab works on, and what the model itself made of it.
///
/// @param queries      the positions of the queries, rising
/// @param keys         the positions of the keys, rising
/// @param q            [queries, size]
/// @param k            [keys, size]
/// @param v            [keys, value size]
/// @param modelWeights the model's own weights between them, each row divided by its sum: what softmax over these keys
///                     alone would give                                                       [queries, keys]
/// @param rules        what else the model does between queries and keys
public record TakenHead(
        HeadAddress head,
        List<Integer> queries,
        List<Integer> keys,
        List<String> queryNames,
        List<String> keyNames,
        DoubleMatrix q,
        DoubleMatrix k,
        DoubleMatrix v,
        DoubleMatrix modelWeights,
        HeadRules rules) {

    public TakenHead {
        queries = List.copyOf(queries);
        keys = List.copyOf(keys);
        queryNames = List.copyOf(queryNames);
        keyNames = List.copyOf(keyNames);
    }

    /// @throws IndexOutOfBoundsException if there is no such position
    public static TakenHead of(Trace trace, HeadAddress head, List<Integer> queries, List<Integer> keys, HeadRules rules) {
        var projections = trace.projections(head.site());
        return new TakenHead(
                head,
                queries,
                keys,
                names(trace.queries(head.site()), queries),
                names(trace.keys(head.site()), keys),
                rows(projections.queries(), head, queries),
                rows(projections.keys(), head, keys),
                rows(projections.values(), head, keys),
                weights(trace.map(head.site()), head.head(), queries, keys),
                rules);
    }

    private static List<String> names(List<Token> tokens, List<Integer> positions) {
        return positions.stream().map(tokens::get).map(token -> token.text().isBlank() ? "·" : token.text().strip()).toList();
    }

    /// @param all [heads, positions, size]; where there are fewer heads than the site has, groups share them
    private static DoubleMatrix rows(FloatTensor all, HeadAddress head, List<Integer> positions) {
        int mine = head.head() * all.length(0) / head.site().heads();
        int count = all.length(1);
        int size = all.length(2);
        return DoubleMatrix.filled(positions.size(), size, (row, column) ->
                all.at(((long) mine * count + positions.get(row)) * size + column));
    }

    private static DoubleMatrix weights(AttentionMap map, int head, List<Integer> queries, List<Integer> keys) {
        float[] row = new float[map.keys()];
        double[] weights = new double[queries.size() * keys.size()];
        for (int i = 0; i < queries.size(); i++) {
            map.read(head, new IndexRange(queries.get(i), queries.get(i) + 1), IndexRange.upTo(map.keys()), row);
            double sum = 0;
            for (int key : keys) {
                sum += row[key];
            }
            for (int j = 0; j < keys.size(); j++) {
                weights[i * keys.size() + j] = sum == 0 ? 0 : row[keys.get(j)] / sum;
            }
        }
        return new DoubleMatrix(queries.size(), keys.size(), weights);
    }

    /// How far the weights that the lab works out are from the model's own, at most.
    public double difference(DoubleMatrix weights) {
        double most = 0;
        for (int i = 0; i < weights.values().length; i++) {
            most = Math.max(most, Math.abs(weights.values()[i] - modelWeights.values()[i]));
        }
        return most;
    }
}

package io.headscope.engine.onnx;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which queries and keys a piece of a graph computes with; every place is a tensor of one number.
///
/// @param offset what makes a query's number its position among the keys; none where they are the same
record Stretch(String fromQuery, String toQuery, String fromKey, String toKey, @Nullable String offset) {

    /// The queries' numbers                                          [queries, 1]
    String queries(GraphWriter at) {
        return at.node("Reshape", List.of(range(at, fromQuery, toQuery), at.longs(-1, 1)));
    }

    /// The queries' positions among the keys                         [queries, 1]
    String positions(GraphWriter at) {
        return offset == null ? queries(at) : at.node("Add", List.of(queries(at), offset));
    }

    /// The keys' positions                                           [1, keys]
    String keys(GraphWriter at) {
        return at.node("Reshape", List.of(range(at, fromKey, toKey), at.longs(1, -1)));
    }

    private static String range(GraphWriter at, String from, String to) {
        return at.node("Range", List.of(scalar(at, from), scalar(at, to), at.longScalar(1)));
    }

    private static String scalar(GraphWriter at, String one) {
        return at.node("Squeeze", List.of(one));
    }

    /// The queries among the positions of `x`, along `axis`.
    String queriesOf(GraphWriter at, String x, long axis) {
        return at.node("Slice", List.of(x, fromQuery, toQuery, at.longs(axis)));
    }

    /// The keys among the positions of `x`, along `axis`.
    String keysOf(GraphWriter at, String x, long axis) {
        return at.node("Slice", List.of(x, fromKey, toKey, at.longs(axis)));
    }
}

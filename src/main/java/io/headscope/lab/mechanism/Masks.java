package io.headscope.lab.mechanism;

import io.headscope.lab.Worksheet.Visibility;
import io.headscope.message.Phrase;

/// The rules by which keys are hidden from queries, positions counted from 0.
final class Masks {

    private Masks() {}

    /// A query sees itself and what stands before it.
    static Visibility causal() {
        return (query, key) -> key > query ? Phrase.of("lab.remark.later", key + 1, query + 1) : null;
    }

    /// The last keys are padding.
    static Visibility padding(int keys, int padded) {
        return (_, key) -> key >= keys - padded ? Phrase.of("lab.remark.padding", key + 1) : null;
    }

    /// A query sees the keys at most `reach` positions away.
    static Visibility window(int reach) {
        return (query, key) ->
                Math.abs(query - key) > reach ? Phrase.of("lab.remark.far", key + 1, query + 1, reach) : null;
    }

    /// All see the first keys; behind them a query sees itself and what stands before it.
    static Visibility prefix(int length) {
        return (query, key) ->
                key >= length && key > query ? Phrase.of("lab.remark.behind-prefix", key + 1, query + 1) : null;
    }
}

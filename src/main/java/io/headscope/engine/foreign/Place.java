package io.headscope.engine.foreign;

import io.headscope.attention.FloatTensor;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One place in a foreign network where attention is computed, with what one run left there.
///
/// @param name        the network's own name for it
/// @param stage       which of several graphs it is in, counted from 0
/// @param operator    the operator that makes the weights, as [ForeignRunner#program] counts; -1 where none is known
/// @param weights     [heads, queries, keys]; nothing where they were not asked for
/// @param queries     [heads, queries, head size], where scores are a product
/// @param keys        [key heads, keys, head size], where scores are a product
/// @param values      [key heads, keys, value size], where they are to be had
/// @param relation    whether queries and keys are the same positions
/// @param queryInputs the inputs that the queries' positions are those of
/// @param keyInputs   the inputs that the keys' positions are those of
/// @param causal      whether the operator itself says that no query sees a key behind it
/// @param windows     how many windows the heads are repeated for; 1 where there are none
public record Place(
        String name,
        int stage,
        int operator,
        @Nullable FloatTensor weights,
        @Nullable FloatTensor queries,
        @Nullable FloatTensor keys,
        @Nullable FloatTensor values,
        Relation relation,
        Set<String> queryInputs,
        Set<String> keyInputs,
        boolean causal,
        int windows) {

    /// The same with its queries, keys and values.
    public Place with(@Nullable FloatTensor itsQueries, @Nullable FloatTensor itsKeys, @Nullable FloatTensor itsValues) {
        return new Place(name, stage, operator, weights, itsQueries, itsKeys, itsValues, relation, queryInputs, keyInputs, causal, windows);
    }

    /// The same, known to be made by an operator.
    public Place by(int maker) {
        return new Place(name, stage, maker, weights, queries, keys, values, relation, queryInputs, keyInputs, causal, windows);
    }

    /// Whether no query of the run saw a key behind it.
    public boolean looksBackOnly() {
        return weights != null && SiteOrder.looksBackOnly(this);
    }

    /// What the file says of the positions of queries and keys.
    public enum Relation {
        SAME,
        DIFFERENT,
        UNKNOWN
    }
}

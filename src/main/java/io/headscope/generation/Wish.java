package io.headscope.generation;

import java.util.OptionalInt;
import java.util.Set;

/// How a text is to be written.
///
/// @param choice  how each token is chosen
/// @param limit   the most tokens to write
/// @param ends    the tokens that end a text
/// @param first   the token that every text begins with, if there is one
/// @param never   the tokens that are never written, as padding
/// @param repeats whether a token may be written that is in the text already
public record Wish(
        Choice choice, int limit, Set<Integer> ends, OptionalInt first, Set<Integer> never, boolean repeats) {

    public Wish {
        ends = Set.copyOf(ends);
        never = Set.copyOf(never);
        if (limit < 1) {
            throw new IllegalArgumentException("limit " + limit);
        }
    }

    /// The likeliest tokens, `limit` of them.
    public static Wish greedy(int limit) {
        return new Wish(Choice.GREEDY, limit, Set.of(), OptionalInt.empty(), Set.of(), true);
    }

    /// The same, but nothing that is in the text already.
    Wish withoutRepeats() {
        return new Wish(choice, limit, ends, first, never, false);
    }

    /// The same, by another choice.
    public Wish by(Choice other) {
        return new Wish(other, limit, ends, first, never, repeats);
    }
}

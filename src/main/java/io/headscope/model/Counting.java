package io.headscope.model;

import java.util.stream.IntStream;

/// How a network counts the positions of a row of tokens where they are not given.
public sealed interface Counting {

    /// Every position, padding or not.
    ///
    /// @param first the number of the first
    record Positions(int first) implements Counting {}

    /// As decoders do: padding before the text is not counted: 1, 1, 0, 1, 2, ….
    record FromText() implements Counting {}

    /// As RoBERTa does: tokens other than `padding` from `padding` + 1 up, and padding, wherever it stands, at `padding`.
    record Tokens(int padding) implements Counting {}

    /// Only what is not padding, wherever it stands.
    ///
    /// @param first   the number of the first
    /// @param padding the number of all padding
    record Unpadded(int first, int padding) implements Counting {}

    /// The positions of a row.
    ///
    /// @param ids   the tokens                                        [tokens]
    /// @param valid 0 at padding                                      [tokens]
    /// @return      a position each                                   [tokens]
    default long[] positions(long[] ids, long[] valid) {
        return switch (this) {
            case Positions(int first) -> IntStream.range(first, first + ids.length).asLongStream().toArray();
            case FromText() -> valid[0] == 0 ? fromText(valid) : new Positions(0).positions(ids, valid);
            case Tokens(int padding) -> ofTokens(ids, padding);
            case Unpadded(int first, int padding) -> unpadded(valid, first, padding);
        };
    }

    private static long[] fromText(long[] valid) {
        long[] positions = new long[valid.length];
        long next = 0;
        for (int i = 0; i < valid.length; i++) {
            positions[i] = valid[i] == 0 ? 1 : next++;
        }
        return positions;
    }

    private static long[] unpadded(long[] valid, int first, int padding) {
        long[] positions = new long[valid.length];
        long next = first;
        for (int i = 0; i < valid.length; i++) {
            positions[i] = valid[i] == 0 ? padding : next++;
        }
        return positions;
    }

    private static long[] ofTokens(long[] ids, int padding) {
        long[] positions = new long[ids.length];
        long last = padding;
        for (int i = 0; i < ids.length; i++) {
            positions[i] = ids[i] == padding ? padding : ++last;
        }
        return positions;
    }
}

package io.headscope.attention;

import java.util.Objects;

/// Consecutive positions along one axis of a map.
///
/// @param start the first position
/// @param end   the position after the last
public record IndexRange(int start, int end) {

    public IndexRange {
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("range " + start + ".." + end);
        }
    }

    public static IndexRange upTo(int end) {
        return new IndexRange(0, end);
    }

    public int length() {
        return end - start;
    }

    /// This range, if it lies within an axis of `length` positions.
    ///
    /// @throws IndexOutOfBoundsException if it does not
    public IndexRange within(int length) {
        Objects.checkFromToIndex(start, end, length);
        return this;
    }

    /// The positions that fall into cell `index` when this range is shared out over `cells` cells, none left out.
    public IndexRange cell(int index, int cells) {
        int from = start + (int) ((long) index * length() / cells);
        int to = start + (int) ((long) (index + 1) * length() / cells);
        return new IndexRange(from, Math.max(to, from + 1));
    }

    /// Where the cells begin when this range is shared out over `cells` cells, no more than it has positions, and where the
    /// last of them ends: what [#cell] says of each, for those who ask of all of them again and again.
    public int[] bounds(int cells) {
        int[] bounds = new int[cells + 1];
        for (int i = 0; i <= cells; i++) {
            bounds[i] = start + (int) ((long) i * length() / cells);
        }
        return bounds;
    }
}

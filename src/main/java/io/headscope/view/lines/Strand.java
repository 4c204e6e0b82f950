package io.headscope.view.lines;

import java.util.Comparator;

/// One line: how much one query of one head takes from one key.
///
/// @param series which of the heads shown
/// @param row    of the query among those shown
/// @param column of the key among those shown
record Strand(float weight, int series, int row, int column) {

    /// The weakest first; between equals one order, so that the same heads always give the same drawing.
    static final Comparator<Strand> WEAKEST_FIRST = Comparator.comparingDouble(Strand::weight)
            .thenComparing(Comparator.comparingInt(Strand::series)
                    .thenComparingInt(Strand::row)
                    .thenComparingInt(Strand::column)
                    .reversed());
}

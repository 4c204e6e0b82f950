package io.headscope.view.lines;

import io.headscope.analysis.ReducedMap;
import io.headscope.attention.IndexRange;
import io.headscope.task.Cancellation;
import java.util.List;
import java.util.PriorityQueue;

/// The strongest lines of some heads.
///
/// @param shown weakest first, so that the strongest are drawn over them
/// @param found how many there are from the threshold up, shown or not
record Strands(List<Strand> shown, long found) {

    /// Rows read at a time.
    private static final int BAND = 64;

    /// One of the heads shown.
    record Source(ReducedMap map, int head) {}

    /// @param rows      the queries to look at
    /// @param columns   the keys to look at
    /// @param threshold the least weight
    /// @param most      how many lines to keep
    static Strands strongest(
            List<Source> heads, IndexRange rows, IndexRange columns, double threshold, int most, Cancellation cancellation) {
        PriorityQueue<Strand> kept = new PriorityQueue<>(Strand.WEAKEST_FIRST);
        long found = 0;
        float[] band = new float[Math.min(BAND, rows.length()) * columns.length()];
        for (int series = 0; series < heads.size(); series++) {
            for (int row = rows.start(); row < rows.end(); row += BAND) {
                cancellation.check();
                IndexRange some = new IndexRange(row, Math.min(rows.end(), row + BAND));
                heads.get(series).map().read(heads.get(series).head(), some, columns, band);
                found += keep(band, series, some, columns, threshold, most, kept);
            }
        }
        return new Strands(kept.stream().sorted(Strand.WEAKEST_FIRST).toList(), found);
    }

    private static long keep(
            float[] band, int series, IndexRange rows, IndexRange columns, double threshold, int most, PriorityQueue<Strand> kept) {
        long found = 0;
        for (int i = 0; i < rows.length() * columns.length(); i++) {
            float weight = band[i];
            if (weight < threshold) {
                continue;
            }
            found++;
            Strand last = kept.peek();
            if (kept.size() < most || (last != null && weight > last.weight())) {
                kept.add(new Strand(weight, series, rows.start() + i / columns.length(), columns.start() + i % columns.length()));
            }
            if (kept.size() > most) {
                kept.poll();
            }
        }
        return found;
    }
}

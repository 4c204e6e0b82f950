package io.headscope.view.head;

import io.headscope.attention.AttentionMap;
import io.headscope.attention.HeadAddress;
import io.headscope.attention.IndexRange;
import io.headscope.attention.RecomputedMap;
import io.headscope.attention.Trace;
import io.headscope.task.Cancellation;
import org.jspecify.annotations.Nullable;

/// Holds the weights of the head read last where its map would work them out again: zooming and panning read the same
/// head for every frame, and there is no time for that in one. Safe from any thread.
final class HeldHead {

    /// The largest head that is held, 4,096²: 64 MB, for one head at a time. Longer ones are worked out for every frame, as memory is
    /// to stay linear.
    private static final long LARGEST = 1 << 24;

    /// Rows worked out between two looks at the cancellation.
    private static final int BAND = 64;

    private volatile @Nullable Weights last;

    /// The map of the head's site, fast where this head is read from it.
    AttentionMap map(Trace trace, HeadAddress head, Cancellation cancellation) {
        AttentionMap map = trace.map(head.site());
        if (!(map instanceof RecomputedMap) || (long) map.queries() * map.keys() > LARGEST) {
            last = null;
            return map;
        }
        Weights held = last;
        if (held == null || held.map != map || held.head != head.head()) {
            held = Weights.of(map, head.head(), cancellation);
            last = held;
        }
        return held;
    }

    /// Lets them go.
    void forget() {
        last = null;
    }

    /// @param weights of one head                                     [queries, keys]
    private record Weights(AttentionMap map, int head, float[] weights) implements AttentionMap {

        static Weights of(AttentionMap map, int head, Cancellation cancellation) {
            int keys = map.keys();
            float[] weights = new float[map.queries() * keys];
            float[] band = new float[BAND * keys];
            for (int row = 0; row < map.queries(); row += BAND) {
                cancellation.check();
                IndexRange rows = new IndexRange(row, Math.min(map.queries(), row + BAND));
                map.read(head, rows, IndexRange.upTo(keys), band);
                System.arraycopy(band, 0, weights, row * keys, rows.length() * keys);
            }
            return new Weights(map, head, weights);
        }

        @Override
        public int heads() {
            return map.heads();
        }

        @Override
        public int queries() {
            return map.queries();
        }

        @Override
        public int keys() {
            return map.keys();
        }

        @Override
        public boolean attends(int query) {
            return map.attends(query);
        }

        @Override
        public void read(int wanted, IndexRange queries, IndexRange keys, float[] into) {
            if (wanted != head) {
                map.read(wanted, queries, keys, into);
                return;
            }
            queries.within(queries());
            keys.within(keys());
            for (int query = queries.start(), to = 0; query < queries.end(); query++, to += keys.length()) {
                System.arraycopy(weights, query * keys() + keys.start(), into, to, keys.length());
            }
        }
    }
}

package io.headscope.analysis;

import io.headscope.attention.AttentionMap;
import io.headscope.attention.AttentionSite;
import io.headscope.attention.HeadAddress;
import io.headscope.attention.Trace;
import io.headscope.task.Cancellation;
import java.util.BitSet;

/// The head that there is most to see in: whose queries look at different places, and surely.
public final class TellingHead {

    private TellingHead() {}

    /// The head with the largest [#share], the first of equals; of cross-attention where there is any, as it shows what the
    /// network is for.
    public static HeadAddress of(Trace trace, Cancellation cancellation) {
        boolean crosses = trace.sites().stream().anyMatch(site -> site.kind() == AttentionSite.Kind.CROSS && trace.map(site).queries() > 2);
        HeadAddress best = trace.sites().getFirst().head(0);
        double most = -1;
        for (AttentionSite site : trace.sites()) {
            boolean counts = !crosses || site.kind() == AttentionSite.Kind.CROSS;
            for (int head = 0; counts && head < site.heads(); head++) {
                double share = share(trace.map(site), head, cancellation);
                best = share > most ? site.head(head) : best;
                most = Math.max(most, share);
            }
        }
        return best;
    }

    /// The mean of the largest weight of every query, times the share of the queries that look somewhere else than those
    /// before them; from 0 to 1.
    static double share(AttentionMap map, int head, Cancellation cancellation) {
        BitSet places = new BitSet();
        double[] sum = new double[1];
        int[] rows = new int[1];
        HeadRows.visit(map, head, cancellation, (_, weights, from) -> {
            int most = 0;
            for (int key = 1; key < map.keys(); key++) {
                most = weights[from + key] > weights[from + most] ? key : most;
            }
            places.set(most);
            sum[0] += weights[from + most];
            rows[0]++;
        });
        return rows[0] == 0 ? 0 : sum[0] / rows[0] * places.cardinality() / rows[0];
    }
}

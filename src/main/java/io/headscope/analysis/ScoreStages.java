package io.headscope.analysis;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.Passed;
import io.headscope.attention.Projections;
import io.headscope.attention.ScoreRules;
import io.headscope.attention.Trace;
import java.util.Optional;

/// What passes attention between the product of queries and keys and the softmax, where networks leave nothing to be read:
/// worked out again from queries, keys and rules.
///
/// @param scores q · k (or w · tanh(q + k) where scores are additive), of every query with every key
/// @param scaled times the scale
/// @param capped kept below the soft cap; the same where there is none
/// @param biased with what is added by position; the same where nothing is
/// @param masked of the keys that each query sees, all others left out
public record ScoreStages(Passed scores, Passed scaled, Passed capped, Passed biased, Passed masked) {

    /// More multiplications than this are not made: of larger sites every second, third … query is taken.
    private static final long MOST = 1L << 24;

    /// Nothing where the rules of the site are not known.
    public static Optional<ScoreStages> of(Trace trace, AttentionSite site) {
        ScoreRules rules = trace.rules(site);
        return rules == null ? Optional.empty() : Optional.of(new Working(trace, site, rules).stages());
    }

    private static final class Working {
        private final ScoreRules rules;
        private final Projections projections;
        private final int heads;
        private final int queries;
        private final int keys;
        private final int size;
        private final Passed.Gathering scores = new Passed.Gathering();
        private final Passed.Gathering scaled = new Passed.Gathering();
        private final Passed.Gathering capped = new Passed.Gathering();
        private final Passed.Gathering biased = new Passed.Gathering();
        private final Passed.Gathering masked = new Passed.Gathering();

        Working(Trace trace, AttentionSite site, ScoreRules rules) {
            this.rules = rules;
            this.projections = trace.projections(site);
            this.heads = site.heads();
            this.queries = trace.map(site).queries();
            this.keys = trace.map(site).keys();
            this.size = projections.queries().length(2);
        }

        ScoreStages stages() {
            int step = (int) Math.max(1, Math.ceilDiv((long) heads * queries * keys * size, MOST));
            float[] all = new float[keys * size];
            for (int head = 0; head < heads; head++) {
                int keyHead = head * projections.keys().length(0) / heads;
                projections.keys().copy((long) keyHead * keys * size, all, 0, keys * size);
                for (int query = 0; query < queries; query += step) {
                    row(head, query, all);
                }
            }
            return new ScoreStages(scores.result(), scaled.result(), capped.result(), biased.result(), masked.result());
        }

        private void row(int head, int query, float[] all) {
            float[] row = new float[keys];
            float[] own = new float[size];
            projections.queries().copy(((long) head * queries + query) * size, own, 0, size);
            FloatTensor sums = rules.scoring().sums();
            for (int key = 0; key < keys; key++) {
                for (int d = 0; d < size; d++) {
                    float other = all[key * size + d];
                    row[key] += sums == null ? own[d] * other : sums.at((long) head * size + d) * (float) Math.tanh(own[d] + other);
                }
            }
            scores.add(row, keys);
            for (int key = 0; key < keys; key++) {
                row[key] *= (float) rules.scale();
            }
            scaled.add(row, keys);
            cap(row);
            capped.add(row, keys);
            rules.addBiases(head, query, row);
            biased.add(row, keys);
            int count = 0;
            for (int key = 0; key < keys; key++) {
                if (rules.sees(query, key)) {
                    row[count++] = row[key];
                }
            }
            masked.add(row, count);
        }

        private void cap(float[] row) {
            double cap = rules.softCap();
            for (int key = 0; key < keys && !Double.isInfinite(cap); key++) {
                row[key] = (float) (cap * Math.tanh(row[key] / cap));
            }
        }
    }
}

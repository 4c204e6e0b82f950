package io.headscope.session;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.HeadAddress;
import io.headscope.attention.IndexRange;
import io.headscope.attention.ScoreRules;
import io.headscope.attention.Trace;
import io.headscope.attention.Visibility;
import io.headscope.lab.DoubleMatrix;
import io.headscope.lab.HeadRules;
import io.headscope.message.Phrase;
import io.headscope.model.Attention;
import io.headscope.model.Bias;
import io.headscope.model.Network;
import io.headscope.model.Op;
import io.headscope.model.Program;
import io.headscope.model.Step;
import io.headscope.model.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads what a model does in a head besides multiplying queries and keys, for a few tokens: as far as the rules are known
/// out of them, else backwards out of the weights that came of it.
final class HeadReading {

    private final Trace trace;
    private final Network network;
    private final HeadAddress head;
    private final AttentionSite site;
    private final List<Integer> queries;
    private final List<Integer> keys;
    private final List<Phrase> notes = new ArrayList<>();

    private HeadReading(Trace trace, Network network, HeadAddress head, List<Integer> queries, List<Integer> keys) {
        this.trace = trace;
        this.network = network;
        this.head = head;
        this.site = head.site();
        this.queries = queries;
        this.keys = keys;
    }

    /// @param queries their positions, rising
    /// @param keys    likewise
    static HeadRules of(Trace trace, Network network, HeadAddress head, List<Integer> queries, List<Integer> keys) {
        return new HeadReading(trace, network, head, queries, keys).read();
    }

    private HeadRules read() {
        Optional<Step> step = step();
        ScoreRules rules = trace.rules(site);
        shares();
        if (step.isPresent() && isTurned(network.program(), step.get())) {
            notes.add(Phrase.of("lab.taken.rotary"));
        }
        Optional<Attention> attention = step.flatMap(Step::attend).map(Op.Attend::attention);
        int size = trace.projections(site).keys().length(2);
        double known = rules != null ? rules.scale() : attention.map(Attention::scale).orElse(Double.NaN);
        boolean isFound = Double.isFinite(known);
        double scale = isFound ? known : 1 / Math.sqrt(size);
        if (Math.abs(scale * Math.sqrt(size) - 1) > 1e-6) {
            notes.add(Phrase.of("lab.taken.scale", scale));
        }
        if (rules == null) {
            // Scale and bias of other people's graphs are not told apart: the bias takes what the usual scale leaves.
            notes.add(Phrase.of(isFound ? "lab.taken.backwards" : "lab.taken.scale-unknown"));
            return backwards(scale);
        }
        if (!Double.isInfinite(rules.softCap())) {
            notes.add(Phrase.of("lab.taken.cap", rules.softCap()));
        }
        attention.map(Attention::bias).ifPresent(this::tell);
        return new HeadRules(scale, rules.softCap(), sums(rules), rules.hasBias() ? bias(rules) : null, hidden(rules), notes);
    }

    private Optional<Step> step() {
        return network.program().steps().stream()
                .filter(step -> step.attend().filter(attend -> attend.site().equals(site)).isPresent())
                .findFirst();
    }

    /// Heads that share keys and values.
    private void shares() {
        int keyHeads = trace.projections(site).keys().length(0);
        int together = site.heads() / Math.max(1, keyHeads);
        if (together > 1 && keyHeads > 0) {
            int first = head.head() / together * together;
            notes.add(Phrase.of("lab.taken.shared", first, first + together - 1));
        }
    }

    private void tell(Bias bias) {
        String key = switch (bias) {
            case Bias.None _ -> "";
            case Bias.Alibi _ -> "lab.taken.alibi";
            case Bias.Buckets _, Bias.Disentangled _ -> "lab.taken.distance";
            case Bias.Table2d _, Bias.Dense _ -> "lab.taken.grid";
        };
        if (!key.isEmpty()) {
            notes.add(Phrase.of(key));
        }
    }

    /// Whether queries were turned by their positions, on the way that only moves them.
    static boolean isTurned(Program program, Step attend) {
        Map<Value, Step> makers = new HashMap<>();
        program.steps().forEach(step -> makers.put(step.result(), step));
        Step at = attend.operands().isEmpty() ? null : makers.get(attend.operands().getFirst());
        while (at != null) {
            if (at.op() instanceof Op.Rotate) {
                return true;
            }
            boolean moves = at.op() instanceof Op.Reshape || at.op() instanceof Op.Permute || at.op() instanceof Op.Slice
                    || at.op() instanceof Op.Concat || at.op() instanceof Op.Pick;
            at = moves ? makers.get(at.operands().getFirst()) : null;
        }
        return false;
    }

    private @Nullable DoubleMatrix sums(ScoreRules rules) {
        FloatTensor sums = rules.scoring().sums();
        return sums == null
                ? null
                : DoubleMatrix.filled(1, sums.length(1), (_, column) -> sums.at((long) head.head() * sums.length(1) + column));
    }

    private DoubleMatrix bias(ScoreRules rules) {
        double[] bias = new double[queries.size() * keys.size()];
        float[] row = new float[trace.map(site).keys()];
        for (int i = 0; i < queries.size(); i++) {
            java.util.Arrays.fill(row, 0);
            rules.addBiases(head.head(), queries.get(i), row);
            for (int j = 0; j < keys.size(); j++) {
                bias[i * keys.size() + j] = row[keys.get(j)];
            }
        }
        return new DoubleMatrix(queries.size(), keys.size(), bias);
    }

    private Map<HeadRules.Pair, Phrase> hidden(ScoreRules rules) {
        Map<HeadRules.Pair, Phrase> hidden = new HashMap<>();
        for (int i = 0; i < queries.size(); i++) {
            for (int j = 0; j < keys.size(); j++) {
                Phrase why = rules.sees(queries.get(i), keys.get(j)) ? null : why(rules, queries.get(i), keys.get(j));
                if (why != null) {
                    hidden.put(new HeadRules.Pair(i, j), why);
                }
            }
        }
        return hidden;
    }

    private static Phrase why(ScoreRules rules, int query, int key) {
        Visibility visibility = rules.visibility();
        if (rules.windows() != null) {
            return Phrase.of("lab.remark.other-window", key + 1, query + 1);
        }
        if (visibility.validKeys() != null && !visibility.validKeys().get(key)) {
            return Phrase.of("lab.remark.padding", key + 1);
        }
        if (visibility.validQueries() != null && !visibility.validQueries().get(query)) {
            return Phrase.of("lab.remark.padding-query", query + 1);
        }
        return key >= visibility.end(query)
                ? Phrase.of("lab.remark.later", key + 1, query + 1)
                : Phrase.of("lab.remark.before-window", key + 1, query + 1, visibility.window());
    }

    /// What the model has added to its scores, up to a number for each row that the softmax takes no notice of: the logarithm
    /// of its weights less its scaled products. Keys without any weight count as hidden.
    private HeadRules backwards(double scale) {
        double[] bias = new double[queries.size() * keys.size()];
        Map<HeadRules.Pair, Phrase> hidden = new HashMap<>();
        float[] row = new float[trace.map(site).keys()];
        for (int i = 0; i < queries.size(); i++) {
            int query = queries.get(i);
            trace.map(site).read(head.head(), new IndexRange(query, query + 1), IndexRange.upTo(row.length), row);
            double sum = 0;
            int seen = 0;
            for (int j = 0; j < keys.size(); j++) {
                double weight = row[keys.get(j)];
                if (weight <= 0) {
                    hidden.put(new HeadRules.Pair(i, j), Phrase.of("lab.remark.no-weight", keys.get(j) + 1, query + 1));
                } else {
                    bias[i * keys.size() + j] = Math.log(weight) - scale * product(query, keys.get(j));
                    sum += bias[i * keys.size() + j];
                    seen++;
                }
            }
            for (int j = 0; j < keys.size(); j++) {
                boolean isHidden = hidden.containsKey(new HeadRules.Pair(i, j));
                bias[i * keys.size() + j] = isHidden ? 0 : bias[i * keys.size() + j] - sum / seen;
            }
        }
        return new HeadRules(
                scale, Double.POSITIVE_INFINITY, null, new DoubleMatrix(queries.size(), keys.size(), bias), hidden, notes);
    }

    private double product(int query, int key) {
        FloatTensor q = trace.projections(site).queries();
        FloatTensor k = trace.projections(site).keys();
        int size = q.length(2);
        long from = ((long) head.head() * q.length(1) + query) * size;
        long with = ((long) (head.head() * k.length(0) / site.heads()) * k.length(1) + key) * size;
        double sum = 0;
        for (int d = 0; d < size; d++) {
            sum += (double) q.at(from + d) * k.at(with + d);
        }
        return sum;
    }
}

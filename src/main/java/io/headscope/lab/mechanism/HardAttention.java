package io.headscope.lab.mechanism;

import static io.headscope.lab.mechanism.Attending.OUTPUT;

import io.headscope.lab.Expression;
import io.headscope.lab.Expression.Largest;
import io.headscope.lab.Expression.Ruled;
import io.headscope.lab.Mechanism;
import io.headscope.lab.Mechanism.Source;
import io.headscope.lab.NumberText;
import io.headscope.lab.Parameter;
import io.headscope.lab.Quantity;
import io.headscope.lab.Quantity.Name;
import io.headscope.lab.Worksheet;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// One key and no other: the one of the largest weight, or one drawn with the weights as its odds. Scores are those of a
/// small network, as in the paper.
final class HardAttention {

    private HardAttention() {}

    static Mechanism hard() {
        return new Mechanism(
                "hard",
                new Source(
                        "Xu et al.", 2015, "Show, Attend and Tell: Neural Image Caption Generation with Visual Attention",
                        "https://arxiv.org/abs/1502.03044"),
                settings -> "\\term{output}{\\hat z_t = \\sum_i \\term{weighted}{s_{t,i}\\, a_i}},\\quad \\term{chosen}{"
                        + (settings.way("choose").equals("sampled")
                                ? "s_t \\sim \\mathrm{Multinoulli}(\\alpha_t)"
                                : "s_{t,i} = [\\,i = \\mathrm{argmax}_j\\, \\alpha_{t,j}]")
                        + "},\\quad \\alpha_t = \\term{weights}{\\mathrm{softmax}}(\\term{scores}{v^\\top \\term{hidden}{\\tanh("
                        + "\\term{pairs}{\\term{query-part}{W_1 h_{t-1}} + \\term{key-part}{W_2 a_i}})}})",
                """
                alpha  = softmax(f_att(Q, K), axis=-1)
                i      = alpha.argmax(-1)                    # or rng.choice(len(K), p=alpha)
                output = K[i]                                # one value, not a mixture
                """,
                AdditiveAttention.inputs(),
                List.of(new Parameter.Choice("choose", List.of("argmax", "sampled")), new Parameter.Whole("seed", 1, 0, 1_000_000)),
                sheet -> {
                    Quantity queries = sheet.input("Q");
                    Quantity keys = sheet.input("K");
                    Quantity weights = sheet.softmax(Attending.WEIGHTS, AdditiveAttention.scores(sheet, queries, keys));
                    Quantity chosen = sheet.settings().way("choose").equals("sampled")
                            ? sampled(sheet, weights, draws(sheet.settings().whole("seed"), weights.rows().length()))
                            : largest(sheet, weights);
                    Quantity weighted = sheet.weighted(Attending.WEIGHTED, chosen, keys);
                    sheet.gathered(OUTPUT, chosen, weighted);
                });
    }

    /// 1 for the largest weight of each row, the first where several are; 0 for all others.
    private static Quantity largest(Worksheet sheet, Quantity weights) {
        return sheet.define(Name.of("chosen", "s"), weights.rows(), weights.columns(), weights.columns().length(), (row, column) -> {
            List<Expression> all = Worksheet.row(weights, row);
            double most = new Largest(all).value();
            int first = 0;
            while (all.get(first).value() < most) {
                first++;
            }
            boolean wins = column == first;
            String text = all.get(column).text() + (wins ? " = " : " < ") + new Largest(all).text();
            boolean tied = !wins && all.get(column).value() == most;
            return new Ruled(wins ? 1 : 0, tied ? text.replace(" < ", " = ") : text, all);
        });
    }

    /// 1 for the key into whose stretch of 0 … 1 the draw of the row falls.
    private static Quantity sampled(Worksheet sheet, Quantity weights, double[] draws) {
        int keys = weights.columns().length();
        return sheet.define(Name.of("chosen", "s"), weights.rows(), weights.columns(), keys, (row, column) -> {
            List<Expression> until = Worksheet.row(weights, row).subList(0, column + 1);
            double end = new Expression.Sum(until).value();
            double start = new Expression.Sum(until.subList(0, column)).value();
            // The last stretch ends at 1, whatever rounding has left.
            boolean falls = draws[row] >= start && (draws[row] < end || column == keys - 1);
            String text = NumberText.of(draws[row]) + (falls ? " ∈ " : " ∉ ")
                    + "[" + NumberText.of(start) + ", " + NumberText.of(end) + ")";
            return new Ruled(falls ? 1 : 0, text, until);
        });
    }

    /// Even draws from 0 to 1, the same for the same seed on every machine.
    static double[] draws(int seed, int count) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        return random.doubles(count).toArray();
    }
}

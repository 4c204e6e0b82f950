package io.headscope.lab.mechanism;

import static io.headscope.lab.mechanism.Attending.OUTPUT;
import static io.headscope.lab.mechanism.Attending.SCORES;

import io.headscope.lab.DoubleMatrix;
import io.headscope.lab.Expression.Constant;
import io.headscope.lab.Expression.Product;
import io.headscope.lab.Expression.Ruled;
import io.headscope.lab.Mechanism;
import io.headscope.lab.Mechanism.Input;
import io.headscope.lab.Mechanism.Source;
import io.headscope.lab.MatrixBounds;
import io.headscope.lab.Parameter;
import io.headscope.lab.Quantity;
import io.headscope.lab.Quantity.Name;
import java.util.List;

/// Positions that are added to the scores: learned by distance, or falling with it.
final class PositionalBias {

    private PositionalBias() {}

    /// T5: every bucket of distances has a number, learned for each head. Scores are not scaled there.
    static Mechanism relative() {
        return new Mechanism(
                "relative-bias",
                new Source(
                        "Raffel et al.", 2020, "Exploring the Limits of Transfer Learning with a Unified Text-to-Text Transformer",
                        "https://arxiv.org/abs/1910.10683"),
                _ -> "\\term{output}{O = \\term{weights}{\\mathrm{softmax}}\\left(\\term{biased}{\\term{scores}{QK^\\top} + "
                        + "\\term{bias}{B}}\\right)\\term{weighted}{V}},\\qquad B_{ij} = b_{\\mathrm{bucket}(j - i)}",
                """
                B       = b[bucket(j - i)]         # one learned number for each bucket of distances
                weights = softmax(Q @ K.T + B, axis=-1)      # T5 does not divide by sqrt(d_k)
                output  = weights @ V
                """,
                List.of(
                        ScaledDotProduct.QKV.get(0), ScaledDotProduct.QKV.get(1), ScaledDotProduct.QKV.get(2),
                        new Input("b", "", "b", DoubleMatrix.row(1, 0.5, 0, -1, 0, 0.25, -0.5, -2))),
                List.of(new Parameter.Whole("max-distance", 16, 4, 1024)),
                sheet -> {
                    Quantity scores = sheet.productTurned(SCORES, sheet.input("Q"), sheet.input("K"));
                    Quantity table = sheet.input("b");
                    int buckets = table.columns().length();
                    int most = sheet.settings().whole("max-distance");
                    Quantity bias = sheet.define(Name.of("bias", "B"), scores.rows(), scores.columns(), 1, (query, key) ->
                            table.at(0, bucket(key - query, buckets, most)));
                    Quantity biased = sheet.sum(Name.of("biased", "S+B"), scores, bias);
                    Attending.attend(sheet, biased, null, sheet.input("V"), OUTPUT);
                });
    }

    /// The bucket of a distance: one for each of the near ones, ever wider ones beyond; the second half for keys behind
    /// the query.
    ///
    /// @param distance of the key, counted from the query
    static int bucket(int distance, int buckets, int mostDistance) {
        int half = Math.max(1, buckets / 2);
        int behind = distance > 0 && buckets > 1 ? half : 0;
        int far = Math.abs(distance);
        int exact = Math.max(1, half / 2);
        if (far < exact || half == 1) {
            return behind + Math.min(far, half - 1);
        }
        double steps = Math.log((double) far / exact) / Math.log((double) mostDistance / exact) * (half - exact);
        return behind + Math.min(half - 1, exact + (int) steps);
    }

    /// The slope of ALiBi's head, as in its authors' code: powers of 2^(-8/heads); where `heads` is no power of 2, those of
    /// the next lower power of 2 first, then every second one of the next higher.
    ///
    /// @param head counted from 1
    static double slope(int head, int heads) {
        int whole = Integer.highestOneBit(heads);
        return Math.pow(2, head <= whole ? -8.0 * head / whole : -4.0 * (2 * (head - whole) - 1) / whole);
    }

    /// How the slope of that head is worked out, in type.
    private static String slopeFormula(int head, int heads) {
        int whole = Integer.highestOneBit(heads);
        if (whole == heads) {
            return "m = 2^{-8\\,\\mathrm{head} / h}";
        }
        String power = head <= whole ? "-8\\,\\mathrm{head} / %d" : "-4\\,(2\\,(\\mathrm{head} - %1$d) - 1) / %1$d";
        return "m = 2^{" + power.formatted(whole) + "}";
    }

    /// ALiBi: each head takes off a fixed amount for every position between query and key.
    static Mechanism alibi() {
        return new Mechanism(
                "alibi",
                new Source(
                        "Press et al.", 2022, "Train Short, Test Long: Attention with Linear Biases Enables Input Length Extrapolation",
                        "https://arxiv.org/abs/2108.12409"),
                settings -> "\\term{output}{O = \\term{weights}{\\mathrm{softmax}}\\left(\\term{masked}{\\mathrm{mask}}\\left("
                        + "\\term{biased}{\\term{scaled}{\\frac{\\term{scores}{QK^\\top}}{\\sqrt{d_k}}} + \\term{bias}{m \\cdot"
                        + " (j - i)}}\\right)\\right)\\term{weighted}{V}},\\qquad " + slopeFormula(settings.whole("head"), settings.whole("heads")),
                """
                whole   = 2 ** int(log2(heads))              # heads, if they are a power of 2
                m       = 2 ** (-8 * head / whole if head <= whole else -4 * (2 * (head - whole) - 1) / whole)
                scores  = Q @ K.T / sqrt(d_k) + m * (j - i)
                weights = softmax(np.where(j <= i, scores, -inf), axis=-1)
                output  = weights @ V
                """,
                ScaledDotProduct.QKV,
                List.of(new Parameter.Whole("heads", 8, 1, MatrixBounds.ROWS), new Parameter.Whole("head", 1, 1, MatrixBounds.ROWS)),
                sheet -> {
                    Quantity scaled = Attending.scaledScores(sheet, sheet.input("Q"), sheet.input("K"), OUTPUT);
                    int heads = sheet.settings().whole("heads");
                    Constant slope = new Constant(slope(Math.min(heads, sheet.settings().whole("head")), heads));
                    Quantity bias = sheet.define(Name.of("bias", "m(j−i)"), scaled.rows(), scaled.columns(), 1, (query, key) ->
                            key > query
                                    ? new Ruled(0, "0", List.of())
                                    : new Product(slope, new Constant(key - query)));
                    Quantity biased = sheet.sum(Name.of("biased", "S+B"), scaled, bias);
                    Attending.attend(sheet, biased, Masks.causal(), sheet.input("V"), OUTPUT);
                });
    }
}

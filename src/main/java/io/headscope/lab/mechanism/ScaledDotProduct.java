package io.headscope.lab.mechanism;

import static io.headscope.lab.mechanism.Attending.OUTPUT;
import static io.headscope.lab.mechanism.Attending.SCALED;
import static io.headscope.lab.mechanism.Attending.SCORES;

import io.headscope.lab.DoubleMatrix;
import io.headscope.lab.MatrixBounds;
import io.headscope.lab.Mechanism;
import io.headscope.lab.Mechanism.Definition;
import io.headscope.lab.Mechanism.Formula;
import io.headscope.lab.Mechanism.Input;
import io.headscope.lab.Mechanism.Source;
import io.headscope.lab.Parameter;
import io.headscope.lab.Quantity;
import io.headscope.lab.Quantity.Name;
import io.headscope.lab.Settings;
import io.headscope.lab.Worksheet;
import io.headscope.lab.Worksheet.Visibility;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// The attention of the Transformer, bare, with projections, and under masks.
final class ScaledDotProduct {

    static final Source SOURCE = new Source(
            "Vaswani et al.", 2017, "Attention Is All You Need", "https://arxiv.org/abs/1706.03762");

    static final DoubleMatrix Q = DoubleMatrix.of(new double[] {1, 0}, new double[] {0, 1}, new double[] {1, 1});
    static final DoubleMatrix K = DoubleMatrix.of(new double[] {1, 1}, new double[] {0, 2}, new double[] {-1, 1});
    static final DoubleMatrix V = DoubleMatrix.of(new double[] {1, 2}, new double[] {3, 0}, new double[] {0, 1});
    private static final DoubleMatrix X = DoubleMatrix.of(new double[] {1, 0}, new double[] {0, 2}, new double[] {1, 1});

    static final List<Input> QKV = List.of(new Input("Q", "q", Q), new Input("K", "k", K), new Input("V", "k", V));

    private static final String WEIGHED = "\\term{weights}{\\mathrm{softmax}}\\left(%s\\right)\\term{weighted}{V}";
    private static final String QUOTIENT = "\\term{scaled}{\\frac{\\term{scores}{QK^\\top}}{\\sqrt{d_k}}}";

    private ScaledDotProduct() {}

    static Mechanism scaled() {
        return new Mechanism(
                "scaled",
                SOURCE,
                ScaledDotProduct::formula,
                """
                scores  = Q @ K.T / sqrt(d_k)      # (T, d_k) x (d_k, S) -> (T, S)
                weights = softmax(scores, axis=-1)
                output  = weights @ V              # (T, S) x (S, d_v) -> (T, d_v)
                """,
                QKV,
                List.of(
                        new Parameter.Choice("scaling", List.of("root", "none", "own")),
                        new Parameter.Real("factor", 1, 0, 1000),
                        new Parameter.Choice("mask", List.of("none", "causal"))),
                sheet -> {
                    Quantity scores = sheet.productTurned(SCORES, sheet.input("Q"), sheet.input("K"));
                    Visibility mask = sheet.settings().way("mask").equals("causal") ? Masks.causal() : null;
                    Attending.attend(sheet, scaled(sheet, scores), mask, sheet.input("V"), OUTPUT);
                });
    }

    private static String formula(Settings settings) {
        String scores = switch (settings.way("scaling")) {
            case "none" -> "\\term{scores}{QK^\\top}";
            case "own" -> "\\term{scaled}{f \\cdot \\term{scores}{QK^\\top}}";
            default -> QUOTIENT;
        };
        String seen = settings.way("mask").equals("causal") ? "\\term{masked}{\\mathrm{mask}}\\left(" + scores + "\\right)" : scores;
        return "\\term{output}{\\mathrm{Attention}(Q,K,V) = " + WEIGHED.formatted(seen) + "}";
    }

    private static Quantity scaled(Worksheet sheet, Quantity scores) {
        int size = sheet.input("K").columns().length();
        return switch (sheet.settings().way("scaling")) {
            case "none" -> scores;
            case "own" -> sheet.scaled(Name.of("scaled", "f·S"), scores, sheet.settings().number("factor"));
            default -> sheet.divided(SCALED, scores, Math.sqrt(size), "√" + size);
        };
    }

    static Mechanism self() {
        return new Mechanism(
                "self",
                SOURCE,
                _ -> "\\term{queries}{Q = XW^Q},\\; \\term{keys}{K = XW^K},\\; \\term{values}{V = XW^V},\\quad \\term{output}{O = "
                        + WEIGHED.formatted(QUOTIENT) + "}",
                """
                Q, K, V = X @ WQ, X @ WK, X @ WV   # one text asks and answers itself
                weights = softmax(Q @ K.T / sqrt(d_k), axis=-1)
                output  = weights @ V              # (T, T) x (T, d_v) -> (T, d_v)
                """,
                List.of(
                        new Input("X", "x", X),
                        new Input("W^Q", "", DoubleMatrix.of(new double[] {1, 0}, new double[] {0, 1})),
                        new Input("W^K", "", DoubleMatrix.of(new double[] {0, 1}, new double[] {1, 0})),
                        new Input("W^V", "", DoubleMatrix.of(new double[] {2, 0}, new double[] {0, -1}))),
                List.of(),
                sheet -> projected(sheet, sheet.input("X"), sheet.input("X")));
    }

    static Mechanism cross() {
        return new Mechanism(
                "cross",
                SOURCE,
                _ -> "\\term{queries}{Q = XW^Q},\\; \\term{keys}{K = YW^K},\\; \\term{values}{V = YW^V},\\quad \\term{output}{O = "
                        + WEIGHED.formatted(QUOTIENT) + "}",
                """
                Q    = X @ WQ                      # the decoder asks
                K, V = Y @ WK, Y @ WV              # the encoder answers
                weights = softmax(Q @ K.T / sqrt(d_k), axis=-1)
                output  = weights @ V              # (T, S) x (S, d_v) -> (T, d_v)
                """,
                List.of(
                        new Input("X", "q", DoubleMatrix.of(new double[] {1, 0}, new double[] {0, 1})),
                        new Input("Y", "k", X),
                        new Input("W^Q", "", DoubleMatrix.of(new double[] {1, 1}, new double[] {0, 1})),
                        new Input("W^K", "", DoubleMatrix.of(new double[] {1, 0}, new double[] {0, 1})),
                        new Input("W^V", "", DoubleMatrix.of(new double[] {1, 0}, new double[] {1, 1}))),
                List.of(),
                sheet -> projected(sheet, sheet.input("X"), sheet.input("Y")));
    }

    private static void projected(Worksheet sheet, Quantity asking, Quantity answering) {
        Quantity queries = sheet.product(Name.of("queries", "Q"), asking, sheet.input("W^Q"));
        Quantity keys = sheet.product(Name.of("keys", "K"), answering, sheet.input("W^K"));
        Quantity values = sheet.product(Name.of("values", "V"), answering, sheet.input("W^V"));
        Attending.attend(sheet, Attending.scaledScores(sheet, queries, keys, OUTPUT), null, values, OUTPUT);
    }

    static Mechanism causal() {
        return masked(
                "causal", SOURCE, "j \\le i", "j > i",
                "np.tril(np.ones((T, T)))", List.of(), (_, _) -> Masks.causal());
    }

    static Mechanism padding() {
        return masked(
                "padding", SOURCE, "j \\le n - p", "j > n - p",
                "np.arange(S) < S - padding",
                List.of(new Parameter.Whole("padding", 1, 0, MatrixBounds.ROWS)),
                (settings, keys) -> Masks.padding(keys, settings.whole("padding")));
    }

    static Mechanism window() {
        Source beltagy = new Source(
                "Beltagy et al.", 2020, "Longformer: The Long-Document Transformer", "https://arxiv.org/abs/2004.05150");
        return masked(
                "window", beltagy, "|i - j| \\le w/2", "|i - j| > w/2",
                "abs(i - j) <= w / 2",
                List.of(new Parameter.Whole("reach", 1, 0, MatrixBounds.ROWS)),
                (settings, _) -> Masks.window(settings.whole("reach")));
    }

    static Mechanism prefix() {
        Source raffel = new Source(
                "Raffel et al.", 2020, "Exploring the Limits of Transfer Learning with a Unified Text-to-Text Transformer",
                "https://arxiv.org/abs/1910.10683");
        return masked(
                "prefix", raffel, "j \\le \\max(i, p)", "j > \\max(i, p)",
                "j <= np.maximum(i, p)",
                List.of(new Parameter.Whole("prefix", 2, 0, MatrixBounds.ROWS)),
                (settings, _) -> Masks.prefix(settings.whole("prefix")));
    }

    /// @param seen      what a visible key fulfils, in TeX
    /// @param hidden    what a masked key fulfils
    /// @param condition the same as code
    private static Mechanism masked(
            String id,
            Source source,
            String seen,
            String hidden,
            String condition,
            List<Parameter> parameters,
            BiFunction<Settings, Integer, Visibility> rule) {
        Formula formula = _ -> "\\term{output}{O = \\term{weights}{\\mathrm{softmax}}\\left(" + QUOTIENT
                + " + \\term{masked}{M}\\right)\\term{weighted}{V}}, \\qquad M_{ij} = \\begin{cases} 0 & \\quad " + seen
                + " \\\\ -\\infty & \\quad " + hidden + " \\end{cases}";
        Definition definition = sheet -> {
            Quantity queries = sheet.input("Q");
            Quantity keys = sheet.input("K");
            Quantity scaled = Attending.scaledScores(sheet, queries, keys, OUTPUT);
            @Nullable Visibility visibility = rule.apply(sheet.settings(), keys.rows().length());
            Attending.attend(sheet, scaled, visibility, sheet.input("V"), OUTPUT);
        };
        String code = """
                scores  = Q @ K.T / sqrt(d_k)
                visible = %s
                weights = softmax(np.where(visible, scores, -inf), axis=-1)
                output  = weights @ V
                """.formatted(condition);
        return new Mechanism(id, source, formula, code, QKV, parameters, definition);
    }
}

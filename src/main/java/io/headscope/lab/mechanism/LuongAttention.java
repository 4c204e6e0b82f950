package io.headscope.lab.mechanism;

import static io.headscope.lab.mechanism.Attending.OUTPUT;
import static io.headscope.lab.mechanism.Attending.SCORES;

import io.headscope.lab.DoubleMatrix;
import io.headscope.lab.Mechanism;
import io.headscope.lab.Mechanism.Input;
import io.headscope.lab.Mechanism.Source;
import io.headscope.lab.Quantity;
import io.headscope.lab.Quantity.Name;
import java.util.List;

/// The scores of Luong et al.: by product, through a matrix, and by place alone. Targets H ask, encoder states E are both
/// keys and values.
final class LuongAttention {

    private static final Source SOURCE = new Source(
            "Luong et al.", 2015, "Effective Approaches to Attention-based Neural Machine Translation",
            "https://arxiv.org/abs/1508.04025");

    private static final DoubleMatrix TARGETS = DoubleMatrix.of(new double[] {1, 0.5}, new double[] {0, 2});
    private static final DoubleMatrix STATES =
            DoubleMatrix.of(new double[] {1, 1}, new double[] {0, 1}, new double[] {2, -1});

    private LuongAttention() {}

    static Mechanism dot() {
        return new Mechanism(
                "dot",
                SOURCE,
                _ -> "\\term{output}{c_t = \\sum_s \\term{weighted}{\\term{weights}{\\underset{s}{\\mathrm{softmax}}}"
                        + "\\left(\\term{scores}{h_t^\\top \\bar h_s}\\right)\\, \\bar h_s}}",
                """
                scores  = H @ E.T                  # (T, d) x (d, S) -> (T, S)
                weights = softmax(scores, axis=-1)
                c       = weights @ E              # (T, S) x (S, d) -> (T, d)
                """,
                List.of(new Input("H", "q", TARGETS), new Input("E", "k", STATES)),
                List.of(),
                sheet -> {
                    Quantity targets = sheet.input("H");
                    Quantity states = sheet.input("E");
                    Quantity scores = sheet.productTurned(SCORES, targets, states);
                    Attending.attend(sheet, scores, null, states, OUTPUT);
                });
    }

    static Mechanism general() {
        return new Mechanism(
                "general",
                SOURCE,
                _ -> "\\term{output}{c_t = \\sum_s \\term{weighted}{\\term{weights}{\\underset{s}{\\mathrm{softmax}}}"
                        + "\\left(\\term{scores}{\\term{transformed}{h_t^\\top W_a}\\, \\bar h_s}\\right)\\, \\bar h_s}}",
                """
                scores  = H @ W @ E.T              # (T, d) x (d, e) x (e, S) -> (T, S)
                weights = softmax(scores, axis=-1)
                c       = weights @ E              # (T, S) x (S, e) -> (T, e)
                """,
                List.of(
                        new Input("H", "q", TARGETS),
                        new Input("E", "k", STATES),
                        new Input("W", "", DoubleMatrix.of(new double[] {1, -1}, new double[] {0.5, 2}))),
                List.of(),
                sheet -> {
                    Quantity targets = sheet.input("H");
                    Quantity states = sheet.input("E");
                    Quantity transformed = sheet.product(Name.of("transformed", "HW"), targets, sheet.input("W"));
                    Quantity scores = sheet.productTurned(SCORES, transformed, states);
                    Attending.attend(sheet, scores, null, states, OUTPUT);
                });
    }

    static Mechanism location() {
        return new Mechanism(
                "location",
                SOURCE,
                _ -> "\\term{output}{c_t = \\sum_s \\term{weighted}{a_{ts}\\, \\bar h_s}}, \\qquad "
                        + "a_t = \\term{weights}{\\mathrm{softmax}}(\\term{scores}{W_a h_t})",
                """
                scores  = H @ W.T                  # (T, d) x (d, S) -> (T, S): no key is looked at
                weights = softmax(scores, axis=-1)
                c       = weights @ E              # (T, S) x (S, d) -> (T, d)
                """,
                List.of(
                        new Input("H", "q", TARGETS),
                        new Input("E", "k", STATES),
                        new Input("W", "k", DoubleMatrix.of(new double[] {1, 0}, new double[] {0, 1}, new double[] {-1, 1}))),
                List.of(),
                sheet -> {
                    Quantity targets = sheet.input("H");
                    Quantity states = sheet.input("E");
                    Quantity scores = sheet.productTurned(SCORES, targets, sheet.input("W"));
                    Attending.attend(sheet, scores, null, states, OUTPUT);
                });
    }
}

package io.headscope.lab.mechanism;

import static io.headscope.lab.mechanism.Attending.OUTPUT;

import io.headscope.lab.DoubleMatrix;
import io.headscope.lab.Expression.Constant;
import io.headscope.lab.Expression.Difference;
import io.headscope.lab.Expression.Product;
import io.headscope.lab.Expression.Sum;
import io.headscope.lab.Mechanism;
import io.headscope.lab.Mechanism.Input;
import io.headscope.lab.Mechanism.Source;
import io.headscope.lab.NumberText;
import io.headscope.lab.Parameter;
import io.headscope.lab.Quantity;
import io.headscope.lab.Quantity.Name;
import io.headscope.lab.Worksheet;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import java.util.List;

/// Queries and keys turned by their position, two numbers at a time, so that a score depends on the distance alone.
final class RotaryAttention {

    private RotaryAttention() {}

    static Mechanism rotary() {
        return new Mechanism(
                "rotary",
                new Source(
                        "Su et al.", 2021, "RoFormer: Enhanced Transformer with Rotary Position Embedding",
                        "https://arxiv.org/abs/2104.09864"),
                _ -> "\\term{output}{O = \\term{weights}{\\mathrm{softmax}}\\left(\\term{scaled}{\\frac{\\term{scores}{"
                        + "\\term{rotated-queries}{(R_m q_m)}^\\top \\term{rotated-keys}{R_n k_n}}}{\\sqrt{d}}}\\right)\\term{weighted}{V}},"
                        + "\\quad R_m^{(i)} = \\begin{pmatrix} \\cos m\\theta_i & -\\sin m\\theta_i \\\\ \\sin m\\theta_i & \\cos m\\theta_i"
                        + " \\end{pmatrix},\\; \\theta_i = b^{-2(i-1)/d}",
                """
                angle   = positions[:, None] * base ** (-2 * np.arange(d // 2) / d)
                rotate  = lambda x: (x[:, 0::2] * cos(angle) - x[:, 1::2] * sin(angle),
                                     x[:, 0::2] * sin(angle) + x[:, 1::2] * cos(angle))   # interleaved
                weights = softmax(rotate(Q) @ rotate(K).T / sqrt(d), axis=-1)
                output  = weights @ V
                """,
                List.of(
                        new Input("Q", "q", DoubleMatrix.of(new double[] {1, 0}, new double[] {1, 0}, new double[] {1, 0})),
                        new Input("K", "k", DoubleMatrix.of(new double[] {1, 0}, new double[] {1, 0}, new double[] {1, 0})),
                        new Input("V", "k", ScaledDotProduct.V)),
                List.of(new Parameter.Real("base", 10_000, 1, 1e7), new Parameter.Whole("first-position", 0, 0, 1_000_000)),
                sheet -> {
                    Quantity queries = rotated(sheet, Name.of("rotated-queries", "RQ"), sheet.input("Q"));
                    Quantity keys = rotated(sheet, Name.of("rotated-keys", "RK"), sheet.input("K"));
                    Quantity scaled = Attending.scaledScores(sheet, queries, keys, OUTPUT);
                    Attending.attend(sheet, scaled, null, sheet.input("V"), OUTPUT);
                });
    }

    private static Quantity rotated(Worksheet sheet, Name name, Quantity x) {
        int size = x.columns().length();
        if (size % 2 != 0) {
            throw new ProblemException(Problem.LAB_PAIRS, x.said(), x.value().shape());
        }
        double base = sheet.settings().number("base");
        int first = sheet.settings().whole("first-position");
        return sheet.define(name, x.rows(), x.columns(), 2, (row, column) -> {
            double angle = (first + row) * Math.pow(base, -2.0 * (column / 2) / size);
            Constant cos = new Constant(Math.cos(angle), "cos " + NumberText.of(angle));
            Constant sin = new Constant(Math.sin(angle), "sin " + NumberText.of(angle));
            int even = column - column % 2;
            return column == even
                    ? new Difference(new Product(x.at(row, even), cos), new Product(x.at(row, even + 1), sin))
                    : new Sum(new Product(x.at(row, even), sin), new Product(x.at(row, even + 1), cos));
        });
    }
}

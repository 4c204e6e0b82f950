package io.headscope.lab.mechanism;

import io.headscope.lab.Axis;
import io.headscope.lab.Expression.Product;
import io.headscope.lab.Expression.Quotient;
import io.headscope.lab.Expression.Sum;
import io.headscope.lab.Mechanism;
import io.headscope.lab.Mechanism.Source;
import io.headscope.lab.Quantity;
import io.headscope.lab.Quantity.Name;
import io.headscope.lab.Worksheet;
import java.util.List;

/// Attention without a matrix of weights: keys and values are gathered once, and every query reads from that.
final class LinearAttention {

    private LinearAttention() {}

    static Mechanism linear() {
        return new Mechanism(
                "linear",
                new Source(
                        "Katharopoulos et al.", 2020, "Transformers are RNNs: Fast Autoregressive Transformers with Linear Attention",
                        "https://arxiv.org/abs/2006.16236"),
                _ -> "\\term{quotient}{o_i = \\frac{\\term{above}{\\term{features-of-queries}{\\phi(q_i)^\\top} \\term{memory}{\\sum_j"
                        + " \\term{features-of-keys}{\\phi(k_j)}\\, v_j^\\top}}}{\\term{below}{\\phi(q_i)^\\top \\term{key-sum}{\\sum_j"
                        + " \\phi(k_j)}}}},\\qquad \\phi(x) = \\mathrm{elu}(x) + 1",
                """
                phi    = lambda x: np.where(x > 0, x + 1, exp(x))      # elu(x) + 1
                memory = phi(K).T @ V              # (d, S) x (S, d_v): grows with no length
                output = (phi(Q) @ memory) / (phi(Q) @ phi(K).sum(0))[:, None]
                """,
                ScaledDotProduct.QKV,
                List.of(),
                LinearAttention::write);
    }

    /// elu(x) + 1.
    static double feature(double x) {
        return x > 0 ? x + 1 : Math.exp(x);
    }

    private static void write(Worksheet sheet) {
        Quantity queries = sheet.applied(
                Name.of("features-of-queries", "φ(Q)"), "φ", LinearAttention::feature, sheet.input("Q"));
        Quantity keys = sheet.applied(Name.of("features-of-keys", "φ(K)"), "φ", LinearAttention::feature, sheet.input("K"));
        Quantity memory = sheet.turnedProduct(Name.of("memory", "φ(K)V"), keys, sheet.input("V"));
        Quantity keySum = sheet.define(
                Name.of("key-sum", "Σφ(K)"), Axis.plain(1), keys.columns(), keys.rows().length(),
                (_, column) -> new Sum(Worksheet.column(keys, column)));
        Quantity above = sheet.product(Name.of("above", "N"), queries, memory);
        Quantity below = sheet.productTurned(Name.of("below", "Z"), queries, keySum);
        implied(sheet, queries, keys, below);
        sheet.define(Name.of("quotient", "O"), above.rows(), above.columns(), 1, (row, column) ->
                new Quotient(above.at(row, column), below.at(row, 0)));
    }

    /// The weights that were never needed, worked out for once so that they can be seen.
    private static void implied(Worksheet sheet, Quantity queries, Quantity keys, Quantity below) {
        int size = queries.columns().length();
        sheet.define(Name.of("implied-weights", "A"), queries.rows(), keys.rows(), size, (query, key) ->
                new Quotient(
                        Worksheet.sum(size, i -> new Product(queries.at(query, i), keys.at(key, i))), below.at(query, 0)));
    }
}

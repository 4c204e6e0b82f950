package io.headscope.lab.mechanism;

import static io.headscope.lab.mechanism.Attending.OUTPUT;

import io.headscope.lab.DoubleMatrix;
import io.headscope.lab.Expression.Constant;
import io.headscope.lab.Expression.Product;
import io.headscope.lab.Expression.Quotient;
import io.headscope.lab.MatrixBounds;
import io.headscope.lab.Mechanism;
import io.headscope.lab.Mechanism.Input;
import io.headscope.lab.Mechanism.Source;
import io.headscope.lab.Parameter;
import io.headscope.lab.Quantity;
import io.headscope.lab.Quantity.Name;
import io.headscope.lab.Worksheet;
import io.headscope.message.Phrase;
import java.util.List;

/// Local and global attention: most positions see their neighbours, a few see all and are seen by all, through
/// projections of their own.
final class Longformer {

    private Longformer() {}

    static Mechanism local() {
        DoubleMatrix x = DoubleMatrix.of(
                new double[] {1, 0}, new double[] {0, 1}, new double[] {1, 1}, new double[] {2, 0}, new double[] {0, 2});
        return new Mechanism(
                "local-global",
                new Source(
                        "Beltagy et al.", 2020, "Longformer: The Long-Document Transformer", "https://arxiv.org/abs/2004.05150"),
                _ -> "\\term{output}{o_i = \\sum_{j \\in S_i} \\term{weighted}{\\term{weights}{\\underset{j \\in S_i}{\\mathrm{softmax}}}"
                        + "\\left(\\term{scaled}{\\frac{\\term{scores}{q_i^\\top k_j}}{\\sqrt{d}}}\\right) v_j}},\\quad "
                        + "S_i = \\term{masked}{\\begin{cases} \\{1 \\ldots n\\} & \\quad i \\in G \\\\ G \\cup \\{j : |i - j| \\le w/2\\} & \\quad i \\notin G"
                        + " \\end{cases}}",
                """
                near    = (abs(i - j) <= w / 2) | (j < g)    # neighbours, and the global ones
                seen    = near | (i < g)                     # global positions see all
                scores  = np.where(i < g, Qg @ Kg.T, Q @ K.T) / sqrt(d)
                weights = softmax(np.where(seen, scores, -inf), axis=-1)
                output  = np.where(i < g, weights @ Vg, weights @ V)
                """,
                List.of(
                        new Input("Q", "q", x), new Input("K", "k", x), new Input("V", "k", x),
                        new Input("Qg", "q", x.map(value -> -value)), new Input("Kg", "k", x), new Input("Vg", "k", x.map(value -> value * 2))),
                List.of(
                        new Parameter.Whole("reach", 1, 0, MatrixBounds.ROWS),
                        new Parameter.Whole("global", 1, 0, MatrixBounds.ROWS)),
                Longformer::write);
    }

    private static void write(Worksheet sheet) {
        Quantity queries = sheet.input("Q");
        Quantity keys = sheet.input("K");
        Quantity values = sheet.input("V");
        Quantity globalQueries = like(sheet.input("Qg"), queries);
        Quantity globalKeys = like(sheet.input("Kg"), keys);
        Quantity globalValues = like(sheet.input("Vg"), values);
        int terms = Worksheet.same(queries, queries.columns().length(), keys, keys.columns().length(), "lab.reason.columns-columns");
        int count = Worksheet.same(keys, keys.rows().length(), values, values.rows().length(), "lab.reason.rows-rows");
        int global = Math.min(sheet.settings().whole("global"), queries.rows().length());
        int reach = sheet.settings().whole("reach");
        Quantity scores = sheet.define(Attending.SCORES, queries.rows(), keys.rows(), terms, (row, column) ->
                Worksheet.sum(terms, i -> row < global
                        ? new Product(globalQueries.at(row, i), globalKeys.at(column, i))
                        : new Product(queries.at(row, i), keys.at(column, i))));
        Constant root = new Constant(Math.sqrt(terms), "√" + terms);
        Quantity scaled = sheet.define(Attending.SCALED, scores.rows(), scores.columns(), 1, (row, column) ->
                new Quotient(scores.at(row, column), root));
        Quantity masked = sheet.masked(Attending.MASKED, scaled, (query, key) ->
                query < global || key < global || Math.abs(query - key) <= reach
                        ? null
                        : Phrase.of("lab.remark.far-and-local", key + 1, query + 1, reach));
        Quantity weights = sheet.softmax(Attending.WEIGHTS, masked);
        Quantity weighted = sheet.define(
                Attending.WEIGHTED, weights.rows().pairedWith(weights.columns()), values.columns(), 2, (pair, column) ->
                        new Product(
                                weights.at(pair / count, pair % count),
                                (pair / count < global ? globalValues : values).at(pair % count, column)));
        sheet.gathered(OUTPUT, weights, weighted);
    }

    private static Quantity like(Quantity global, Quantity local) {
        Worksheet.same(global, global.rows().length(), local, local.rows().length(), "lab.reason.same-shape");
        Worksheet.same(global, global.columns().length(), local, local.columns().length(), "lab.reason.same-shape");
        return global;
    }
}

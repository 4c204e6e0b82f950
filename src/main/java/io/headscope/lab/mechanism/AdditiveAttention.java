package io.headscope.lab.mechanism;

import static io.headscope.lab.mechanism.Attending.OUTPUT;

import io.headscope.lab.DoubleMatrix;
import io.headscope.lab.Expression.Product;
import io.headscope.lab.Expression.Sum;
import io.headscope.lab.Mechanism;
import io.headscope.lab.Mechanism.Input;
import io.headscope.lab.Mechanism.Source;
import io.headscope.lab.Quantity;
import io.headscope.lab.Quantity.Name;
import io.headscope.lab.Worksheet;
import java.util.List;

/// The score of Bahdanau et al.: a small network that is given a query and a key. The keys are the values too.
final class AdditiveAttention {

    private AdditiveAttention() {}

    static Mechanism additive() {
        return new Mechanism(
                "additive",
                new Source(
                        "Bahdanau et al.", 2015, "Neural Machine Translation by Jointly Learning to Align and Translate",
                        "https://arxiv.org/abs/1409.0473"),
                _ -> "\\term{output}{c_i = \\sum_j \\term{weighted}{\\term{weights}{\\underset{j}{\\mathrm{softmax}}}"
                        + "\\left(\\term{scores}{v^\\top \\term{hidden}{\\tanh(\\term{pairs}{\\term{query-part}{W_1 q_i}"
                        + " + \\term{key-part}{W_2 k_j}})}}\\right) k_j}}",
                """
                pairs   = (Q @ W1.T)[:, None] + (K @ W2.T)[None]   # (T, 1, h) + (1, S, h) -> (T, S, h)
                scores  = tanh(pairs) @ v                          # (T, S)
                weights = softmax(scores, axis=-1)
                c       = weights @ K                              # (T, S) x (S, d) -> (T, d)
                """,
                inputs(),
                List.of(),
                sheet -> {
                    Quantity queries = sheet.input("Q");
                    Quantity keys = sheet.input("K");
                    Quantity scores = scores(sheet, queries, keys);
                    Attending.attend(sheet, scores, null, keys, OUTPUT);
                });
    }

    static List<Input> inputs() {
        return List.of(
                new Input("Q", "q", DoubleMatrix.of(new double[] {1, -1}, new double[] {0.5, 2})),
                new Input("K", "k", DoubleMatrix.of(new double[] {1, 0}, new double[] {0, 1}, new double[] {1, 1})),
                new Input("W1", "", DoubleMatrix.of(new double[] {1, 0}, new double[] {0, 1})),
                new Input("W2", "", DoubleMatrix.of(new double[] {0.5, 0}, new double[] {1, -1})),
                new Input("v", "", DoubleMatrix.row(1, -0.5)));
    }

    /// vᵀ tanh(W₁q + W₂k) of every query and key.                                            [queries, keys]
    static Quantity scores(Worksheet sheet, Quantity queries, Quantity keys) {
        Quantity queryPart = sheet.productTurned(Name.of("query-part", "QW1"), queries, sheet.input("W1"));
        Quantity keyPart = sheet.productTurned(Name.of("key-part", "KW2"), keys, sheet.input("W2"));
        int width = Worksheet.same(
                queryPart, queryPart.columns().length(), keyPart, keyPart.columns().length(), "lab.reason.to-be-added");
        int count = keys.rows().length();
        Quantity pairs = sheet.define(
                Name.of("pairs", "P"),
                queries.rows().pairedWith(keys.rows()),
                queryPart.columns(),
                2,
                (pair, column) -> new Sum(queryPart.at(pair / count, column), keyPart.at(pair % count, column)));
        Quantity hidden = sheet.applied(Name.of("hidden", "tanh P"), "tanh", Math::tanh, pairs);
        Quantity direction = sheet.input("v");
        Worksheet.same(hidden, width, direction, direction.columns().length(), "lab.reason.columns-columns");
        return sheet.define(Attending.SCORES, queries.rows(), keys.rows(), width, (query, key) ->
                Worksheet.sum(width, i -> new Product(direction.at(0, i), hidden.at(query * count + key, i))));
    }
}

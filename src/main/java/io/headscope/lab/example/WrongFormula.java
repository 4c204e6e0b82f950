package io.headscope.lab.example;

import io.headscope.lab.DoubleMatrix;
import io.headscope.lab.Mechanism;
import io.headscope.lab.Mechanism.Input;
import io.headscope.lab.Mechanism.Source;
import io.headscope.lab.Parameter;
import io.headscope.lab.Quantity;
import io.headscope.lab.Quantity.Name;
import java.util.List;

/// The right formula beside one that is sometimes printed, with a plus where weights and values are multiplied.
final class WrongFormula {

    private WrongFormula() {}

    static Mechanism mechanism() {
        return new Mechanism(
                "plus-or-times",
                new Source("Vaswani et al.", 2017, "Attention Is All You Need", "https://arxiv.org/abs/1706.03762"),
                _ -> "\\term{output}{\\term{weights}{\\mathrm{softmax}\\left(\\term{scaled}{\\frac{\\term{scores}{QK^\\top}}{\\sqrt{d_k}}}"
                        + "\\right)} V} \\quad \\ne \\quad \\term{added}{\\mathrm{softmax}\\left(\\frac{QK^\\top}{\\sqrt{d_k}}\\right) + V}",
                """
                weights = softmax(Q @ K.T / sqrt(d_k), axis=-1)    # (2, 3)
                output  = weights @ V                              # (2, 3) x (3, 4) -> (2, 4)
                output  = weights + V                              # (2, 3) + (3, 4): an error
                """,
                List.of(
                        new Input("Q", "q", DoubleMatrix.of(new double[] {1, 0}, new double[] {0, 1})),
                        new Input("K", "k", DoubleMatrix.of(new double[] {1, 1}, new double[] {0, 2}, new double[] {-1, 1})),
                        new Input("V", "k", DoubleMatrix.of(
                                new double[] {1, 0, 2, 0}, new double[] {0, 1, 0, 1}, new double[] {3, 0, 0, 1}))),
                List.of(new Parameter.Choice("combine-values", List.of("times", "plus"))),
                sheet -> {
                    Quantity queries = sheet.input("Q");
                    Quantity keys = sheet.input("K");
                    Quantity values = sheet.input("V");
                    int size = keys.columns().length();
                    Quantity scores = sheet.productTurned(Name.of("scores", "S"), queries, keys);
                    Quantity scaled = sheet.divided(Name.of("scaled", "S/√d"), scores, Math.sqrt(size), "√" + size);
                    Quantity weights = sheet.softmax(Name.of("weights", "A"), scaled);
                    if (sheet.settings().way("combine-values").equals("plus")) {
                        sheet.sum(Name.of("added", "A + V"), weights, values);
                    } else {
                        Quantity weighted = sheet.weighted(Name.of("weighted", "A·v"), weights, values);
                        sheet.gathered(Name.of("output", "O"), weights, weighted);
                    }
                });
    }
}

package io.headscope.lab.mechanism;

import static io.headscope.lab.mechanism.Attending.WEIGHTED;
import static io.headscope.lab.mechanism.Attending.WEIGHTS;

import io.headscope.lab.Axis;
import io.headscope.lab.DoubleMatrix;
import io.headscope.lab.Expression;
import io.headscope.lab.Expression.Applied;
import io.headscope.lab.Expression.Constant;
import io.headscope.lab.Expression.Product;
import io.headscope.lab.Expression.Ruled;
import io.headscope.lab.Expression.Sum;
import io.headscope.lab.Mechanism;
import io.headscope.lab.Mechanism.Input;
import io.headscope.lab.Mechanism.Source;
import io.headscope.lab.NumberText;
import io.headscope.lab.Quantity;
import io.headscope.lab.Quantity.Name;
import io.headscope.lab.Worksheet;
import java.util.ArrayList;
import java.util.List;

/// A sequence read forwards and backwards by LSTMs, then gathered into one vector by attention over time.
final class TemporalAttention {

    private TemporalAttention() {}

    static Mechanism temporal() {
        DoubleMatrix in = DoubleMatrix.of(
                new double[] {1, 0}, new double[] {0, 1}, new double[] {1, 1}, new double[] {0.5, -1},
                new double[] {1, 0.5}, new double[] {-1, 1}, new double[] {0.5, 0.5}, new double[] {1, 0});
        return new Mechanism(
                "temporal",
                new Source(
                        "Zhou et al.", 2016, "Attention-Based Bidirectional Long Short-Term Memory Networks for Relation Classification",
                        "https://aclanthology.org/P16-2034"),
                _ -> "\\term{squashed}{h^* = \\tanh(\\term{gathered}{r})},\\; r = \\sum_t \\term{weighted}{\\alpha_t h_t},\\; \\alpha ="
                        + " \\term{weights}{\\mathrm{softmax}}(\\term{scores}{w^\\top \\term{hidden}{\\tanh(H)}}),\\; h_t ="
                        + " \\term{states}{\\term{forward}{\\overrightarrow{h_t}} \\oplus \\term{backward}{\\overleftarrow{h_t}}}",
                """
                H     = lstm(X, Wf, Uf) + lstm(X[::-1], Wb, Ub)[::-1]  # (T, d), added number by number
                alpha = softmax(tanh(H) @ w)       # (T,): one weight for each step in time
                h     = tanh(alpha @ H)            # (d,): the whole sequence in one vector
                """,
                List.of(
                        new Input("X", "t", DoubleMatrix.of(new double[] {1, 0}, new double[] {0, 1}, new double[] {-1, 2})),
                        new Input("Wf", "g", in),
                        new Input("Uf", "g", in.map(value -> value / 2)),
                        new Input("Wb", "g", in.map(value -> -value)),
                        new Input("Ub", "g", in.map(value -> value / 4)),
                        new Input("w", "", DoubleMatrix.row(1, -1))),
                List.of(),
                TemporalAttention::write);
    }

    private static void write(Worksheet sheet) {
        Quantity x = sheet.input("X");
        Quantity forward = lstm(sheet, "forward", "→h", x, sheet.input("Wf"), sheet.input("Uf"), false);
        Quantity backward = lstm(sheet, "backward", "←h", x, sheet.input("Wb"), sheet.input("Ub"), true);
        Quantity states = sheet.sum(Name.of("states", "H"), forward, backward);
        Quantity hidden = sheet.applied(Name.of("hidden", "tanh H"), "tanh", Math::tanh, states);
        Quantity scores = sheet.productTurned(Attending.SCORES, sheet.input("w"), hidden);
        Quantity weights = sheet.softmax(WEIGHTS, scores);
        Quantity weighted = sheet.weighted(WEIGHTED, weights, states);
        Quantity gathered = sheet.gathered(Name.of("gathered", "r"), weights, weighted);
        sheet.applied(Name.of("squashed", "h*"), "tanh", Math::tanh, gathered);
    }

    /// The states of an LSTM without biases: gates i, f, g and o lie beneath each other in its matrices, as PyTorch keeps
    /// them. The first step begins from zeros.
    ///
    /// @param in   [4 · size, features]
    /// @param back [4 · size, size]
    /// @return     [steps, size]
    private static Quantity lstm(
            Worksheet sheet, String key, String symbol, Quantity x, Quantity in, Quantity back, boolean backwards) {
        int features = Worksheet.same(x, x.columns().length(), in, in.columns().length(), "lab.reason.columns-columns");
        Worksheet.same(in, in.rows().length(), back, back.rows().length(), "lab.reason.rows-rows");
        int size = Worksheet.same(back, back.rows().length(), back, 4 * back.columns().length(), "lab.reason.four-gates") / 4;
        int steps = x.rows().length();
        List<double[]> states = new ArrayList<>();
        List<double[]> cells = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            states.add(new double[size]);
            cells.add(new double[size]);
        }
        Quantity[] self = new Quantity[1];
        Gate gate = (time, row) -> {
            List<Expression> terms = new ArrayList<>();
            for (int i = 0; i < features; i++) {
                terms.add(new Product(in.at(row, i), x.at(time, i)));
            }
            int before = backwards ? time + 1 : time - 1;
            for (int i = 0; i < size && before >= 0 && before < steps; i++) {
                terms.add(new Product(
                        back.at(row, i), self[0] == null ? new Constant(states.get(before)[i]) : self[0].at(before, i)));
            }
            return new Sum(terms);
        };
        for (int turn = 0; turn < steps; turn++) {
            int time = backwards ? steps - 1 - turn : turn;
            int before = backwards ? time + 1 : time - 1;
            for (int i = 0; i < size; i++) {
                double old = turn == 0 ? 0 : cells.get(before)[i];
                double cell = ImageAttention.sigmoid(gate.at(time, size + i).value()) * old
                        + ImageAttention.sigmoid(gate.at(time, i).value()) * Math.tanh(gate.at(time, 2 * size + i).value());
                cells.get(time)[i] = cell;
                states.get(time)[i] = ImageAttention.sigmoid(gate.at(time, 3 * size + i).value()) * Math.tanh(cell);
            }
        }
        Axis columns = Axis.plain(size);
        // While it is being worked out its own cells are not there yet; afterwards a state came from the one before it.
        self[0] = sheet.define(Name.of(key, symbol), x.rows(), columns, features + size, (time, i) -> {
            Expression open = new Applied("σ", ImageAttention::sigmoid, gate.at(time, 3 * size + i));
            double cell = cells.get(time)[i];
            String text = open.text() + "·tanh(" + NumberText.of(cell) + ")";
            return new Ruled(open.value() * Math.tanh(cell), text, List.of(open));
        });
        return self[0];
    }

    /// What a gate of the LSTM is given at a time.
    @FunctionalInterface
    private interface Gate {
        Expression at(int time, int row);
    }
}

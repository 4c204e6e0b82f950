package io.headscope.lab.mechanism;

import static io.headscope.lab.mechanism.Attending.WEIGHTED;
import static io.headscope.lab.mechanism.Attending.WEIGHTS;

import io.headscope.lab.Axis;
import io.headscope.lab.DoubleMatrix;
import io.headscope.lab.Expression;
import io.headscope.lab.Expression.Applied;
import io.headscope.lab.Expression.Constant;
import io.headscope.lab.Expression.Product;
import io.headscope.lab.Expression.Sum;
import io.headscope.lab.Mechanism;
import io.headscope.lab.Mechanism.Input;
import io.headscope.lab.Mechanism.Source;
import io.headscope.lab.Quantity;
import io.headscope.lab.Quantity.Name;
import io.headscope.lab.Worksheet;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
                _ -> "\\begin{array}{l} \\term{squashed}{h^* = \\tanh(\\term{gathered}{r})},\\; r = \\sum_t \\term{weighted}{\\alpha_t h_t},\\; \\alpha ="
                        + " \\term{weights}{\\mathrm{softmax}}(\\term{scores}{w^\\top \\term{hidden}{\\tanh(H)}}),\\; h_t ="
                        + " \\term{states}{\\term{forward}{\\overrightarrow{h_t}} \\oplus \\term{backward}{\\overleftarrow{h_t}}} \\\\"
                        + " \\term{lstm-input}{i_t},\\term{lstm-forget}{f_t},\\term{lstm-output}{o_t} = \\sigma(Wx_t + Uh_{t-1}),\\;"
                        + " \\term{lstm-candidate}{g_t} = \\tanh(Wx_t + Uh_{t-1}),\\; \\term{lstm-cell}{c_t} = f_t c_{t-1} + i_t g_t,\\; h_t ="
                        + " o_t \\tanh(c_t) \\end{array}",
                """
                i, f, g, o = gates(W @ x[t] + U @ h[t-1])   # sigmoid, for g tanh
                c[t] = f * c[t-1] + i * g;  h[t] = o * tanh(c[t])
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
        Quantity forward = lstm(sheet, "forward", "→", x, sheet.input("Wf"), sheet.input("Uf"), false);
        Quantity backward = lstm(sheet, "backward", "←", x, sheet.input("Wb"), sheet.input("Ub"), true);
        Quantity states = sheet.sum(Name.of("states", "H"), forward, backward);
        Quantity hidden = sheet.applied(Name.of("hidden", "tanh H"), "tanh", Math::tanh, states);
        Quantity scores = sheet.productTurned(Attending.SCORES, sheet.input("w"), hidden);
        Quantity weights = sheet.softmax(WEIGHTS, scores);
        Quantity weighted = sheet.weighted(WEIGHTED, weights, states);
        Quantity gathered = sheet.gathered(Name.of("gathered", "r"), weights, weighted);
        sheet.applied(Name.of("squashed", "h*"), "tanh", Math::tanh, gathered);
    }

    /// The states of an LSTM without biases (Hochreiter & Schmidhuber, 1997, with the forget gate of Gers et al., 2000), gate
    /// by gate: those for i, f, g and o lie beneath each other in its matrices, as PyTorch keeps them. The first step begins
    /// from zeros.
    ///
    /// @param in   [4 · size, features]
    /// @param back [4 · size, size]
    /// @return     [steps, size]
    private static Quantity lstm(
            Worksheet sheet, String key, String arrow, Quantity x, Quantity in, Quantity back, boolean backwards) {
        Worksheet.same(x, x.columns().length(), in, in.columns().length(), "lab.reason.columns-columns");
        Worksheet.same(in, in.rows().length(), back, back.rows().length(), "lab.reason.rows-rows");
        Worksheet.same(back, back.rows().length(), back, 4 * back.columns().length(), "lab.reason.four-gates");
        return new Lstm(x, in, back, backwards).write(sheet, key, arrow);
    }

    /// One direction. What a step in time is made of is there only once the step before has been worked out: all numbers are
    /// found first, then every matrix is written with the cells that its numbers came from.
    private static final class Lstm {
        private final Quantity x;
        private final Quantity in;
        private final Quantity back;
        private final boolean backwards;
        private final int size;
        private final int steps;
        private final double[][] cells;
        private final double[][] states;
        private @Nullable Quantity cell;
        private @Nullable Quantity state;

        Lstm(Quantity x, Quantity in, Quantity back, boolean backwards) {
            this.x = x;
            this.in = in;
            this.back = back;
            this.backwards = backwards;
            this.size = back.columns().length();
            this.steps = x.rows().length();
            this.cells = new double[steps][size];
            this.states = new double[steps][size];
            for (int turn = 0; turn < steps; turn++) {
                work(backwards ? steps - 1 - turn : turn);
            }
        }

        private void work(int time) {
            for (int i = 0; i < size; i++) {
                double kept = gate(1, time, i).value() * (isFirst(time) ? 0 : cells[before(time)][i]);
                cells[time][i] = kept + gate(0, time, i).value() * gate(2, time, i).value();
                states[time][i] = gate(3, time, i).value() * Math.tanh(cells[time][i]);
            }
        }

        Quantity write(Worksheet sheet, String key, String arrow) {
            Quantity open = gate(sheet, "lstm-input", arrow + "i", 0);
            Quantity kept = gate(sheet, "lstm-forget", arrow + "f", 1);
            Quantity candidate = gate(sheet, "lstm-candidate", arrow + "g", 2);
            Quantity shown = gate(sheet, "lstm-output", arrow + "o", 3);
            Axis columns = Axis.plain(size);
            Quantity memory = sheet.define(Name.of("lstm-cell", arrow + "c"), x.rows(), columns, 2, (time, i) -> {
                Expression taken = new Product(open.at(time, i), candidate.at(time, i));
                return isFirst(time)
                        ? new Sum(taken)
                        : new Sum(new Product(kept.at(time, i), number(cell, cells, before(time), i)), taken);
            });
            cell = memory;
            Quantity made = sheet.define(Name.of(key, arrow + "h"), x.rows(), columns, 2, (time, i) ->
                    new Product(shown.at(time, i), new Applied("tanh", Math::tanh, memory.at(time, i))));
            state = made;
            return made;
        }

        private Quantity gate(Worksheet sheet, String key, String symbol, int which) {
            return sheet.define(
                    Name.of(key, symbol), x.rows(), Axis.plain(size), x.columns().length() + size, (time, i) -> gate(which, time, i));
        }

        /// @param which i, f, g or o, from 0
        private Expression gate(int which, int time, int i) {
            int row = which * size + i;
            List<Expression> terms = new ArrayList<>();
            for (int feature = 0; feature < x.columns().length(); feature++) {
                terms.add(new Product(in.at(row, feature), x.at(time, feature)));
            }
            for (int other = 0; other < size && !isFirst(time); other++) {
                terms.add(new Product(back.at(row, other), number(state, states, before(time), other)));
            }
            Sum sum = new Sum(terms);
            return which == 2 ? new Applied("tanh", Math::tanh, sum) : new Applied("σ", ImageAttention::sigmoid, sum);
        }

        /// A cell once there is one.
        private static Expression number(@Nullable Quantity of, double[][] numbers, int time, int i) {
            return of == null ? new Constant(numbers[time][i]) : of.at(time, i);
        }

        private boolean isFirst(int time) {
            return time == (backwards ? steps - 1 : 0);
        }

        private int before(int time) {
            return backwards ? time + 1 : time - 1;
        }
    }
}

package io.headscope.lab.mechanism;

import io.headscope.lab.Axis;
import io.headscope.lab.DoubleMatrix;
import io.headscope.lab.Expression;
import io.headscope.lab.Expression.Constant;
import io.headscope.lab.Expression.Largest;
import io.headscope.lab.Expression.Product;
import io.headscope.lab.Expression.Quotient;
import io.headscope.lab.Expression.Sum;
import io.headscope.lab.Mechanism;
import io.headscope.lab.Mechanism.Input;
import io.headscope.lab.Mechanism.Source;
import io.headscope.lab.MatrixBounds;
import io.headscope.lab.Parameter;
import io.headscope.lab.Quantity;
import io.headscope.lab.Quantity.Name;
import io.headscope.lab.Worksheet;
import io.headscope.message.Phrase;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import java.util.ArrayList;
import java.util.List;

/// Gates over the maps of a picture: which channels matter, and which places do. A picture of C channels is written as
/// one row a channel, its places row after row.
final class ImageAttention {

    private static final DoubleMatrix PICTURE = DoubleMatrix.of(
            new double[] {1, 0, 0, 2, 1, 0, 0, 3, 1}, new double[] {0, 1, 0, 1, 4, 1, 0, 1, 0});
    private static final int KERNEL = 7;

    private ImageAttention() {}

    /// Squeeze-and-excitation.
    static Mechanism channels() {
        return new Mechanism(
                "channel",
                new Source("Hu et al.", 2018, "Squeeze-and-Excitation Networks", "https://arxiv.org/abs/1709.01507"),
                _ -> "\\term{gated}{\\tilde x_c = s_c \\cdot x_c},\\quad s = \\term{gates}{\\sigma(\\term{raised}{W_2\\,"
                        + " \\term{active}{\\delta(\\term{reduced}{W_1 \\term{squeezed}{z}})}})},\\quad z_c = \\frac{1}{HW}"
                        + " \\sum_{i,j} x_c(i, j)",
                """
                z      = X.mean(axis=1)            # squeeze: (C, H W) -> (C,)
                s      = sigmoid(W2 @ relu(W1 @ z))     # excite: (C,) -> (C / r,) -> (C,)
                output = s[:, None] * X            # each channel by its gate
                """,
                List.of(
                        new Input("X", "c", PICTURE),
                        new Input("W1", "", DoubleMatrix.row(1, -0.5)),
                        new Input("W2", "c", DoubleMatrix.column(1, -2))),
                List.of(),
                sheet -> {
                    Quantity x = sheet.input("X");
                    Quantity squeezed = sheet.define(
                            Name.of("squeezed", "z"), x.rows(), Axis.plain(1), x.columns().length(),
                            (row, _) -> mean(Worksheet.row(x, row)));
                    Quantity reduced = sheet.product(Name.of("reduced", "W1 z"), sheet.input("W1"), squeezed);
                    Quantity active = sheet.applied(Name.of("active", "δ"), "ReLU", value -> Math.max(0, value), reduced);
                    Quantity raised = sheet.product(Name.of("raised", "W2 δ"), sheet.input("W2"), active);
                    Quantity gates = sheet.applied(Name.of("gates", "s"), "σ", ImageAttention::sigmoid, raised);
                    Worksheet.same(gates, gates.rows().length(), x, x.rows().length(), "lab.reason.gate-channel");
                    sheet.define(Name.of("gated", "O"), x.rows(), x.columns(), 2, (row, column) ->
                            new Product(gates.at(row, 0), x.at(row, column)));
                });
    }

    /// The spatial half of CBAM.
    static Mechanism places() {
        return new Mechanism(
                "spatial",
                new Source("Woo et al.", 2018, "CBAM: Convolutional Block Attention Module", "https://arxiv.org/abs/1807.06521"),
                _ -> "\\term{gated}{F' = M_s(F) \\odot F},\\quad M_s(F) = \\term{gates}{\\sigma\\left(\\term{convolved}{f^{7 \\times"
                        + " 7}([\\term{mean-map}{\\mathrm{AvgPool}(F)}; \\term{largest-map}{\\mathrm{MaxPool}(F)}])}\\right)}",
                """
                mean, most = F.mean(axis=0), F.max(axis=0)             # over channels: (H, W)
                M      = sigmoid(conv2d([mean, most], kernel, padding=3))   # 7 x 7 kernel
                output = M[None] * F               # each place by its gate
                """,
                List.of(
                        new Input("F", "c", PICTURE),
                        new Input("f avg", "", kernel(0.5, 0.1)),
                        new Input("f max", "", kernel(0.25, -0.1))),
                List.of(new Parameter.Whole("width", 3, 1, MatrixBounds.ROWS)),
                ImageAttention::writePlaces);
    }

    private static void writePlaces(Worksheet sheet) {
        Quantity f = sheet.input("F");
        int width = sheet.settings().whole("width");
        if (f.columns().length() % width != 0) {
            throw new ProblemException(Problem.LAB_PARTS, f.said(), f.value().shape(), f.columns().length(), width);
        }
        int height = f.columns().length() / width;
        Quantity mean = sheet.define(
                Name.of("mean-map", "avg"), Axis.plain(height), Axis.plain(width), f.rows().length(),
                (row, column) -> mean(Worksheet.column(f, row * width + column)));
        Quantity largest = sheet.define(
                Name.of("largest-map", "max"), Axis.plain(height), Axis.plain(width), f.rows().length(),
                (row, column) -> new Largest(Worksheet.column(f, row * width + column)));
        Quantity kernelOfMean = kernel(sheet.input("f avg"));
        Quantity kernelOfLargest = kernel(sheet.input("f max"));
        Quantity convolved = sheet.define(
                Name.of("convolved", "f(·)"), mean.rows(), mean.columns(), 2 * KERNEL * KERNEL, (row, column) -> {
                    List<Expression> terms = new ArrayList<>();
                    window(terms, mean, kernelOfMean, row, column);
                    window(terms, largest, kernelOfLargest, row, column);
                    return new Sum(terms);
                });
        Quantity gates = sheet.applied(Name.of("gates", "M"), "σ", ImageAttention::sigmoid, convolved);
        sheet.define(Name.of("gated", "O"), f.rows(), f.columns(), 2, (row, column) ->
                new Product(gates.at(column / width, column % width), f.at(row, column)));
    }

    /// What of the picture lies under the kernel around one place; beyond the edge is 0 and not written.
    private static void window(List<Expression> terms, Quantity map, Quantity kernel, int row, int column) {
        for (int i = 0; i < KERNEL; i++) {
            for (int j = 0; j < KERNEL; j++) {
                int y = row + i - KERNEL / 2;
                int x = column + j - KERNEL / 2;
                boolean inside = y >= 0 && y < map.rows().length() && x >= 0 && x < map.columns().length();
                if (inside && kernel.at(i, j).value() != 0) {
                    terms.add(new Product(kernel.at(i, j), map.at(y, x)));
                }
            }
        }
    }

    private static Quantity kernel(Quantity kernel) {
        if (kernel.rows().length() != KERNEL || kernel.columns().length() != KERNEL) {
            throw new ProblemException(
                    Problem.LAB_SHAPES, kernel.said(), kernel.value().shape(), "f", KERNEL + " × " + KERNEL,
                    Phrase.of("lab.reason.kernel"));
        }
        return kernel;
    }

    /// A kernel with one number in the middle, another around it, and nothing beyond.
    private static DoubleMatrix kernel(double middle, double around) {
        return DoubleMatrix.filled(KERNEL, KERNEL, (row, column) -> {
            int far = Math.max(Math.abs(row - KERNEL / 2), Math.abs(column - KERNEL / 2));
            return far == 0 ? middle : far == 1 ? around : 0;
        });
    }

    private static Expression mean(List<Expression> all) {
        return new Quotient(new Sum(all), new Constant(all.size()));
    }

    static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}

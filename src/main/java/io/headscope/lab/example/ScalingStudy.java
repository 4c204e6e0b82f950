package io.headscope.lab.example;

import io.headscope.lab.Axis;
import io.headscope.lab.DoubleMatrix;
import io.headscope.lab.Expression;
import io.headscope.lab.Expression.Applied;
import io.headscope.lab.Expression.Constant;
import io.headscope.lab.Expression.Difference;
import io.headscope.lab.Expression.Product;
import io.headscope.lab.Expression.Quotient;
import io.headscope.lab.Expression.Sum;
import io.headscope.lab.Mechanism;
import io.headscope.lab.Mechanism.Input;
import io.headscope.lab.Mechanism.Source;
import io.headscope.lab.NumberText;
import io.headscope.lab.Quantity;
import io.headscope.lab.Quantity.Name;
import io.headscope.lab.Worksheet;
import io.headscope.message.Phrase;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/// Why scores are divided by √d: with queries and keys of independent numbers of variance 1, a score has variance d; the
/// larger d, the more softmax gives all to one key, and the less a change of a score changes.
public final class ScalingStudy {

    /// What is drawn at one d, means over many queries.
    ///
    /// @param entropy  of the weights, in nats; ln(keys) where all are alike
    /// @param gradient Σ aᵢ(1 − aᵢ), the trace of softmax's Jacobian: how much weights follow their scores
    public record Point(int d, double entropy, double gradient, double scaledEntropy, double scaledGradient) {}

    static final int KEYS = 8;
    private static final int QUERIES = 200;
    private static final int LARGEST = 1024;
    private static final long SEED = 2017;

    private ScalingStudy() {}

    /// At d = 1, 2, 4 … 1,024.
    public static List<Point> points() {
        Random random = new Random(SEED);
        List<Point> points = new ArrayList<>();
        for (int d = 1; d <= LARGEST; d *= 2) {
            points.add(point(d, random));
        }
        return points;
    }

    private static Point point(int d, Random random) {
        double[] sums = new double[4];
        for (int query = 0; query < QUERIES; query++) {
            double[] scores = scores(d, random);
            double[] bare = softmax(scores, 1);
            double[] scaled = softmax(scores, 1 / Math.sqrt(d));
            sums[0] += entropy(bare);
            sums[1] += gradient(bare);
            sums[2] += entropy(scaled);
            sums[3] += gradient(scaled);
        }
        return new Point(d, sums[0] / QUERIES, sums[1] / QUERIES, sums[2] / QUERIES, sums[3] / QUERIES);
    }

    /// Of one query with each key, all numbers drawn anew.
    private static double[] scores(int d, Random random) {
        double[] query = random.doubles(d).map(_ -> random.nextGaussian()).toArray();
        double[] scores = new double[KEYS];
        for (int key = 0; key < KEYS; key++) {
            for (int i = 0; i < d; i++) {
                scores[key] += query[i] * random.nextGaussian();
            }
        }
        return scores;
    }

    private static double[] softmax(double[] scores, double factor) {
        double most = Arrays.stream(scores).max().orElse(0);
        double[] shares = Arrays.stream(scores).map(score -> Math.exp((score - most) * factor)).toArray();
        double sum = Arrays.stream(shares).sum();
        return Arrays.stream(shares).map(share -> share / sum).toArray();
    }

    static double entropy(double[] weights) {
        return -Arrays.stream(weights).map(weight -> weight == 0 ? 0 : weight * Math.log(weight)).sum();
    }

    static double gradient(double[] weights) {
        return Arrays.stream(weights).map(weight -> weight * (1 - weight)).sum();
    }

    /// The same scores at several d, bare and divided by √d: z · √d is what a score of d dimensions is like.
    static Mechanism mechanism() {
        return new Mechanism(
                "scaling-study",
                new Source("Vaswani et al.", 2017, "Attention Is All You Need", "https://arxiv.org/abs/1706.03762"),
                _ -> "\\term{grown-scores}{q^\\top k \\sim \\sqrt{d}\\, z}: \\quad \\term{bare-weights}{\\mathrm{softmax}(q^\\top k)}"
                        + ",\\quad \\term{weights}{\\mathrm{softmax}\\left(\\term{scaled}{\\frac{q^\\top k}{\\sqrt{d}}}\\right)}",
                """
                for d in 4, 64, 1024:
                    scores = sqrt(d) * z           # as products of d random numbers are
                    softmax(scores), softmax(scores / sqrt(d))
                """,
                List.of(
                        new Input("z", "", "k", DoubleMatrix.row(0.6, -0.4, 1.1, -1.2, 0.1, 0.9)),
                        new Input("d", "", DoubleMatrix.column(4, 64, 1024))),
                List.of(),
                ScalingStudy::write);
    }

    private static void write(Worksheet sheet) {
        Quantity z = sheet.input("z");
        Quantity d = sheet.input("d");
        Worksheet.same(d, d.columns().length(), z, z.rows().length(), "lab.reason.columns-rows");
        for (int row = 0; row < d.rows().length(); row++) {
            if (d.value().at(row, 0) <= 0) {
                throw new ProblemException(Problem.LAB_CELL, d.said(), row + 1, 1, Phrase.of("lab.reason.cell-positive"));
            }
        }
        Axis rows = new Axis("d", Arrays.stream(d.value().values()).mapToObj(size -> "d = " + NumberText.of(size)).toList());
        Quantity scores = sheet.define(Name.of("grown-scores", "S"), rows, z.columns(), 2, (row, column) ->
                new Product(new Applied("√", Math::sqrt, d.at(row, 0)), z.at(0, column)));
        Quantity bare = sheet.softmax(Name.of("bare-weights", "softmax S"), scores);
        measures(sheet, "bare-entropy", "bare-gradient", bare);
        Quantity scaled = sheet.define(Name.of("scaled", "S/√d"), rows, z.columns(), 1, (row, column) ->
                new Quotient(scores.at(row, column), new Applied("√", Math::sqrt, d.at(row, 0))));
        Quantity weights = sheet.softmax(Name.of("weights", "A"), scaled);
        measures(sheet, "entropy", "gradient", weights);
    }

    private static void measures(Worksheet sheet, String entropy, String gradient, Quantity weights) {
        int keys = weights.columns().length();
        sheet.define(Name.of(entropy, "H"), weights.rows(), Axis.plain(1), keys, (row, _) ->
                Worksheet.sum(keys, key -> new Applied("−a·ln a", a -> a == 0 ? 0 : -a * Math.log(a), weights.at(row, key))));
        sheet.define(Name.of(gradient, "∇"), weights.rows(), Axis.plain(1), keys, (row, _) ->
                new Sum(IntStream.range(0, keys)
                        .<Expression>mapToObj(key -> new Product(
                                weights.at(row, key), new Difference(new Constant(1), weights.at(row, key))))
                        .toList()));
    }
}

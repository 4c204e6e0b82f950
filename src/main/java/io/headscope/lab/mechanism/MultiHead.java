package io.headscope.lab.mechanism;

import io.headscope.lab.Axis;
import io.headscope.lab.DoubleMatrix;
import io.headscope.lab.Expression.Constant;
import io.headscope.lab.Expression.Difference;
import io.headscope.lab.Expression.Product;
import io.headscope.lab.Mechanism;
import io.headscope.lab.Mechanism.Input;
import io.headscope.lab.Mechanism.Source;
import io.headscope.lab.Parameter;
import io.headscope.lab.Quantity;
import io.headscope.lab.Quantity.Name;
import io.headscope.lab.Worksheet;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import java.util.ArrayList;
import java.util.List;

/// Several heads beside each other, each with keys and values of its own or shared with others.
final class MultiHead {

    private static final Name HEAD = Name.of("head", "head");

    private static final DoubleMatrix X = DoubleMatrix.of(new double[] {1, 0}, new double[] {0, 2}, new double[] {1, 1});
    private static final DoubleMatrix WIDE = DoubleMatrix.of(new double[] {1, 0, 0, 1}, new double[] {0, 1, 1, 0});
    private static final DoubleMatrix WIDE_KEYS = DoubleMatrix.of(new double[] {1, 0, 1, 1}, new double[] {0, 1, -1, 1});
    private static final DoubleMatrix WIDE_VALUES = DoubleMatrix.of(new double[] {1, 0, 0, 2}, new double[] {0, 1, 1, 0});
    private static final DoubleMatrix BACK = DoubleMatrix.of(
            new double[] {1, 0}, new double[] {0, 1}, new double[] {0.5, 0}, new double[] {0, -1});

    private static final String HEADS = "\\term{head}{\\mathrm{head}_i = \\term{weights}{\\mathrm{softmax}}\\left(\\term{scaled}{"
            + "\\frac{\\term{scores}{%s}}{\\sqrt{d_k}}}\\right)\\term{weighted}{%s}}";

    private MultiHead() {}

    static Mechanism multiHead() {
        return new Mechanism(
                "multi-head",
                ScaledDotProduct.SOURCE,
                settings -> (settings.way("combine").equals("sum")
                                ? "\\term{sum}{\\mathrm{Sum} = \\sum_i \\mathrm{head}_i} \\ne "
                                : "")
                        + "\\mathrm{MultiHead}(X) = \\term{projected}{\\term{concatenated}{\\mathrm{Concat}(\\mathrm{head}_1, \\ldots,"
                        + " \\mathrm{head}_h)}\\, W^O}, \\quad "
                        + HEADS.formatted("XW_i^Q (XW_i^K)^\\top", "XW_i^V"),
                """
                Q, K, V = (split(X @ W, heads) for W in (WQ, WK, WV))   # (h, T, d_k)
                heads   = [softmax(q @ k.T / sqrt(d_k)) @ v for q, k, v in zip(Q, K, V)]
                output  = np.concatenate(heads, axis=-1) @ WO           # (T, h d_v) x (h d_v, d)
                """,
                inputs(WIDE_KEYS, WIDE_VALUES),
                List.of(new Parameter.Whole("heads", 2, 1, 8), new Parameter.Choice("combine", List.of("concatenate", "sum"))),
                sheet -> {
                    int heads = sheet.settings().whole("heads");
                    List<Quantity> all = heads(sheet, heads, heads);
                    if (sheet.settings().way("combine").equals("sum")) {
                        summed(sheet, all);
                    } else {
                        projected(sheet, all);
                    }
                });
    }

    static Mechanism grouped() {
        return shared(
                "grouped-query",
                new Source(
                        "Ainslie et al.", 2023, "GQA: Training Generalized Multi-Query Transformer Models from Multi-Head Checkpoints",
                        "https://arxiv.org/abs/2305.13245"),
                "XW_i^Q (XW_{g(i)}^K)^\\top", "XW_{g(i)}^V", ",\\quad g(i) = \\lceil i\\,G / h \\rceil",
                List.of(new Parameter.Whole("heads", 4, 1, 8), new Parameter.Whole("groups", 2, 1, 8)),
                DoubleMatrix.of(new double[] {1, 0}, new double[] {0, 1}),
                DoubleMatrix.of(new double[] {1, 1}, new double[] {-1, 1}));
    }

    static Mechanism multiQuery() {
        return shared(
                "multi-query",
                new Source(
                        "Shazeer", 2019, "Fast Transformer Decoding: One Write-Head is All You Need",
                        "https://arxiv.org/abs/1911.02150"),
                "XW_i^Q (XW^K)^\\top", "XW^V", "",
                List.of(new Parameter.Whole("heads", 2, 1, 8)),
                DoubleMatrix.of(new double[] {1, 0}, new double[] {0, 1}),
                DoubleMatrix.of(new double[] {1, 1}, new double[] {-1, 1}));
    }

    private static Mechanism shared(
            String id, Source source, String scores, String values, String grouping, List<Parameter> parameters,
            DoubleMatrix keys, DoubleMatrix valueMatrix) {
        return new Mechanism(
                id,
                source,
                _ -> "O = \\term{projected}{\\term{concatenated}{\\mathrm{Concat}(\\mathrm{head}_1, \\ldots, \\mathrm{head}_h)}\\,"
                        + " W^O},\\quad " + HEADS.formatted(scores, values) + grouping,
                """
                Q    = split(X @ WQ, heads)                     # (h, T, d_k)
                K, V = split(X @ WK, groups), split(X @ WV, groups)
                K, V = repeat(K, heads // groups), repeat(V, heads // groups)
                heads   = [softmax(q @ k.T / sqrt(d_k)) @ v for q, k, v in zip(Q, K, V)]
                output  = np.concatenate(heads, axis=-1) @ WO
                """.replace("groups", id.equals("multi-query") ? "1" : "groups"),
                inputs(keys, valueMatrix),
                parameters,
                sheet -> {
                    int heads = sheet.settings().whole("heads");
                    int groups = id.equals("multi-query") ? 1 : sheet.settings().whole("groups");
                    if (heads % groups != 0) {
                        throw new ProblemException(Problem.LAB_GROUPS, heads, groups);
                    }
                    projected(sheet, heads(sheet, heads, groups));
                });
    }

    private static List<Input> inputs(DoubleMatrix keys, DoubleMatrix values) {
        return List.of(
                new Input("X", "x", X),
                new Input("W^Q", "", WIDE),
                new Input("W^K", "", keys),
                new Input("W^V", "", values),
                new Input("W^O", "", BACK));
    }

    /// Every head's output.
    ///
    /// @param groups how many heads' worth of keys and values there are
    private static List<Quantity> heads(Worksheet sheet, int heads, int groups) {
        Quantity x = sheet.input("X");
        Quantity queries = sheet.product(Name.of("queries", "Q"), x, sheet.input("W^Q"));
        Quantity keys = sheet.product(Name.of("keys", "K"), x, sheet.input("W^K"));
        Quantity values = sheet.product(Name.of("values", "V"), x, sheet.input("W^V"));
        int size = Worksheet.part(queries, heads);
        int keySize = Worksheet.part(keys, groups);
        int valueSize = Worksheet.part(values, groups);
        List<Quantity> all = new ArrayList<>();
        for (int head = 0; head < heads; head++) {
            int group = head * groups / heads;
            Name name = HEAD.ofHead(head + 1);
            Quantity q = sheet.columns(Name.of("head-queries", "Q").ofHead(head + 1), queries, head * size, size);
            Quantity k = sheet.columns(Name.of("head-keys", "K").ofHead(head + 1), keys, group * keySize, keySize);
            Quantity v = sheet.columns(Name.of("head-values", "V").ofHead(head + 1), values, group * valueSize, valueSize);
            all.add(Attending.attend(sheet, Attending.scaledScores(sheet, q, k, name), null, v, name));
        }
        return all;
    }

    private static Quantity projected(Worksheet sheet, List<Quantity> heads) {
        Quantity beside = sheet.concatenated(Name.of("concatenated", "C"), heads);
        return sheet.product(Name.of("projected", "O"), beside, sheet.input("W^O"));
    }

    /// The heads added up, which is a projection too: by identities on top of each other, which no training can change.
    private static void summed(Worksheet sheet, List<Quantity> heads) {
        Quantity beside = sheet.concatenated(Name.of("concatenated", "C"), heads);
        Quantity right = sheet.product(Name.of("projected", "O"), beside, sheet.input("W^O"));
        Quantity sum = sheet.sum(Name.of("sum", "Σ"), heads);
        int size = heads.getFirst().columns().length();
        Axis rows = Axis.plain(beside.columns().length());
        Quantity identities = sheet.define(Name.of("identities", "I…I"), rows, Axis.plain(size), 1, (row, column) ->
                new Constant(row % size == column ? 1 : 0));
        int terms = rows.length();
        sheet.define(Name.of("sum-as-projection", "C·I…I"), sum.rows(), sum.columns(), terms, (row, column) ->
                Worksheet.sum(terms, i -> new Product(beside.at(row, i), identities.at(i, column))));
        if (right.value().shape().equals(sum.value().shape())) {
            sheet.define(Name.of("difference", "O − Σ"), sum.rows(), sum.columns(), 2, (row, column) ->
                    new Difference(right.at(row, column), sum.at(row, column)));
        }
    }
}

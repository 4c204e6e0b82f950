package io.headscope.lab.mechanism;

import io.headscope.lab.DoubleMatrix;
import io.headscope.lab.Expression.Applied;
import io.headscope.lab.Expression.Constant;
import io.headscope.lab.Expression.Product;
import io.headscope.lab.Expression.Quotient;
import io.headscope.lab.Expression.Sum;
import io.headscope.lab.HeadRules;
import io.headscope.lab.Mechanism;
import io.headscope.lab.Mechanism.Input;
import io.headscope.lab.Parameter;
import io.headscope.lab.Quantity;
import io.headscope.lab.Quantity.Name;
import io.headscope.lab.Settings;
import io.headscope.lab.TakenHead;
import io.headscope.lab.Worksheet;
import io.headscope.lab.Worksheet.Visibility;
import java.util.ArrayList;
import java.util.List;

/// The attention of one head of a model, with all that the model does in it: its own scale, soft cap, bias and mask.
final class TakenAttention {

    /// Its mask, as it is or taken away.
    private static final Parameter.Choice MASK = new Parameter.Choice("own-mask", List.of("model", "none"));

    private TakenAttention() {}

    static Mechanism of(TakenHead head) {
        HeadRules rules = head.rules();
        List<Input> inputs = new ArrayList<>(List.of(
                new Input("Q", "q", head.q()), new Input("K", "k", head.k()), new Input("V", "k", head.v())));
        DoubleMatrix sums = rules.sums();
        if (sums != null) {
            inputs.add(new Input("w", "", sums));
        }
        DoubleMatrix bias = rules.bias();
        if (bias != null) {
            inputs.add(new Input("B", "q", "k", bias));
        }
        return new Mechanism(
                "taken",
                ScaledDotProduct.SOURCE,
                settings -> formula(head, settings),
                code(head),
                inputs,
                rules.hidden().isEmpty() ? List.of() : List.of(MASK),
                sheet -> write(sheet, head));
    }

    private static void write(Worksheet sheet, TakenHead head) {
        HeadRules rules = head.rules();
        Quantity scores = scores(sheet, rules);
        Quantity capped = capped(sheet, scaled(sheet, head, scores), rules.softCap());
        Quantity biased = rules.bias() == null ? capped : sheet.sum(Name.of("biased", "S+B"), capped, sheet.input("B"));
        Visibility mask = (query, key) -> rules.hidden().get(new HeadRules.Pair(query, key));
        boolean masks = isMasked(rules, sheet.settings());
        Attending.attend(sheet, biased, masks ? mask : null, sheet.input("V"), Attending.OUTPUT);
    }

    private static Quantity scores(Worksheet sheet, HeadRules rules) {
        Quantity queries = sheet.input("Q");
        Quantity keys = sheet.input("K");
        if (rules.sums() == null) {
            return sheet.productTurned(Attending.SCORES, queries, keys);
        }
        Quantity weights = sheet.input("w");
        int size = Worksheet.same(queries, queries.columns().length(), keys, keys.columns().length(), "lab.reason.columns-columns");
        Worksheet.same(keys, size, weights, weights.columns().length(), "lab.reason.columns-columns");
        return sheet.define(Attending.SCORES, queries.rows(), keys.rows(), size, (query, key) -> Worksheet.sum(size, i -> new Product(
                weights.at(0, i), new Applied("tanh", Math::tanh, new Sum(queries.at(query, i), keys.at(key, i))))));
    }

    private static boolean isMasked(HeadRules rules, Settings settings) {
        return !rules.hidden().isEmpty() && settings.way(MASK.id()).equals("model");
    }

    private static Quantity scaled(Worksheet sheet, TakenHead head, Quantity scores) {
        double scale = head.rules().scale();
        int size = sheet.input("K").columns().length();
        if (head.rules().isUsualScale(size)) {
            return sheet.divided(Attending.SCALED, scores, Math.sqrt(size), "√" + size);
        }
        return scale == 1 ? scores : sheet.scaled(Name.of("scaled", "f·S"), scores, scale);
    }

    private static Quantity capped(Worksheet sheet, Quantity scaled, double cap) {
        if (Double.isInfinite(cap)) {
            return scaled;
        }
        Constant limit = new Constant(cap);
        return sheet.define(Name.of("capped", "C"), scaled.rows(), scaled.columns(), 1, (row, column) ->
                new Product(limit, new Applied("tanh", Math::tanh, new Quotient(scaled.at(row, column), limit))));
    }

    private static String formula(TakenHead head, Settings settings) {
        HeadRules rules = head.rules();
        String scores = rules.sums() == null ? "\\term{scores}{QK^\\top}" : "\\term{scores}{w^\\top \\tanh(q + k)}";
        if (rules.isUsualScale(head.k().columns())) {
            scores = "\\term{scaled}{\\frac{" + scores + "}{\\sqrt{d_k}}}";
        } else if (rules.scale() != 1) {
            scores = "\\term{scaled}{f \\cdot " + scores + "}";
        }
        if (!Double.isInfinite(rules.softCap())) {
            scores = "\\term{capped}{c \\tanh\\frac{" + scores + "}{c}}";
        }
        if (rules.bias() != null) {
            scores = "\\term{biased}{" + scores + " + B}";
        }
        if (isMasked(rules, settings)) {
            scores = "\\term{masked}{\\mathrm{mask}}\\left(" + scores + "\\right)";
        }
        return "\\term{output}{O = \\term{weights}{\\mathrm{softmax}}\\left(" + scores + "\\right)\\term{weighted}{V}}";
    }

    private static String code(TakenHead head) {
        HeadRules rules = head.rules();
        StringBuilder code = new StringBuilder();
        boolean usual = rules.isUsualScale(head.k().columns());
        code.append(rules.sums() == null ? "scores  = Q @ K.T" : "scores  = tanh(Q[:, None] + K[None]) @ w").append(usual ? " / sqrt(d_k)" : rules.scale() == 1 ? "" : " * " + (float) rules.scale()).append('\n');
        if (!Double.isInfinite(rules.softCap())) {
            code.append("scores  = c * tanh(scores / c)         # c = ").append((float) rules.softCap()).append('\n');
        }
        if (rules.bias() != null) {
            code.append("scores  = scores + B\n");
        }
        if (!rules.hidden().isEmpty()) {
            code.append("scores  = where(visible, scores, -inf)\n");
        }
        return code + "weights = softmax(scores, axis=-1)\noutput  = weights @ V\n";
    }
}

package io.headscope.engine.onnx.sites;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the scores of a distribution were made of, traced back through scaling, masks, biases, casts and moved axes to
/// the products behind them.
///
/// @param isProduct       whether any product was found: what is added up without one tells nothing of its keys
/// @param keysAreComputed whether the keys come from the input, and not from the weights as the classes of a classifier do
/// @param query           the queries, where the scores are a product of queries and keys
/// @param key             the keys, likewise
/// @param products        how many such products were added up
record Scores(boolean isProduct, boolean keysAreComputed, @Nullable Operand query, @Nullable Operand key, int products) {

    private static final int FARTHEST = 400;

    private record Way(Tensor tensor, int axis) {}

    /// @param axis the axis of `scores` that runs along the keys
    static Scores of(Tensor scores, int axis) {
        Deque<Way> ways = new ArrayDeque<>();
        Set<Way> seen = new HashSet<>();
        ways.add(new Way(scores, axis));
        boolean anyProduct = false;
        boolean computed = false;
        Operand query = null;
        Operand key = null;
        int products = 0;
        while (!ways.isEmpty() && seen.size() < FARTHEST) {
            Way at = ways.remove();
            Node node = at.tensor.producer;
            if (node == null || at.axis == Axes.NONE || !seen.add(at)) {
                continue;
            }
            Pair pair = isStack(node, at.axis) ? ofStack(node) : pair(node, at);
            if (pair != null) {
                anyProduct = true;
                computed |= pair.computed;
                if (pair.query != null && pair.key != null && pair.computed && !isTable(pair)) {
                    products++;
                    query = query == null ? plain(pair.query) : query;
                    key = key == null ? plain(pair.key) : key;
                }
            } else {
                back(node, at, ways);
            }
        }
        return new Scores(anyProduct, computed, query, key, products);
    }

    /// Scores against a table of positions are no scores of queries and keys.
    private static boolean isTable(Pair pair) {
        return pair.key == null || pair.key.tensor().isConstant();
    }

    /// What a product says of queries and keys.
    ///
    /// @param computed whether what the keys' axis belongs to is computed from the input
    private record Pair(boolean computed, @Nullable Operand query, @Nullable Operand key) {}

    /// Scores that were worked out one by one and put side by side.
    private static boolean isStack(Node node, int axis) {
        Tensor result = node.result();
        return node.op().equals("Concat")
                && result != null
                && Axes.of(node.whole("axis", 0), result.rank()) == axis
                && node.inputs().size() > 1
                && node.inputs().stream().allMatch(input -> input != null && axis < input.rank() && input.length(axis) == 1);
    }

    /// Scores of positions are all made with the same weights; classes, experts and branches have weights of their own.
    private static Pair ofStack(Node stack) {
        Set<@Nullable Tensor> weights = new HashSet<>();
        stack.inputs().forEach(input -> weights.add(input == null ? null : nearestWeights(input)));
        return new Pair(weights.size() == 1 && !weights.contains(null), null, null);
    }

    /// The weights that the last product before `scores` was with.
    private static @Nullable Tensor nearestWeights(Tensor scores) {
        Deque<Tensor> ways = new ArrayDeque<>(java.util.List.of(scores));
        Set<Tensor> seen = new HashSet<>();
        while (!ways.isEmpty() && seen.size() < FARTHEST) {
            Node producer = ways.remove().producer;
            Contraction product = producer == null ? null : Contraction.of(producer);
            if (product != null && product.rows().isConstant() != product.columns().isConstant()) {
                return product.rows().isConstant() ? product.rows() : product.columns();
            }
            if (producer != null) {
                producer.inputs().stream()
                        .filter(input -> input != null && !input.isConstant() && seen.add(input))
                        .forEach(ways::add);
            }
        }
        return null;
    }

    private static @Nullable Pair pair(Node node, Way at) {
        if (node.op().equals("Einsum")) {
            return ofEquation(node, at);
        }
        if (node.op().endsWith("Conv")) {
            Tensor x = node.input(0);
            return new Pair(at.axis != 1 && x != null && !x.isConstant(), null, null);
        }
        Contraction product = Contraction.of(node);
        if (product == null) {
            return null;
        }
        int last = at.tensor.rank() - 1;
        if (at.axis == last && product.columns().rank() > 1) {
            return pair(
                    new Operand(product.rows(), product.rowAxis(), product.rowSum()),
                    new Operand(product.columns(), product.columnAxis(), product.columnSum()));
        }
        if (at.axis == last - 1 && product.rows().rank() > 1 && at.tensor.length(last) != 1) {
            return pair(
                    new Operand(product.columns(), product.columnAxis(), product.columnSum()),
                    new Operand(product.rows(), product.rowAxis(), product.rowSum()));
        }
        // Additive: what is summed over has both, the queries and the keys, in one tensor.
        return new Pair(!product.rows().isConstant(), null, null);
    }

    private static Pair pair(Operand query, Operand key) {
        boolean matrix = key.positions() != Axes.NONE && key.size() != Axes.NONE && query.size() != Axes.NONE;
        return new Pair(!key.tensor().isConstant(), matrix ? query : null, matrix ? key : null);
    }

    private static @Nullable Pair ofEquation(Node node, Way at) {
        Equation equation = Equation.of(node);
        if (equation == null || equation.operands().size() != 2 || at.axis >= equation.result().length()) {
            return null;
        }
        char letter = equation.result().charAt(at.axis);
        int keyAt = equation.operands().get(0).indexOf(letter) >= 0 ? 0 : 1;
        String keyWord = equation.operands().get(keyAt);
        String queryWord = equation.operands().get(1 - keyAt);
        Tensor key = node.input(keyAt);
        Tensor query = node.input(1 - keyAt);
        if (key == null || query == null || keyWord.indexOf(letter) < 0) {
            return null;
        }
        int sum = -1;
        int positions = Axes.NONE;
        for (char other : queryWord.toCharArray()) {
            sum = equation.result().indexOf(other) < 0 && keyWord.indexOf(other) >= 0 ? other : sum;
            positions = equation.result().indexOf(other) >= 0 && keyWord.indexOf(other) < 0 ? queryWord.indexOf(other) : positions;
        }
        if (sum < 0 || queryWord.indexOf(letter) >= 0) {
            return new Pair(!key.isConstant(), null, null);
        }
        return pair(
                new Operand(query, positions, queryWord.indexOf(sum)), new Operand(key, keyWord.indexOf(letter), keyWord.indexOf(sum)));
    }

    /// As plain numbers, where the product takes small whole ones.
    private static Operand plain(Operand operand) {
        Node producer = operand.tensor().producer;
        boolean quantized = producer != null
                && (producer.op().equals("DynamicQuantizeLinear") || producer.op().equals("QuantizeLinear"))
                && producer.input(0) != null;
        return quantized
                ? new Operand(java.util.Objects.requireNonNull(java.util.Objects.requireNonNull(producer).input(0)), operand.positions(), operand.size())
                : operand;
    }

    private static void back(Node node, Way at, Deque<Way> ways) {
        Tensor x = node.input(0);
        Tensor result = node.result();
        if (x == null || result == null || at.tensor != result) {
            return;
        }
        switch (node.op()) {
            case "Add", "Sub", "Mul", "Div", "Min", "Max", "Sum" -> node.inputs().forEach(input -> align(input, at, ways));
            case "Where" -> {
                align(node.input(1), at, ways);
                align(node.input(2), at, ways);
            }
            case "Transpose" -> ways.add(new Way(x, AxisRoots.order(node, x.rank())[at.axis]));
            case "Reshape" -> ways.add(new Way(x, Axes.reshaped(at.axis, result.shape, x.shape)));
            case "Unsqueeze", "Squeeze" -> ways.add(new Way(x, AxisRoots.Units.before(node, x, result, at.axis)));
            case "Cast", "Identity", "Dropout", "Clip", "Tanh", "Neg", "Relu", "LeakyRelu", "Sqrt", "Abs", "Pow", "Expand", "Slice",
                    "Pad", "GatherElements", "DequantizeLinear", "QuantizeLinear", "BiasSoftmax", "Sigmoid", "Softplus", "Elu" ->
                    ways.add(new Way(x, at.axis));
            case "ReduceSum", "ReduceMean" -> ways.add(new Way(x, x.rank() == result.rank() ? at.axis : keptAxis(node, x, at.axis)));
            case "Concat" -> node.inputs().forEach(input -> {
                if (input != null) {
                    ways.add(new Way(input, at.axis));
                }
            });
            default -> {}
        }
    }

    private static int keptAxis(Node node, Tensor x, int axis) {
        long[] axes = node.wholes("axes", 1);
        if (axes == null || axes.length != 1) {
            return Axes.NONE;
        }
        return axis < Axes.of(axes[0], x.rank()) ? axis : axis + 1;
    }

    private static void align(@Nullable Tensor input, Way at, Deque<Way> ways) {
        if (input != null && input.rank() > 0) {
            int axis = Axes.aligned(at.axis, at.tensor.rank(), input.rank());
            if (axis != Axes.NONE && input.length(axis) != 1) {
                ways.add(new Way(input, axis));
            }
        }
    }
}

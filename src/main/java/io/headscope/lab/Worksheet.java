package io.headscope.lab;

import io.headscope.lab.Expression.Applied;
import io.headscope.lab.Expression.Constant;
import io.headscope.lab.Expression.Product;
import io.headscope.lab.Expression.Quotient;
import io.headscope.lab.Expression.Ruled;
import io.headscope.lab.Expression.Share;
import io.headscope.lab.Expression.Sum;
import io.headscope.lab.Quantity.Name;
import io.headscope.message.Phrase;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Where a mechanism is worked out, quantity by quantity, in the field's own terms. Each line says at once what a number
/// is, which numbers it came from and how its sum reads.
///
/// Methods throw [ProblemException] where shapes do not fit, with both shapes and the reason.
public final class Worksheet {

    private final List<Mechanism.Input> slots;
    private final Map<String, DoubleMatrix> inputs;
    private final Settings settings;
    private final Labels labels;
    private final List<Quantity> quantities = new ArrayList<>();

    /// @param inputs by name
    Worksheet(List<Mechanism.Input> slots, Map<String, DoubleMatrix> inputs, Settings settings, Labels labels) {
        this.slots = slots;
        this.inputs = inputs;
        this.settings = settings;
        this.labels = labels;
    }

    /// All that has been written, in order.
    List<Quantity> quantities() {
        return List.copyOf(quantities);
    }

    public Settings settings() {
        return settings;
    }

    /// What was put in under a name, the same however often it is asked for.
    public Quantity input(String name) {
        return quantities.stream()
                .filter(quantity -> quantity.isInput() && quantity.name().key().equals(name))
                .findFirst()
                .orElseGet(() -> given(name));
    }

    private Quantity given(String name) {
        Mechanism.Input slot = slots.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
        DoubleMatrix value = Objects.requireNonNull(inputs.get(name), name);
        return add(new Quantity(
                Name.of(name, name),
                labels.axis(slot.rows(), value.rows()),
                labels.axis(slot.columns(), value.columns()),
                null,
                (_, _) -> null,
                value,
                1));
    }

    public Axis axis(String kind, int length) {
        return labels.axis(kind, length);
    }

    /// Any quantity at all.
    ///
    /// @param terms how many numbers each cell is made of
    public Quantity define(Name name, Axis rows, Axis columns, int terms, Quantity.Rule rule) {
        return define(name, rows, columns, terms, rule, (_, _) -> null);
    }

    public Quantity define(Name name, Axis rows, Axis columns, int terms, Quantity.Rule rule, Quantity.Remark remark) {
        DoubleMatrix value =
                DoubleMatrix.filled(rows.length(), columns.length(), (row, column) -> rule.at(row, column).value());
        for (double number : value.values()) {
            if (Double.isNaN(number) || number == Double.POSITIVE_INFINITY) {
                throw new ProblemException(Problem.LAB_TOO_LARGE_TO_COUNT, Phrase.of("lab.quantity." + name.key()));
            }
        }
        return add(new Quantity(name, rows, columns, rule, remark, value, terms));
    }

    private Quantity add(Quantity quantity) {
        quantities.add(quantity);
        return quantity;
    }

    /// a b.
    public Quantity product(Name name, Quantity a, Quantity b) {
        int terms = same(a, a.columns().length(), b, b.rows().length(), "lab.reason.columns-rows");
        return define(name, a.rows(), b.columns(), terms, (row, column) ->
                sum(terms, i -> new Product(a.at(row, i), b.at(i, column))));
    }

    /// a bᵀ: every row of a with every row of b.
    public Quantity productTurned(Name name, Quantity a, Quantity b) {
        int terms = same(a, a.columns().length(), b, b.columns().length(), "lab.reason.columns-columns");
        return define(name, a.rows(), b.rows(), terms, (row, column) ->
                sum(terms, i -> new Product(a.at(row, i), b.at(column, i))));
    }

    /// aᵀ b.
    public Quantity turnedProduct(Name name, Quantity a, Quantity b) {
        int terms = same(a, a.rows().length(), b, b.rows().length(), "lab.reason.rows-rows");
        return define(name, a.columns(), b.columns(), terms, (row, column) ->
                sum(terms, i -> new Product(a.at(i, row), b.at(i, column))));
    }

    /// a + b, number by number.
    public Quantity sum(Name name, Quantity a, Quantity b) {
        same(a, a.rows().length(), b, b.rows().length(), "lab.reason.same-shape");
        same(a, a.columns().length(), b, b.columns().length(), "lab.reason.same-shape");
        return define(name, a.rows(), a.columns(), 2, (row, column) -> new Sum(a.at(row, column), b.at(row, column)));
    }

    /// All of one shape, added number by number.
    public Quantity sum(Name name, List<Quantity> all) {
        Quantity first = all.getFirst();
        return define(name, first.rows(), first.columns(), all.size(), (row, column) ->
                sum(all.size(), i -> all.get(i).at(row, column)));
    }

    public Quantity scaled(Name name, Quantity a, double factor) {
        Constant constant = new Constant(factor);
        return define(name, a.rows(), a.columns(), 1, (row, column) -> new Product(a.at(row, column), constant));
    }

    /// @param below how the divisor is written: `√4`
    public Quantity divided(Name name, Quantity a, double divisor, String below) {
        Constant constant = new Constant(divisor, below);
        return define(name, a.rows(), a.columns(), 1, (row, column) -> new Quotient(a.at(row, column), constant));
    }

    /// A function of each number.
    public Quantity applied(Name name, String function, DoubleUnaryOperator of, Quantity a) {
        return define(name, a.rows(), a.columns(), 1, (row, column) -> new Applied(function, of, a.at(row, column)));
    }

    /// Puts −∞ where a key may not be seen.
    public Quantity masked(Name name, Quantity scores, Visibility visibility) {
        return define(
                name,
                scores.rows(),
                scores.columns(),
                1,
                (row, column) -> visibility.hidden(row, column) == null
                        ? scores.at(row, column)
                        : new Ruled(Double.NEGATIVE_INFINITY, "−∞", List.of(scores.at(row, column))),
                visibility::hidden);
    }

    /// Shares each row out: e to the power of each number over the sum of all of its row. A row of nothing but −∞ is 0.
    public Quantity softmax(Name name, Quantity scores) {
        int keys = scores.columns().length();
        return define(
                name,
                scores.rows(),
                scores.columns(),
                keys,
                (row, column) -> new Share(scores.at(row, column), row(scores, row)),
                (row, _) -> isHidden(scores, row) ? Phrase.of("lab.remark.nothing-visible") : null);
    }

    /// Each value by its weight, before they are added: one row for each query and key.      [queries · keys, value size]
    public Quantity weighted(Name name, Quantity weights, Quantity values) {
        int keys = same(weights, weights.columns().length(), values, values.rows().length(), "lab.reason.weight-value");
        return define(name, weights.rows().pairedWith(weights.columns()), values.columns(), 2, (pair, column) ->
                new Product(weights.at(pair / keys, pair % keys), values.at(pair % keys, column)));
    }

    /// Adds what [#weighted] left apart: the rows of each query.                             [queries, value size]
    public Quantity gathered(Name name, Quantity weights, Quantity weighted) {
        int keys = weights.columns().length();
        return define(name, weights.rows(), weighted.columns(), keys, (row, column) ->
                sum(keys, key -> weighted.at(row * keys + key, column)));
    }

    /// Some columns, as the head that they belong to.
    public Quantity columns(Name name, Quantity a, int from, int length) {
        Axis axis = new Axis(a.columns().kind(), a.columns().labels().subList(from, from + length));
        return define(name, a.rows(), axis, 1, (row, column) -> a.at(row, from + column));
    }

    /// All beside each other.
    public Quantity concatenated(Name name, List<Quantity> all) {
        Quantity first = all.getFirst();
        Axis columns = all.stream().map(Quantity::columns).reduce(Axis::followedBy).orElseThrow();
        int width = first.columns().length();
        return define(name, first.rows(), columns, 1, (row, column) -> all.get(column / width).at(row, column % width));
    }

    /// The same numbers, row after row, in another shape.
    public Quantity reshaped(Name name, Quantity a, int rows, int columns) {
        int width = a.columns().length();
        return define(name, Axis.plain(rows), Axis.plain(columns), 1, (row, column) -> {
            int at = row * columns + column;
            return a.at(at / width, at % width);
        });
    }

    /// All numbers of one row.
    public static List<Expression> row(Quantity a, int row) {
        return IntStream.range(0, a.columns().length()).<Expression>mapToObj(i -> a.at(row, i)).toList();
    }

    /// All numbers of one column.
    public static List<Expression> column(Quantity a, int column) {
        return IntStream.range(0, a.rows().length()).<Expression>mapToObj(i -> a.at(i, column)).toList();
    }

    public static Sum sum(int terms, IntFunction<Expression> term) {
        return new Sum(IntStream.range(0, terms).mapToObj(term).toList());
    }

    private static boolean isHidden(Quantity scores, int row) {
        return row(scores, row).stream().allMatch(score -> score.value() == Double.NEGATIVE_INFINITY);
    }

    /// The length that two quantities share.
    ///
    /// @param why the key of the reason why they must
    public static int same(Quantity a, int length, Quantity b, int other, String why) {
        if (length != other) {
            throw new ProblemException(
                    Problem.LAB_SHAPES, a.said(), a.value().shape(), b.said(), b.value().shape(), Phrase.of(why, length, other));
        }
        return length;
    }

    /// The length of each of several equal parts of a quantity's columns.
    public static int part(Quantity a, int parts) {
        if (a.columns().length() % parts != 0) {
            throw new ProblemException(Problem.LAB_PARTS, a.said(), a.value().shape(), a.columns().length(), parts);
        }
        return a.columns().length() / parts;
    }

    /// Which keys a query may see.
    @FunctionalInterface
    public interface Visibility {

        Visibility ALL = (_, _) -> null;

        /// @return why key `key` is hidden from query `query`, nothing where it is not
        @Nullable Phrase hidden(int query, int key);
    }
}

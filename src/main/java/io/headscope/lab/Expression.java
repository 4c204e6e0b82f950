package io.headscope.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/// How one number comes about: its value, the cells it came from and the sum written out are all read from this.
public sealed interface Expression {

    double value();

    /// What it is made of, first to last.
    List<Expression> parts();

    /// Written out, with numbers in place of names: `1·4 + 2·5`.
    String text();

    /// How tightly the text holds together: what stands in something tighter needs brackets.
    default Binding binding() {
        return Binding.TIGHT;
    }

    /// From loose to tight.
    enum Binding {
        SUM,
        PRODUCT,
        TIGHT
    }

    /// All cells it was made of, in the order in which they are read, each once.
    default List<Cell> cells() {
        List<Cell> cells = new ArrayList<>();
        collect(this, cells);
        return cells.stream().distinct().toList();
    }

    private static void collect(Expression expression, List<Cell> into) {
        if (expression instanceof Cell cell) {
            into.add(cell);
        }
        expression.parts().forEach(part -> collect(part, into));
    }

    /// A number that stands in another matrix.
    record Cell(Quantity of, int row, int column) implements Expression {
        @Override
        public double value() {
            return of.value().at(row, column);
        }

        @Override
        public List<Expression> parts() {
            return List.of();
        }

        @Override
        public String text() {
            return NumberText.of(value());
        }

        @Override
        public Binding binding() {
            return value() < 0 ? Binding.SUM : Binding.TIGHT;
        }
    }

    /// A number of the formula itself.
    record Constant(double value, String text) implements Expression {
        public Constant(double value) {
            this(value, NumberText.of(value));
        }

        @Override
        public List<Expression> parts() {
            return List.of();
        }

        @Override
        public Binding binding() {
            return value < 0 ? Binding.SUM : Binding.TIGHT;
        }
    }

    record Sum(List<Expression> parts) implements Expression {
        public Sum {
            parts = List.copyOf(parts);
        }

        public Sum(Expression... parts) {
            this(List.of(parts));
        }

        @Override
        public double value() {
            double sum = 0;
            for (Expression part : parts) {
                sum += part.value();
            }
            return sum;
        }

        @Override
        public String text() {
            return parts.isEmpty() ? "0" : Writing.joined(parts, " + ");
        }

        @Override
        public Binding binding() {
            return parts.size() == 1 ? parts.getFirst().binding() : Binding.SUM;
        }
    }

    record Difference(Expression left, Expression right) implements Expression {
        @Override
        public double value() {
            return left.value() - right.value();
        }

        @Override
        public List<Expression> parts() {
            return List.of(left, right);
        }

        @Override
        public String text() {
            return left.text() + " − " + Writing.within(right, Binding.PRODUCT);
        }

        @Override
        public Binding binding() {
            return Binding.SUM;
        }
    }

    record Product(Expression left, Expression right) implements Expression {
        @Override
        public double value() {
            return left.value() * right.value();
        }

        @Override
        public List<Expression> parts() {
            return List.of(left, right);
        }

        @Override
        public String text() {
            return Writing.within(left, Binding.PRODUCT) + "·" + Writing.within(right, Binding.PRODUCT);
        }

        @Override
        public Binding binding() {
            return Binding.PRODUCT;
        }
    }

    record Quotient(Expression above, Expression below) implements Expression {
        @Override
        public double value() {
            return above.value() / below.value();
        }

        @Override
        public List<Expression> parts() {
            return List.of(above, below);
        }

        @Override
        public String text() {
            return Writing.within(above, Binding.PRODUCT) + " / " + Writing.within(below, Binding.TIGHT);
        }

        @Override
        public Binding binding() {
            return Binding.PRODUCT;
        }
    }

    /// A function of one number: `tanh(0.4)`.
    record Applied(String name, DoubleUnaryOperator function, Expression of) implements Expression {
        @Override
        public double value() {
            return function.applyAsDouble(of.value());
        }

        @Override
        public List<Expression> parts() {
            return List.of(of);
        }

        @Override
        public String text() {
            return name + "(" + of.text() + ")";
        }
    }

    /// What softmax gives to one of several numbers: e to its power over the sum of all their powers. Numbers of −∞ are
    /// masked and take no part; where all are, the share is defined as 0, since 0 / 0 would be no number.
    record Share(Expression of, List<Expression> among) implements Expression {
        public Share {
            among = List.copyOf(among);
        }

        @Override
        public double value() {
            double largest = among.stream().mapToDouble(Expression::value).max().orElse(Double.NEGATIVE_INFINITY);
            if (largest == Double.NEGATIVE_INFINITY) {
                return 0;
            }
            // e^(x − max) over the sum of the same: equal, and never too large for a number.
            return Math.exp(of.value() - largest)
                    / among.stream().mapToDouble(other -> Math.exp(other.value() - largest)).sum();
        }

        @Override
        public List<Expression> parts() {
            List<Expression> parts = new ArrayList<>(List.of(of));
            parts.addAll(among);
            return parts;
        }

        @Override
        public String text() {
            List<Expression> powers = among.stream()
                    .filter(other -> other.value() != Double.NEGATIVE_INFINITY)
                    .<Expression>map(Power::new)
                    .toList();
            if (powers.isEmpty() || of.value() == Double.NEGATIVE_INFINITY) {
                return "0";
            }
            return new Quotient(new Power(of), new Sum(powers)).text();
        }
    }

    /// e to the power of a number.
    record Power(Expression of) implements Expression {
        @Override
        public double value() {
            return Math.exp(of.value());
        }

        @Override
        public List<Expression> parts() {
            return List.of(of);
        }

        @Override
        public String text() {
            return "e^" + Writing.within(of, Binding.TIGHT);
        }
    }

    record Largest(List<Expression> parts) implements Expression {
        public Largest {
            parts = List.copyOf(parts);
        }

        @Override
        public double value() {
            return parts.stream().mapToDouble(Expression::value).max().orElse(Double.NEGATIVE_INFINITY);
        }

        @Override
        public String text() {
            return "max(" + Writing.joined(parts, ", ") + ")";
        }
    }

    /// A number that a rule gives rather than a sum, with what the rule looked at.
    record Ruled(double value, String text, List<Expression> parts) implements Expression {
        public Ruled {
            parts = List.copyOf(parts);
        }

        @Override
        public Binding binding() {
            return Binding.SUM;
        }
    }

    /// How texts are put together.
    final class Writing {

        /// Longer sums are cut: the first, and the last.
        private static final int MOST = 8;
        private static final int FIRST = 4;

        private Writing() {}

        static String within(Expression part, Binding binding) {
            return part.binding().compareTo(binding) < 0 ? "(" + part.text() + ")" : part.text();
        }

        static String joined(List<Expression> parts, String sign) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < parts.size(); i++) {
                boolean cut = parts.size() > MOST && i == FIRST;
                i = cut ? parts.size() - 1 : i;
                text.append(i == 0 ? "" : sign).append(cut ? "…" + sign : "");
                text.append(i == 0 ? parts.get(i).text() : within(parts.get(i), Binding.PRODUCT));
            }
            return text.toString();
        }
    }
}

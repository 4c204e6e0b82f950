package io.headscope.lab;

import io.headscope.message.Messages;
import io.headscope.message.Phrase;
import org.jspecify.annotations.Nullable;

/// One matrix of an evaluation: what was put in, or what a step made of the matrices before it. Compared by identity.
public final class Quantity {

    /// What a quantity is called.
    ///
    /// @param key    of its words: `lab.quantity.scores`, `lab.step.scores`; of the term in the formula too
    /// @param symbol what it is called in formulas: `S`
    /// @param head   which head it belongs to, from 1; 0 where there are no heads
    public record Name(String key, String symbol, int head) {

        public static Name of(String key, String symbol) {
            return new Name(key, symbol, 0);
        }

        public Name ofHead(int head) {
            return new Name(key, symbol + " " + head, head);
        }
    }

    /// How each cell comes about.
    @FunctionalInterface
    public interface Rule {
        Expression at(int row, int column);
    }

    /// What is to be said about a cell besides its sum.
    @FunctionalInterface
    public interface Remark {
        @Nullable Phrase at(int row, int column);
    }

    private final Name name;
    private final Axis rows;
    private final Axis columns;
    private final @Nullable Rule rule;
    private final Remark remark;
    private final DoubleMatrix value;
    private final int terms;

    /// @param rule  none for what was put in
    /// @param terms how many numbers each cell is made of, for its sentence
    Quantity(Name name, Axis rows, Axis columns, @Nullable Rule rule, Remark remark, DoubleMatrix value, int terms) {
        this.name = name;
        this.rows = rows;
        this.columns = columns;
        this.rule = rule;
        this.remark = remark;
        this.value = value;
        this.terms = terms;
    }

    public Name name() {
        return name;
    }

    public Axis rows() {
        return rows;
    }

    public Axis columns() {
        return columns;
    }

    public DoubleMatrix value() {
        return value;
    }

    public boolean isInput() {
        return rule == null;
    }

    /// How many numbers each cell is made of.
    public int terms() {
        return terms;
    }

    /// The number in a cell, as part of another.
    public Expression.Cell at(int row, int column) {
        return new Expression.Cell(this, row, column);
    }

    /// How the number in a cell came about; the cell itself where it was put in.
    public Expression origin(int row, int column) {
        return rule == null ? at(row, column) : rule.at(row, column);
    }

    public @Nullable Phrase remark(int row, int column) {
        return remark.at(row, column);
    }

    /// Its name within a sentence.
    public Object said() {
        if (rule == null) {
            return name.symbol();
        }
        Phrase words = Phrase.of("lab.quantity." + name.key());
        return name.head() == 0 ? words : Phrase.of("lab.of-head", words, name.head());
    }

    /// What people call it: a word, or for what was put in its name alone.
    public String title(Messages messages) {
        return said() instanceof Phrase phrase ? phrase.in(messages) : name.symbol();
    }

    /// What its step does.
    public String sentence(Messages messages) {
        return messages.format("lab.step." + name.key(), rows.length(), columns.length(), terms);
    }

    @Override
    public String toString() {
        return name.symbol() + " " + value;
    }
}

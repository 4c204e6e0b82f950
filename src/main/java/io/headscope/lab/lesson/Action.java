package io.headscope.lab.lesson;

import io.headscope.lab.DoubleMatrix;
import io.headscope.lab.Example;
import io.headscope.lab.Mechanism;

/// What a step of a lesson does: one line of its ` ```do ` block each.
public sealed interface Action {

    /// `view NAME`: brings a view to the front.
    record View(String id) implements Action {}

    /// `mechanism NAME`: puts a mechanism on the lab's table.
    record Open(Mechanism mechanism) implements Action {}

    /// `example NAME`: puts a ready-made example there.
    record Show(Example example) implements Action {}

    /// `input NAME 1,2;3,4`: rows behind each other.
    record Input(String name, DoubleMatrix matrix) implements Action {}

    /// `set NAME VALUE`: a setting of the mechanism, a number or one of its ways.
    record Set(String parameter, double value) implements Action {}

    /// `step KEY`, or `step all`.
    ///
    /// @param key of the quantity, nothing for all
    record Step(String key) implements Action {}

    /// `highlight KEY ROW COLUMN`, counted from 1.
    ///
    /// @param quantity its place in the evaluation
    /// @param row      from 0
    /// @param column   from 0
    record Highlight(int quantity, int row, int column) implements Action {}

    /// `model NAME`: opens a model that came along.
    record Model(String name) implements Action {}

    /// `text WORDS`: enters a text.
    record Text(String text) implements Action {}

    /// `head LAYER HEAD`, counted from 0: pins a head.
    record Head(int layer, int head) implements Action {}

    /// `take`: takes the pinned head into the lab.
    record Take() implements Action {}
}

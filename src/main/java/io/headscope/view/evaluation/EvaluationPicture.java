package io.headscope.view.evaluation;

import io.headscope.drawing.Box;
import io.headscope.drawing.Drawing;
import io.headscope.session.EvaluationBench.Cell;
import io.headscope.view.Picture;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The drawing of an evaluation, and where in it the cells of the confusion matrix are.
///
/// @param plot    where the matrix is, if there is one
/// @param classes along each of its sides
record EvaluationPicture(Drawing drawing, @Nullable Box plot, int classes) implements Picture {

    /// The cell at a point of the drawing.
    Optional<Cell> at(double x, double y) {
        Box box = plot;
        return box == null || !box.contains(x, y)
                ? Optional.empty()
                : Optional.of(new Cell((int) ((y - box.y()) / size(box)), (int) ((x - box.x()) / size(box))));
    }

    /// Where a cell is drawn, if there is a matrix that has it.
    Optional<Box> box(Cell cell) {
        Box box = plot;
        return box == null || cell.right() >= classes || cell.given() >= classes
                ? Optional.empty()
                : Optional.of(new Box(
                        box.x() + cell.given() * size(box), box.y() + cell.right() * size(box), size(box), size(box)));
    }

    private double size(Box box) {
        return box.width() / classes;
    }
}

package io.headscope.view.lab;

import io.headscope.drawing.Box;
import io.headscope.drawing.Drawing;
import io.headscope.lab.LabState;
import io.headscope.lab.Quantity;
import io.headscope.session.LabBench.Spot;
import io.headscope.view.Picture;
import java.util.List;
import java.util.Optional;

/// The drawing of the lab's table, and which cell is where in it.
///
/// @param blocks  the matrices that are drawn
/// @param formula above them
record LabPicture(Drawing drawing, LabState state, List<QuantityBlock> blocks, PlacedFormula formula) implements Picture {

    LabPicture {
        blocks = List.copyOf(blocks);
    }

    /// What is at a point of the drawing.
    Optional<Spot> at(double x, double y) {
        return blocks.stream()
                .filter(block -> block.plot().contains(x, y))
                .findFirst()
                .map(block -> new Spot(
                        state.evaluation().quantities().indexOf(block.quantity()),
                        (int) ((y - block.plot().y()) / block.cellHeight()),
                        (int) ((x - block.plot().x()) / block.cellWidth())));
    }

    /// Where a cell is drawn, if its matrix is.
    Optional<Box> box(Quantity quantity, int row, int column) {
        return blocks.stream()
                .filter(block -> block.quantity() == quantity)
                .findFirst()
                .map(block -> block.cell(row, column));
    }

    Quantity quantity(Spot spot) {
        return state.evaluation().quantities().get(spot.quantity());
    }
}

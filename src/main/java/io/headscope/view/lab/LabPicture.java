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
        for (QuantityBlock block : blocks) {
            Optional<Panels.Place> place = block.find(x, y);
            if (place.isPresent()) {
                int quantity = state.evaluation().quantities().indexOf(block.quantity());
                return Optional.of(new Spot(quantity, place.get().row(), place.get().column()));
            }
        }
        return Optional.empty();
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

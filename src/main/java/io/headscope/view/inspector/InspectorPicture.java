package io.headscope.view.inspector;

import io.headscope.attention.HeadAddress;
import io.headscope.drawing.Box;
import io.headscope.drawing.Drawing;
import io.headscope.session.Selection.Cell;
import io.headscope.view.Picture;
import java.util.List;
import java.util.Optional;

/// The drawing of a head in numbers.
///
/// @param places the pairs that can be pointed at, and where they stand
record InspectorPicture(Drawing drawing, Inspection inspection, List<Place> places) implements Picture {

    InspectorPicture {
        places = List.copyOf(places);
    }

    HeadAddress head() {
        return inspection.head();
    }

    /// Where a pair stands.
    record Place(Box box, Cell cell) {}

    /// The pair at a point of the drawing.
    Optional<Cell> at(double x, double y) {
        return places.stream().filter(place -> place.box().contains(x, y)).map(Place::cell).findFirst();
    }
}

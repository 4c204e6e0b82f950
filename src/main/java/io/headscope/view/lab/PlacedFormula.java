package io.headscope.view.lab;

import io.headscope.drawing.Mark;
import io.headscope.drawing.Outline;
import io.headscope.drawing.Role;
import java.awt.geom.AffineTransform;
import java.util.ArrayList;
import java.util.List;

/// A formula where it stands on the lab's table.
///
/// @param tex with terms marked by their keys
record PlacedFormula(String tex, double x, double y, double scale, double height) {

    private static final double SIZE = 21;

    /// As large as it can be in a width.
    static PlacedFormula of(String tex, double x, double y, double room) {
        TypesetFormula set = TypesetFormula.of(tex, "", SIZE);
        double scale = Math.min(1, room / set.width());
        return new PlacedFormula(tex, x, y, scale, set.height() * scale);
    }

    double bottom() {
        return y + height;
    }

    /// @param lit the key of the term to be lit, or nothing
    List<Mark> marks(String lit) {
        AffineTransform place = AffineTransform.getTranslateInstance(x, y);
        place.scale(scale, scale);
        List<Mark> marks = new ArrayList<>();
        for (Mark mark : TypesetFormula.of(tex, lit, SIZE).marks()) {
            if (mark instanceof Mark.Filled(Outline outline, Role role, double opacity)) {
                marks.add(new Mark.Filled(outline.placed(place), role, opacity));
            }
        }
        return marks;
    }

    /// The letters of one term alone, lit.
    List<Mark> term(String key) {
        return marks(key).stream()
                .filter(mark -> mark instanceof Mark.Filled filled && filled.role() == Role.LOCKED)
                .toList();
    }
}

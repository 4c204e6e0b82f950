package io.headscope.view.timeline;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.HeadAddress;
import io.headscope.attention.IndexRange;
import io.headscope.drawing.Box;
import io.headscope.drawing.Drawing;
import io.headscope.view.Picture;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The drawing of a moment, and what is where in it.
///
/// @param moment  what is shown; none where there is nothing to show
/// @param tokens  where each token of the text stands
/// @param panels  of its attention
record TimelinePicture(Drawing drawing, @Nullable Moment moment, List<Box> tokens, List<Panel> panels) implements Picture {

    TimelinePicture {
        tokens = List.copyOf(tokens);
        panels = List.copyOf(panels);
    }

    /// One row of attention of every head: heads across, keys downwards.
    ///
    /// @param keys how many there are; where there is no room, several share a line
    /// @param rows the lines
    record Panel(AttentionSite site, Box box, int keys, int rows) {

        /// The keys of a line.
        IndexRange keysOf(int row) {
            return IndexRange.upTo(keys).cell(row, rows);
        }
    }

    /// A key as one head sees it.
    record Place(HeadAddress head, int key) {}

    /// The token of the text that stands at a point.
    Optional<Integer> tokenAt(double x, double y) {
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.get(i).contains(x, y)) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }

    /// What head and key are drawn at a point.
    Optional<Place> placeAt(double x, double y) {
        for (Panel panel : panels) {
            Box box = panel.box();
            if (box.contains(x, y)) {
                int head = (int) ((x - box.x()) / box.width() * panel.site().heads());
                int row = (int) ((y - box.y()) / box.height() * panel.rows());
                return Optional.of(new Place(panel.site().head(head), panel.keysOf(row).start()));
            }
        }
        return Optional.empty();
    }

    /// Where a head and a key are drawn.
    Optional<Box> boxOf(HeadAddress head, int key) {
        for (Panel panel : panels) {
            if (panel.site().equals(head.site()) && key < panel.keys()) {
                double width = panel.box().width() / panel.site().heads();
                double height = panel.box().height() / panel.rows();
                int row = 0;
                while (panel.keysOf(row).end() <= key) {
                    row++;
                }
                return Optional.of(new Box(
                        panel.box().x() + head.head() * width, panel.box().y() + row * height, width, height));
            }
        }
        return Optional.empty();
    }
}

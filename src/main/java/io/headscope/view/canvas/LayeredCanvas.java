package io.headscope.view.canvas;

import io.headscope.drawing.Box;
import io.headscope.drawing.Drawing;
import io.headscope.drawing.Mark;
import io.headscope.drawing.Palette;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.canvas.Canvas;
import org.jspecify.annotations.Nullable;

/// A drawing and what lies over it, each on a canvas of its own: what the pointer is on changes with every movement, what is
/// beneath stays as it was painted. Nothing is painted that is there already.
final class LayeredCanvas {

    /// A canvas that grows or shrinks by less keeps its memory.
    private static final double STEP = 64;

    private final Canvas ground = new Canvas();
    private final Canvas cover = new Canvas();
    private final CanvasPainter groundPainter = new CanvasPainter(ground.getGraphicsContext2D());
    private final CanvasPainter coverPainter = new CanvasPainter(cover.getGraphicsContext2D());
    private @Nullable Painted onGround;
    private @Nullable Painted onCover;

    /// What a canvas shows.
    private record Painted(Drawing drawing, Palette palette, Box seen, double zoom) {
        boolean isThatOf(@Nullable Painted other) {
            return other != null
                    && drawing == other.drawing
                    && palette == other.palette
                    && seen.equals(other.seen)
                    && zoom == other.zoom;
        }
    }

    LayeredCanvas() {
        cover.setMouseTransparent(true);
        // Their sizes follow from the place they are in, and never the other way round.
        ground.setManaged(false);
        cover.setManaged(false);
    }

    /// The canvases, the lower one first.
    List<Node> nodes() {
        return List.of(ground, cover);
    }

    /// @param overlay in the coordinates of the drawing
    /// @param seen    the part of both that is seen
    /// @param zoom    units of the canvas to one of the drawing
    void paint(Drawing drawing, Drawing overlay, Palette palette, Box seen, double zoom) {
        Painted wanted = new Painted(drawing, palette, seen, zoom);
        if (!wanted.isThatOf(onGround)) {
            ground.setWidth(seen.width() * zoom);
            ground.setHeight(seen.height() * zoom);
            groundPainter.paint(drawing, palette, seen, zoom);
            onGround = wanted;
        }
        cover(overlay, palette, seen, zoom);
    }

    /// No larger than what is on it: all of it is cleared and laid over the drawing whenever it changes.
    private void cover(Drawing overlay, Palette palette, Box seen, double zoom) {
        Painted wanted = new Painted(overlay, palette, seen, zoom);
        if (wanted.isThatOf(onCover)) {
            return;
        }
        onCover = wanted;
        List<Mark> marks = overlay.marks().stream().filter(mark -> mark.bounds().overlaps(seen)).toList();
        cover.setVisible(!marks.isEmpty());
        if (marks.isEmpty()) {
            return;
        }
        Box held = marks.stream().map(Mark::bounds).reduce(Box::with).orElseThrow();
        double left = Math.max(0, Math.floor((held.x() - seen.x()) * zoom) - 1);
        double top = Math.max(0, Math.floor((held.y() - seen.y()) * zoom) - 1);
        double width = stepped((held.right() - seen.x()) * zoom + 1 - left, seen.width() * zoom - left);
        double height = stepped((held.bottom() - seen.y()) * zoom + 1 - top, seen.height() * zoom - top);
        cover.relocate(left, top);
        cover.setWidth(width);
        cover.setHeight(height);
        coverPainter.paintBare(
                overlay, palette, new Box(seen.x() + left / zoom, seen.y() + top / zoom, width / zoom, height / zoom), zoom);
    }

    private static double stepped(double length, double most) {
        return Math.min(most, STEP * Math.ceil(length / STEP));
    }
}

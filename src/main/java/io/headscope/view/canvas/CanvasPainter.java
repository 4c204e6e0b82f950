package io.headscope.view.canvas;

import io.headscope.drawing.Box;
import io.headscope.drawing.ColorMap;
import io.headscope.drawing.Drawing;
import io.headscope.drawing.Ink;
import io.headscope.drawing.Mark;
import io.headscope.drawing.Matrix;
import io.headscope.drawing.Outline;
import io.headscope.drawing.Palette;
import io.headscope.drawing.Point;
import io.headscope.drawing.Rgb;
import io.headscope.drawing.Role;
import io.headscope.drawing.TextMeasure;
import io.headscope.drawing.Tint;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;
import java.util.function.Supplier;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.image.Image;
import javafx.scene.image.PixelBuffer;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javafx.scene.paint.Color;
import javafx.scene.shape.StrokeLineCap;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;

/// Paints drawings on a canvas. Matrices become images once and are kept as long as their marks are painted.
final class CanvasPainter {

    private static final String FAMILY = loadFont();

    private final GraphicsContext graphics;
    private final Map<Double, Font> fonts = new HashMap<>();
    private final Map<ColorMap, Image> bars = new HashMap<>();
    private final Map<Outline, Box> bounds = new WeakHashMap<>();
    private Map<Object, Image> images = new IdentityHashMap<>();
    private Map<Object, Image> painted = new IdentityHashMap<>();
    private Palette palette = Palette.LIGHT;
    private Box visible = new Box(0, 0, 0, 0);
    private double zoom = 1;

    CanvasPainter(GraphicsContext graphics) {
        this.graphics = graphics;
        graphics.setImageSmoothing(false);
        graphics.setTextBaseline(VPos.BASELINE);
    }

    /// Paints a drawing on the page.
    ///
    /// @param visible the part of it that is seen; its corner is at the canvas's own
    /// @param zoom    units of the canvas to one of the drawing
    void paint(Drawing drawing, Palette colors, Box visible, double zoom) {
        paint(drawing, colors, visible, zoom, () -> {
            graphics.setFill(color(Role.PAGE, 1));
            graphics.fillRect(0, 0, visible.width(), visible.height());
        });
    }

    /// The same, with nothing behind it.
    void paintBare(Drawing drawing, Palette colors, Box visible, double zoom) {
        paint(drawing, colors, visible, zoom, () -> graphics.clearRect(0, 0, visible.width(), visible.height()));
    }

    private void paint(Drawing drawing, Palette colors, Box seen, double times, Runnable ground) {
        this.palette = colors;
        this.visible = seen;
        this.zoom = times;
        painted = new IdentityHashMap<>();
        graphics.save();
        graphics.scale(times, times);
        ground.run();
        graphics.translate(-seen.x(), -seen.y());
        paint(drawing.marks());
        graphics.restore();
        images = painted;
    }

    private void paint(List<Mark> marks) {
        for (Mark mark : marks) {
            paint(mark);
        }
    }

    private void paint(Mark mark) {
        switch (mark) {
            case Mark.Area area -> paint(area);
            case Mark.Frame frame -> paint(frame);
            case Mark.Hatch hatch -> paint(hatch);
            case Mark.Rule rule -> paint(rule);
            case Mark.Link link -> paint(link);
            case Mark.Label label -> paint(label);
            case Mark.Raster raster -> draw(image(raster), raster.box());
            case Mark.Photo photo -> paint(photo);
            case Mark.Veil veil -> paint(veil);
            case Mark.ColorBar bar -> draw(bars.computeIfAbsent(bar.map(), CanvasPainter::image), bar.box());
            case Mark.Filled filled -> paint(filled);
            case Mark.Traced traced -> paint(traced);
            case Mark.Clipped clipped -> paint(clipped);
        }
    }

    private void paint(Mark.Photo photo) {
        graphics.setImageSmoothing(true);
        draw(image(photo.bitmap(), () -> image(photo.bitmap().argb(), photo.bitmap().width(), photo.bitmap().height())), photo.box());
        graphics.setImageSmoothing(false);
    }

    private void paint(Mark.Veil veil) {
        graphics.setGlobalAlpha(veil.opacity());
        draw(image(veil, () -> createImage(veil.matrix(), veil.tint())), veil.box());
        graphics.setGlobalAlpha(1);
    }

    private void paint(Mark.Filled filled) {
        if (visible.overlaps(bounds(filled.outline()))) {
            graphics.setFill(color(filled.role(), filled.opacity()));
            graphics.beginPath();
            graphics.appendSVGPath(filled.outline().path());
            graphics.fill();
        }
    }

    private void paint(Mark.Traced traced) {
        if (visible.overlaps(bounds(traced.outline()).grown(traced.thickness()))) {
            stroke(traced.ink(), traced.thickness(), 1);
            if (traced.dash() > 0) {
                graphics.setLineDashes(traced.dash());
            }
            graphics.beginPath();
            graphics.appendSVGPath(traced.outline().path());
            graphics.stroke();
            graphics.setLineDashes();
        }
    }

    /// Reading an outline takes longer than painting it where most of them are out of sight.
    private Box bounds(Outline outline) {
        return bounds.computeIfAbsent(outline, Outline::bounds);
    }

    private void paint(Mark.Area area) {
        if (!visible.overlaps(area.box())) {
            return;
        }
        Box box = area.box();
        graphics.setFill(color(area.role(), area.opacity()));
        if (area.corner() == 0) {
            graphics.fillRect(box.x(), box.y(), box.width(), box.height());
            return;
        }
        Middle middle = middle(box, area.corner());
        if (middle.height() <= 0) {
            graphics.fillRoundRect(box.x(), box.y(), box.width(), box.height(), 2 * area.corner(), 2 * area.corner());
            return;
        }
        graphics.fillRect(box.x(), middle.top, box.width(), middle.height());
        end(box, area.corner(), box.y(), middle.top);
        graphics.fill();
        end(box, area.corner(), box.bottom(), middle.bottom);
        graphics.fill();
    }

    private void paint(Mark.Frame frame) {
        if (!visible.overlaps(frame.box().grown(frame.thickness()))) {
            return;
        }
        Box box = frame.box();
        Middle middle = middle(box, Math.max(frame.corner(), frame.thickness()));
        stroke(frame.role(), frame.thickness(), 1);
        if (middle.height() <= 0) {
            graphics.strokeRoundRect(box.x(), box.y(), box.width(), box.height(), 2 * frame.corner(), 2 * frame.corner());
            return;
        }
        graphics.setLineCap(StrokeLineCap.BUTT);
        end(box, frame.corner(), box.y(), middle.top);
        graphics.stroke();
        end(box, frame.corner(), box.bottom(), middle.bottom);
        graphics.stroke();
        graphics.setLineCap(StrokeLineCap.SQUARE);
        graphics.setFill(color(frame.role(), 1));
        graphics.fillRect(box.x() - frame.thickness() / 2, middle.top, frame.thickness(), middle.height());
        graphics.fillRect(box.right() - frame.thickness() / 2, middle.top, frame.thickness(), middle.height());
    }

    /// What of a box's height has straight sides, from one edge of pixels to another.
    private record Middle(double top, double bottom) {
        double height() {
            return bottom - top;
        }
    }

    /// Outlines cost the renderer as much as all they surround. So a box is painted as a rectangle, which costs little, and
    /// as two low outlines, its ends; they meet between pixels, where no seam is seen.
    private Middle middle(Box box, double corner) {
        return new Middle(
                visible.y() + Math.ceil((box.y() + corner - visible.y()) * zoom) / zoom,
                visible.y() + Math.floor((box.bottom() - corner - visible.y()) * zoom) / zoom);
    }

    /// The path around one end of a box with round corners.
    ///
    /// @param edge   the y of that end
    /// @param middle the y where its sides are straight
    private void end(Box box, double corner, double edge, double middle) {
        graphics.beginPath();
        graphics.moveTo(box.x(), middle);
        if (corner == 0) {
            graphics.lineTo(box.x(), edge);
            graphics.lineTo(box.right(), edge);
        } else {
            graphics.arcTo(box.x(), edge, box.x() + corner, edge, corner);
            graphics.arcTo(box.right(), edge, box.right(), middle, corner);
        }
        graphics.lineTo(box.right(), middle);
    }

    private void paint(Mark.Hatch hatch) {
        stroke(hatch.role(), 1, 1);
        List<Point> ends = hatch.ends();
        for (int i = 0; i < ends.size(); i += 2) {
            graphics.strokeLine(ends.get(i).x(), ends.get(i).y(), ends.get(i + 1).x(), ends.get(i + 1).y());
        }
    }

    private void paint(Mark.Rule rule) {
        Point from = rule.from();
        Point to = rule.to();
        if (from.x() == to.x() || from.y() == to.y()) {
            // With square ends, as lines have.
            Box line = Box.of(from, to).grown(rule.thickness() / 2);
            graphics.setFill(color(rule.role(), 1));
            graphics.fillRect(line.x(), line.y(), line.width(), line.height());
            return;
        }
        stroke(rule.role(), rule.thickness(), 1);
        graphics.strokeLine(from.x(), from.y(), to.x(), to.y());
    }

    private void paint(Mark.Link link) {
        Point from = link.from();
        Point to = link.to();
        boolean above = Math.max(from.y(), to.y()) < visible.y();
        boolean below = Math.min(from.y(), to.y()) > visible.bottom();
        if (above || below) {
            return;
        }
        double middle = (from.x() + to.x()) / 2;
        stroke(link.role(), link.thickness(), link.opacity());
        graphics.beginPath();
        graphics.moveTo(from.x(), from.y());
        graphics.bezierCurveTo(middle, from.y(), middle, to.y(), to.x(), to.y());
        graphics.stroke();
    }

    private void paint(Mark.Label label) {
        if (!visible.overlaps(TextMeasure.bundled().bounds(label).grown(label.size()))) {
            return;
        }
        graphics.setFill(color(label.role(), 1));
        if (!TextMeasure.bundled().isPlain(label.text())) {
            fillOutline(label);
            return;
        }
        graphics.setFont(fonts.computeIfAbsent(label.size(), size -> Font.font(FAMILY, size)));
        graphics.setTextAlign(switch (label.anchor()) {
            case START -> TextAlignment.LEFT;
            case MIDDLE -> TextAlignment.CENTER;
            case END -> TextAlignment.RIGHT;
        });
        switch (label.turn()) {
            case LEVEL -> graphics.fillText(label.text(), label.at().x(), label.at().y());
            case UPWARDS -> {
                graphics.save();
                graphics.translate(label.at().x(), label.at().y());
                graphics.rotate(-90);
                graphics.fillText(label.text(), 0, 0);
                graphics.restore();
            }
        }
    }

    /// What other fonts would be needed for, or another order: filled as it is on paper, so that it is the same everywhere.
    private void fillOutline(Mark.Label label) {
        TextMeasure measure = TextMeasure.bundled();
        double width = measure.width(label.text(), label.size());
        graphics.save();
        graphics.translate(label.at().x(), label.at().y());
        graphics.rotate(label.turn() == Mark.Turn.UPWARDS ? -90 : 0);
        graphics.translate(
                switch (label.anchor()) {
                    case START -> 0;
                    case MIDDLE -> -width / 2;
                    case END -> -width;
                },
                0);
        graphics.beginPath();
        graphics.appendSVGPath(Outline.of(measure.outline(label.text(), label.size())).path());
        graphics.fill();
        graphics.restore();
    }

    /// A clip costs several passes over the whole canvas. So pictures are cut by what of them is drawn, and only what
    /// crosses the edge otherwise is clipped, after all else.
    private void paint(Mark.Clipped clipped) {
        List<Mark> crossing = new ArrayList<>();
        for (Mark mark : clipped.marks()) {
            switch (mark) {
                case Mark.Raster raster -> drawWithin(clipped.box(), raster);
                case Mark.Label label when clipped.box().holds(TextMeasure.bundled().bounds(label)) -> paint(label);
                case Mark.Hatch hatch when clipped.box().holds(hatch.box()) -> paint(hatch);
                default -> crossing.add(mark);
            }
        }
        if (!crossing.isEmpty()) {
            Box box = clipped.box();
            graphics.save();
            graphics.beginPath();
            graphics.rect(box.x(), box.y(), box.width(), box.height());
            graphics.clip();
            paint(crossing);
            graphics.restore();
        }
    }

    private void drawWithin(Box clip, Mark.Raster raster) {
        Box box = raster.box();
        double left = Math.max(box.x(), clip.x());
        double top = Math.max(box.y(), clip.y());
        double width = Math.min(box.right(), clip.right()) - left;
        double height = Math.min(box.bottom(), clip.bottom()) - top;
        if (width > 0 && height > 0) {
            double across = raster.matrix().columns() / box.width();
            double down = raster.matrix().rows() / box.height();
            graphics.drawImage(
                    image(raster),
                    (left - box.x()) * across, (top - box.y()) * down, width * across, height * down,
                    left, top, width, height);
        }
    }

    private void draw(Image image, Box box) {
        graphics.drawImage(image, box.x(), box.y(), box.width(), box.height());
    }

    private Image image(Mark.Raster raster) {
        return image(raster, () -> createImage(raster.matrix(), raster.tint()));
    }

    /// Made once, and kept as long as it is painted.
    ///
    /// @param of what it is the image of: that very object
    private Image image(Object of, Supplier<Image> make) {
        Image made = painted.get(of);
        Image known = made != null ? made : images.get(of);
        Image image = known != null ? known : make.get();
        painted.put(of, image);
        return image;
    }

    private static Image createImage(Matrix matrix, Tint tint) {
        int[] pixels = new int[matrix.values().length];
        tint.argb(matrix, pixels);
        return image(pixels, matrix.columns(), matrix.rows());
    }

    private static Image image(ColorMap map) {
        int[] pixels = new int[ColorMap.STEPS];
        for (int step = 0; step < ColorMap.STEPS; step++) {
            pixels[ColorMap.STEPS - 1 - step] = map.argb(step);
        }
        return image(pixels, 1, ColorMap.STEPS);
    }

    // Opaque or fully transparent: premultiplied or not is the same.
    private static Image image(int[] pixels, int width, int height) {
        return new WritableImage(
                new PixelBuffer<>(width, height, IntBuffer.wrap(pixels), PixelFormat.getIntArgbPreInstance()));
    }

    private void stroke(Ink role, double thickness, double opacity) {
        graphics.setStroke(color(role, opacity));
        graphics.setLineWidth(thickness);
    }

    private Color color(Ink role, double opacity) {
        Rgb rgb = palette.color(role);
        return Color.rgb(rgb.red(), rgb.green(), rgb.blue(), opacity);
    }

    private static String loadFont() {
        try (InputStream stream = Objects.requireNonNull(TextMeasure.class.getResourceAsStream(TextMeasure.FONT_RESOURCE))) {
            Font font = Font.loadFont(stream, 12);
            return font == null ? TextMeasure.FONT_FAMILY : font.getFamily();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}

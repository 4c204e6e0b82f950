package io.headscope.export;

import io.headscope.drawing.Box;
import io.headscope.drawing.Drawing;
import io.headscope.drawing.Ink;
import io.headscope.drawing.Mark;
import io.headscope.drawing.Palette;
import io.headscope.drawing.Point;
import io.headscope.drawing.Rgb;
import io.headscope.drawing.Role;
import io.headscope.drawing.TextMeasure;
import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Composite;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.CubicCurve2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import javax.imageio.ImageIO;

/// Drawings as PNG. Letters are filled outlines of the bundled font, so that neither a screen nor installed fonts are needed.
///
/// @param scale pixels a unit of the drawing; 2 for print and for dense screens
public record PngExporter(double scale) implements DrawingExporter {

    @Override
    public String extension() {
        return "png";
    }

    @Override
    public void write(Drawing drawing, Palette palette, OutputStream into) throws IOException {
        ImageIO.write(image(drawing, palette), "png", into);
    }

    /// The picture itself.
    public BufferedImage image(Drawing drawing, Palette palette) {
        int width = Math.max(1, (int) Math.ceil(drawing.width() * scale));
        int height = Math.max(1, (int) Math.ceil(drawing.height() * scale));
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.setColor(color(palette.color(Role.PAGE), 1));
            graphics.fillRect(0, 0, width, height);
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            graphics.setRenderingHint(
                    RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
            graphics.scale(scale, scale);
            new Painter(graphics, palette).paint(drawing.marks());
        } finally {
            graphics.dispose();
        }
        return image;
    }

    private static Color color(Rgb rgb, double opacity) {
        return new Color(rgb.red(), rgb.green(), rgb.blue(), (int) Math.round(255 * opacity));
    }

    private record Painter(Graphics2D graphics, Palette palette) {

        void paint(List<Mark> marks) {
            marks.forEach(this::paint);
        }

        private void paint(Mark mark) {
            switch (mark) {
                case Mark.Area area -> fill(rounded(area.box(), area.corner()), area.role(), area.opacity());
                case Mark.Frame frame -> stroke(rounded(frame.box(), frame.corner()), frame.role(), frame.thickness(), 1);
                case Mark.Hatch hatch -> paint(hatch);
                case Mark.Rule rule -> stroke(line(rule.from(), rule.to()), rule.role(), rule.thickness(), 1);
                case Mark.Link link -> stroke(curve(link), link.role(), link.thickness(), link.opacity());
                case Mark.Label label -> paint(label);
                case Mark.Raster raster -> draw(RasterImage.of(raster.matrix(), raster.tint()), raster.box());
                case Mark.Photo photo -> paint(photo);
                case Mark.Veil veil -> paint(veil);
                case Mark.ColorBar bar -> draw(RasterImage.of(bar.map()), bar.box());
                case Mark.Traced traced -> paint(traced);
                case Mark.Filled filled -> fill(filled.outline().shape(), filled.role(), filled.opacity());
                case Mark.Clipped clipped -> paint(clipped);
            }
        }

        private void paint(Mark.Traced traced) {
            float[] dash = traced.dash() > 0 ? new float[] {(float) traced.dash()} : null;
            graphics.setColor(color(palette.color(traced.ink()), 1));
            graphics.setStroke(new BasicStroke(
                    (float) traced.thickness(), BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, dash, 0));
            graphics.draw(traced.outline().shape());
        }

        private void paint(Mark.Hatch hatch) {
            List<Point> ends = hatch.ends();
            for (int i = 0; i < ends.size(); i += 2) {
                stroke(line(ends.get(i), ends.get(i + 1)), hatch.role(), 1, 1);
            }
        }

        private void paint(Mark.Label label) {
            TextMeasure measure = TextMeasure.bundled();
            double width = measure.width(label.text(), label.size());
            AffineTransform place = AffineTransform.getTranslateInstance(label.at().x(), label.at().y());
            if (label.turn() == Mark.Turn.UPWARDS) {
                place.rotate(-Math.PI / 2);
            }
            place.translate(switch (label.anchor()) {
                case START -> 0;
                case MIDDLE -> -width / 2;
                case END -> -width;
            }, 0);
            fill(place.createTransformedShape(measure.outline(label.text(), label.size())), label.role(), 1);
        }

        private void paint(Mark.Photo photo) {
            graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
            draw(RasterImage.of(photo.bitmap()), photo.box());
            graphics.setRenderingHint(
                    RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
        }

        private void paint(Mark.Veil veil) {
            Composite before = graphics.getComposite();
            graphics.setComposite(AlphaComposite.getInstance(AlphaComposite.SRC_OVER, (float) veil.opacity()));
            draw(RasterImage.of(veil.matrix(), veil.tint()), veil.box());
            graphics.setComposite(before);
        }

        private void paint(Mark.Clipped clipped) {
            Shape before = graphics.getClip();
            graphics.clip(rounded(clipped.box(), 0));
            paint(clipped.marks());
            graphics.setClip(before);
        }

        private void draw(BufferedImage image, Box box) {
            AffineTransform place = AffineTransform.getTranslateInstance(box.x(), box.y());
            place.scale(box.width() / image.getWidth(), box.height() / image.getHeight());
            graphics.drawImage(image, place, null);
        }

        private void fill(Shape shape, Ink role, double opacity) {
            graphics.setColor(color(palette.color(role), opacity));
            graphics.fill(shape);
        }

        private void stroke(Shape shape, Role role, double thickness, double opacity) {
            graphics.setColor(color(palette.color(role), opacity));
            graphics.setStroke(new BasicStroke((float) thickness));
            graphics.draw(shape);
        }

        private static Shape rounded(Box box, double corner) {
            return corner == 0
                    ? new Rectangle2D.Double(box.x(), box.y(), box.width(), box.height())
                    : new RoundRectangle2D.Double(box.x(), box.y(), box.width(), box.height(), 2 * corner, 2 * corner);
        }

        private static Shape line(Point from, Point to) {
            return new Line2D.Double(from.x(), from.y(), to.x(), to.y());
        }

        private static Shape curve(Mark.Link link) {
            Point from = link.from();
            Point to = link.to();
            double middle = (from.x() + to.x()) / 2;
            return new CubicCurve2D.Double(from.x(), from.y(), middle, from.y(), middle, to.y(), to.x(), to.y());
        }
    }
}

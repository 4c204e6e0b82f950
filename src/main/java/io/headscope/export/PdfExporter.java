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
import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.CubicCurve2D;
import java.awt.geom.Line2D;
import java.awt.geom.PathIterator;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.text.Bidi;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDType0Font;
import org.apache.pdfbox.pdmodel.graphics.image.LosslessFactory;
import org.apache.pdfbox.pdmodel.graphics.state.PDExtendedGraphicsState;
import org.apache.pdfbox.util.Matrix;

/// Drawings as PDF: one page as large as the drawing, text that can be searched and copied in the bundled font, of which
/// only the letters used are put in.
public record PdfExporter() implements DrawingExporter {

    /// Points of a PDF to a unit of a drawing: 72 to 96 an inch.
    private static final double POINTS = 0.75;

    @Override
    public String extension() {
        return "pdf";
    }

    @Override
    public void write(Drawing drawing, Palette palette, OutputStream into) throws IOException {
        try (PDDocument document = new PDDocument();
                InputStream letters =
                        Objects.requireNonNull(TextMeasure.class.getResourceAsStream(TextMeasure.FONT_RESOURCE))) {
            // Made of the time otherwise: the same drawing is to give the same bytes.
            document.setDocumentId(0L);
            PDPage page = new PDPage(new PDRectangle(
                    (float) Math.max(1, drawing.width() * POINTS), (float) Math.max(1, drawing.height() * POINTS)));
            document.addPage(page);
            PDType0Font font = PDType0Font.load(document, letters, true);
            try (PDPageContentStream content = new PDPageContentStream(document, page)) {
                content.transform(new Matrix(
                        (float) POINTS, 0, 0, (float) -POINTS, 0, (float) (drawing.height() * POINTS)));
                Painter painter = new Painter(document, content, font, palette, new HashMap<>());
                painter.fill(new Rectangle2D.Double(0, 0, drawing.width(), drawing.height()), Role.PAGE, 1);
                painter.paint(drawing.marks());
            }
            document.save(into);
        }
    }

    private record Painter(
            PDDocument document,
            PDPageContentStream content,
            PDType0Font font,
            Palette palette,
            Map<Double, PDExtendedGraphicsState> opacities) {

        void paint(List<Mark> marks) throws IOException {
            for (Mark mark : marks) {
                paint(mark);
            }
        }

        private void paint(Mark mark) throws IOException {
            switch (mark) {
                case Mark.Area area -> fill(rounded(area.box(), area.corner()), area.role(), area.opacity());
                case Mark.Frame frame -> stroke(rounded(frame.box(), frame.corner()), frame.role(), frame.thickness(), 1, 0);
                case Mark.Hatch hatch -> paint(hatch);
                case Mark.Rule rule -> stroke(line(rule.from(), rule.to()), rule.role(), rule.thickness(), 1, 0);
                case Mark.Link link -> stroke(curve(link), link.role(), link.thickness(), link.opacity(), 0);
                case Mark.Label label -> paint(label);
                case Mark.Raster raster -> draw(RasterImage.inBlocks(raster.box(), raster.matrix(), raster.tint()), raster.box());
                case Mark.Photo photo -> draw(RasterImage.of(photo.bitmap()), photo.box());
                case Mark.Veil veil -> paint(veil);
                case Mark.ColorBar bar -> draw(RasterImage.of(bar.map()), bar.box());
                case Mark.Filled filled -> fill(filled.outline().shape(), filled.role(), filled.opacity());
                case Mark.Traced traced -> stroke(traced.outline().shape(), traced.ink(), traced.thickness(), 1, traced.dash());
                case Mark.Clipped clipped -> paint(clipped);
            }
        }

        private void paint(Mark.Hatch hatch) throws IOException {
            List<Point> ends = hatch.ends();
            for (int i = 0; i < ends.size(); i += 2) {
                stroke(line(ends.get(i), ends.get(i + 1)), hatch.role(), 1, 1, 0);
            }
        }

        private void paint(Mark.Label label) throws IOException {
            if (label.text().isEmpty()) {
                return;
            }
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
            if (!measure.isPlain(label.text()) || !isWritable(label.text())) {
                fill(place.createTransformedShape(measure.outline(label.text(), label.size())), label.role(), 1);
                return;
            }
            // The page stands on its head for us, and letters must not.
            place.scale(1, -1);
            content.beginText();
            content.setNonStrokingColor(color(label.role()));
            content.setFont(font, (float) label.size());
            content.setTextMatrix(new Matrix(place));
            content.showText(label.text());
            content.endText();
        }

        /// What runs from right to left, and letters that the font lacks, are drawn and not written.
        private boolean isWritable(String text) {
            if (Bidi.requiresBidi(text.toCharArray(), 0, text.length())) {
                return false;
            }
            try {
                font.encode(text);
                return true;
            } catch (IllegalArgumentException | IOException lacking) {
                return false;
            }
        }

        private void paint(Mark.Clipped clipped) throws IOException {
            content.saveGraphicsState();
            trace(rounded(clipped.box(), 0));
            content.clip();
            paint(clipped.marks());
            content.restoreGraphicsState();
        }

        private void paint(Mark.Veil veil) throws IOException {
            content.saveGraphicsState();
            content.setGraphicsStateParameters(state(veil.opacity()));
            draw(RasterImage.inBlocks(veil.box(), veil.matrix(), veil.tint()), veil.box());
            content.restoreGraphicsState();
        }

        private void draw(BufferedImage image, Box box) throws IOException {
            AffineTransform place = new AffineTransform(box.width(), 0, 0, -box.height(), box.x(), box.bottom());
            content.drawImage(LosslessFactory.createFromImage(document, image), new Matrix(place));
        }

        void fill(Shape shape, Ink ink, double opacity) throws IOException {
            boolean seeThrough = opacity < 1;
            if (seeThrough) {
                content.saveGraphicsState();
                content.setGraphicsStateParameters(state(opacity));
            }
            content.setNonStrokingColor(color(ink));
            if (trace(shape)) {
                content.fill();
            }
            if (seeThrough) {
                content.restoreGraphicsState();
            }
        }

        private void stroke(Shape shape, Ink ink, double thickness, double opacity, double dash) throws IOException {
            content.saveGraphicsState();
            if (opacity < 1) {
                content.setGraphicsStateParameters(state(opacity));
            }
            if (dash > 0) {
                content.setLineDashPattern(new float[] {(float) dash}, 0);
            }
            content.setStrokingColor(color(ink));
            content.setLineWidth((float) thickness);
            if (trace(shape)) {
                content.stroke();
            }
            content.restoreGraphicsState();
        }

        /// @return whether there is anything of it
        private boolean trace(Shape shape) throws IOException {
            float[] n = new float[6];
            boolean any = false;
            float x = 0;
            float y = 0;
            for (PathIterator at = shape.getPathIterator(null); !at.isDone(); at.next()) {
                int kind = at.currentSegment(n);
                switch (kind) {
                    case PathIterator.SEG_MOVETO -> content.moveTo(n[0], n[1]);
                    case PathIterator.SEG_LINETO -> content.lineTo(n[0], n[1]);
                    case PathIterator.SEG_QUADTO -> content.curveTo(
                            x + (n[0] - x) * 2 / 3, y + (n[1] - y) * 2 / 3, n[2] + (n[0] - n[2]) * 2 / 3,
                            n[3] + (n[1] - n[3]) * 2 / 3, n[2], n[3]);
                    case PathIterator.SEG_CUBICTO -> content.curveTo(n[0], n[1], n[2], n[3], n[4], n[5]);
                    default -> content.closePath();
                }
                any = true;
                int last = kind == PathIterator.SEG_CUBICTO ? 4 : kind == PathIterator.SEG_QUADTO ? 2 : 0;
                if (kind != PathIterator.SEG_CLOSE) {
                    x = n[last];
                    y = n[last + 1];
                }
            }
            return any;
        }

        private PDExtendedGraphicsState state(double opacity) {
            return opacities.computeIfAbsent(opacity, share -> {
                PDExtendedGraphicsState state = new PDExtendedGraphicsState();
                state.setNonStrokingAlphaConstant(share.floatValue());
                state.setStrokingAlphaConstant(share.floatValue());
                return state;
            });
        }

        private Color color(Ink ink) {
            Rgb rgb = palette.color(ink);
            return new Color(rgb.red(), rgb.green(), rgb.blue());
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

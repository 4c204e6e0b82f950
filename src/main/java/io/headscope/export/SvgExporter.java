package io.headscope.export;

import io.headscope.drawing.Box;
import io.headscope.drawing.Drawing;
import io.headscope.drawing.Ink;
import io.headscope.drawing.Mark;
import io.headscope.drawing.Palette;
import io.headscope.drawing.Point;
import io.headscope.drawing.Role;
import io.headscope.drawing.TextMeasure;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/// Drawings as SVG: text stays text, matrices are embedded pictures that no viewer is to smooth.
public record SvgExporter() implements DrawingExporter {

    private static final String NAMESPACE = "http://www.w3.org/2000/svg";
    private static final String FONTS =
            "'" + TextMeasure.FONT_FAMILY + "', 'Droid Sans', '" + TextMeasure.SECOND_FONT_FAMILY + "', 'Noto Sans CJK SC', 'Microsoft YaHei', 'PingFang SC', sans-serif";

    @Override
    public String extension() {
        return "svg";
    }

    @Override
    public void write(Drawing drawing, Palette palette, OutputStream into) throws IOException {
        try {
            XMLStreamWriter xml =
                    XMLOutputFactory.newFactory().createXMLStreamWriter(into, StandardCharsets.UTF_8.name());
            new Writer(xml, palette).write(drawing);
            xml.flush();
        } catch (XMLStreamException failure) {
            throw new IOException(failure);
        }
    }

    private record Writer(XMLStreamWriter xml, Palette palette) {

        void write(Drawing drawing) throws XMLStreamException, IOException {
            Box page = new Box(0, 0, drawing.width(), drawing.height());
            xml.writeStartDocument(StandardCharsets.UTF_8.name(), "1.0");
            line();
            xml.writeStartElement("svg");
            xml.writeDefaultNamespace(NAMESPACE);
            attribute("width", page.width());
            attribute("height", page.height());
            attribute("viewBox", viewBox(page));
            attribute("font-family", FONTS);
            line();
            write(new Mark.Area(page, Role.PAGE));
            write(drawing.marks());
            xml.writeEndElement();
            line();
            xml.writeEndDocument();
        }

        private void write(List<Mark> marks) throws XMLStreamException, IOException {
            for (Mark mark : marks) {
                write(mark);
            }
        }

        private void write(Mark mark) throws XMLStreamException, IOException {
            switch (mark) {
                case Mark.Area area -> write(area);
                case Mark.Frame frame -> write(frame);
                case Mark.Hatch hatch -> write(hatch);
                case Mark.Rule rule -> write(rule);
                case Mark.Link link -> write(link);
                case Mark.Label label -> write(label);
                case Mark.Raster raster ->
                    image(raster.box(), RasterImage.inBlocks(raster.box(), raster.matrix(), raster.tint()), "pixelated");
                case Mark.Photo photo -> image(photo.box(), RasterImage.of(photo.bitmap()), "auto");
                case Mark.Veil veil -> {
                    image(veil.box(), RasterImage.inBlocks(veil.box(), veil.matrix(), veil.tint()), "pixelated");
                    opacity("opacity", veil.opacity());
                }
                case Mark.ColorBar bar -> image(bar.box(), RasterImage.of(bar.map()), "auto");
                case Mark.Filled filled -> write(filled);
                case Mark.Traced traced -> write(traced);
                case Mark.Clipped clipped -> write(clipped);
            }
            line();
        }

        private void write(Mark.Area area) throws XMLStreamException {
            rectangle(area.box(), area.corner());
            attribute("fill", color(area.role()));
            opacity("fill-opacity", area.opacity());
        }

        private void write(Mark.Frame frame) throws XMLStreamException {
            rectangle(frame.box(), frame.corner());
            attribute("fill", "none");
            stroke(frame.role(), frame.thickness());
        }

        private void write(Mark.Hatch hatch) throws XMLStreamException {
            List<Point> ends = hatch.ends();
            StringBuilder path = new StringBuilder();
            for (int i = 0; i < ends.size(); i += 2) {
                path.append('M').append(text(ends.get(i))).append('L').append(text(ends.get(i + 1)));
            }
            xml.writeEmptyElement("path");
            attribute("d", path.toString());
            stroke(hatch.role(), 1);
        }

        private void write(Mark.Rule rule) throws XMLStreamException {
            xml.writeEmptyElement("path");
            attribute("d", "M" + text(rule.from()) + "L" + text(rule.to()));
            stroke(rule.role(), rule.thickness());
        }

        private void write(Mark.Link link) throws XMLStreamException {
            double middle = (link.from().x() + link.to().x()) / 2;
            Point leaving = new Point(middle, link.from().y());
            Point arriving = new Point(middle, link.to().y());
            xml.writeEmptyElement("path");
            attribute("d", "M" + text(link.from()) + "C" + text(leaving) + " " + text(arriving) + " " + text(link.to()));
            attribute("fill", "none");
            stroke(link.role(), link.thickness());
            opacity("stroke-opacity", link.opacity());
        }

        private void write(Mark.Traced traced) throws XMLStreamException {
            xml.writeEmptyElement("path");
            attribute("d", traced.outline().path());
            attribute("fill", "none");
            stroke(traced.ink(), traced.thickness());
            if (traced.dash() > 0) {
                attribute("stroke-dasharray", traced.dash());
            }
        }

        private void write(Mark.Filled filled) throws XMLStreamException {
            xml.writeEmptyElement("path");
            attribute("d", filled.outline().path());
            attribute("fill", color(filled.role()));
            opacity("fill-opacity", filled.opacity());
        }

        private void write(Mark.Label label) throws XMLStreamException {
            xml.writeStartElement("text");
            attribute("x", label.at().x());
            attribute("y", label.at().y());
            attribute("font-size", label.size());
            attribute("fill", color(label.role()));
            boolean turned = TextMeasure.isRightToLeft(label.text());
            if (turned) {
                attribute("direction", "rtl");
            }
            // What runs from right to left begins at the right.
            switch (label.anchor()) {
                case START -> anchor(turned, "end");
                case MIDDLE -> attribute("text-anchor", "middle");
                case END -> anchor(!turned, "end");
            }
            if (label.turn() == Mark.Turn.UPWARDS) {
                attribute("transform", "rotate(-90 " + text(label.at()) + ")");
            }
            xml.writeCharacters(allowed(label.text()));
            xml.writeEndElement();
        }

        private void anchor(boolean named, String anchor) throws XMLStreamException {
            if (named) {
                attribute("text-anchor", anchor);
            }
        }

        // A nested picture clips to its box without an id, which would clash where several drawings share a page.
        private void write(Mark.Clipped clipped) throws XMLStreamException, IOException {
            xml.writeStartElement("svg");
            box(clipped.box());
            attribute("viewBox", viewBox(clipped.box()));
            attribute("overflow", "hidden");
            line();
            write(clipped.marks());
            xml.writeEndElement();
        }

        private void image(Box box, BufferedImage image, String rendering) throws XMLStreamException, IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            ImageIO.write(image, "png", bytes);
            xml.writeEmptyElement("image");
            box(box);
            attribute("preserveAspectRatio", "none");
            attribute("image-rendering", rendering);
            attribute("href", "data:image/png;base64," + Base64.getEncoder().encodeToString(bytes.toByteArray()));
        }

        private void rectangle(Box box, double corner) throws XMLStreamException {
            xml.writeEmptyElement("rect");
            box(box);
            if (corner > 0) {
                attribute("rx", corner);
            }
        }

        private void box(Box box) throws XMLStreamException {
            attribute("x", box.x());
            attribute("y", box.y());
            attribute("width", box.width());
            attribute("height", box.height());
        }

        private void stroke(Ink role, double thickness) throws XMLStreamException {
            attribute("stroke", color(role));
            attribute("stroke-width", thickness);
        }

        private void opacity(String name, double opacity) throws XMLStreamException {
            if (opacity < 1) {
                attribute(name, opacity);
            }
        }

        private void attribute(String name, double value) throws XMLStreamException {
            attribute(name, text(value));
        }

        private void attribute(String name, String value) throws XMLStreamException {
            xml.writeAttribute(name, value);
        }

        private void line() throws XMLStreamException {
            xml.writeCharacters("\n");
        }

        private String color(Ink role) {
            return palette.color(role).hex();
        }

        private static String viewBox(Box box) {
            return String.join(" ", text(box.x()), text(box.y()), text(box.width()), text(box.height()));
        }

        private static String text(Point point) {
            return text(point.x()) + " " + text(point.y());
        }

        private static String text(double number) {
            return Numbers.text(number, 2);
        }

        /// XML knows no control characters and no half of a surrogate pair, not even escaped.
        private static String allowed(String text) {
            return text.codePoints()
                    .map(c -> c == '\t' || (c >= 0x20 && c < 0xD800) || (c > 0xDFFF && c < 0xFFFE) || c > 0xFFFF ? c : 0xFFFD)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
        }
    }
}

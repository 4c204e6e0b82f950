package io.headscope.diagram.layout;

import io.headscope.diagram.Diagram;
import io.headscope.diagram.Link;
import io.headscope.diagram.Node;
import io.headscope.diagram.Shape;
import io.headscope.diagram.layout.Placed.PlacedFrame;
import io.headscope.diagram.layout.Placed.PlacedLink;
import io.headscope.diagram.layout.Placed.PlacedNode;
import io.headscope.drawing.Box;
import io.headscope.drawing.Drawing;
import io.headscope.drawing.Ink;
import io.headscope.drawing.Mark;
import io.headscope.drawing.Mark.Anchor;
import io.headscope.drawing.Mark.Turn;
import io.headscope.drawing.Outline;
import io.headscope.drawing.Point;
import io.headscope.drawing.Role;
import io.headscope.drawing.Sheet;
import io.headscope.drawing.TextMeasure;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Draws diagrams whose places are known.
public final class DiagramPicture {

    private static final double HEAD = 9;
    private static final double SLANT = 0.2;
    /// How much bolder bold letters are, in sizes of the font.
    private static final double BOLD = 0.055;
    private static final double TITLE_SIZE = 18;
    private static final double TITLE_HEIGHT = 40;

    private final Placed placed;
    private final Diagram diagram;
    private final Nesting nesting;
    private final ThemeColors theme;
    private final Sheet sheet;

    private DiagramPicture(Placed placed, Sheet sheet) {
        this.sheet = sheet;
        this.placed = placed;
        this.diagram = placed.diagram();
        this.nesting = new Nesting(diagram);
        this.theme = ThemeColors.of(diagram.preamble());
    }

    public static Drawing draw(Placed placed) {
        return draw(placed, _ -> {});
    }

    /// @param above draws over the diagram
    public static Drawing draw(Placed placed, Consumer<Sheet> above) {
        DiagramPicture picture = new DiagramPicture(placed, new Sheet());
        placed.frames().forEach(picture::draw);
        placed.links().forEach(picture::draw);
        placed.nodes().forEach(picture::draw);
        placed.links().forEach(picture::label);
        placed.frames().forEach(picture::title);
        above.accept(picture.sheet);
        return picture.titled();
    }

    /// The labels of links once more, over what has been drawn along the links since.
    public static void labels(Placed placed, Collection<PlacedLink> links, Sheet over) {
        DiagramPicture picture = new DiagramPicture(placed, over);
        links.forEach(picture::label);
    }

    /// The title lies under the diagram, so that no place in it changes.
    private Drawing titled() {
        String title = diagram.preamble().title();
        if (title == null || title.isBlank()) {
            return sheet.drawing(placed.width(), placed.height());
        }
        double width = Math.max(placed.width(), TextMeasure.bundled().width(title, TITLE_SIZE) + 2 * DiagramLayout.MARGIN);
        sheet.text(title, width / 2, placed.height() + TITLE_HEIGHT / 2 - 6, TITLE_SIZE, Anchor.MIDDLE, Role.TEXT);
        return sheet.drawing(width, placed.height() + TITLE_HEIGHT);
    }

    private void draw(PlacedFrame frame) {
        java.awt.Shape shape = Form.outline(Shape.ROUNDED, frame.box());
        Look look = look(frame);
        paint(shape, look.fill(), look.edge(), look);
    }

    private Look look(PlacedFrame frame) {
        Node styled = diagram.node(frame.subgraph().id()).orElse(null);
        Look look = theme.frame().with(diagram, frame.subgraph().classes(), List.of());
        return styled == null ? look : look.with(diagram, styled.classes(), styled.styles());
    }

    /// Over the links that come in from above.
    private void title(PlacedFrame frame) {
        Wording title = Wording.of(frame.subgraph().title());
        Look look = look(frame);
        for (int i = 0; i < title.lines().size(); i++) {
            Wording.Line line = title.lines().get(i);
            if (!line.isFree() && look.fill() instanceof Ink ground) {
                double width = line.width(title.size()) + 6;
                double height = title.height() / title.lines().size();
                Box box = new Box(frame.box().centerX() - width / 2, frame.box().y() + 4 + i * height, width, height);
                sheet.add(new Mark.Filled(Outline.of(Form.outline(Shape.RECTANGLE, box)), ground, 0.8));
            }
        }
        write(title, frame.box().centerX(), frame.box().y() + 4, look.text());
    }

    private void draw(PlacedNode placed) {
        Node node = placed.node();
        Box box = placed.box();
        Look look = look(node);
        if (!Form.isBare(node.shape())) {
            Ink fill = Form.isSolid(node.shape()) ? look.edge() : look.fill();
            if (node.shape() == Shape.DATA_STORE) {
                paint(Form.outline(node.shape(), box), fill, null, look);
                rules(box, look);
            } else {
                paint(Form.outline(node.shape(), box), fill, look.edge(), look);
            }
        } else if (look.fill() != theme.node().fill()) {
            paint(Form.outline(node.shape(), box), look.fill(), null, look);
        }
        for (java.awt.Shape detail : Form.details(node.shape(), box)) {
            paint(detail, null, look.edge(), look);
        }
        if (Form.hasLabel(node.shape())) {
            Wording label = Wording.of(Form.label(node));
            double middle = box.centerY() + Form.labelDown(node.shape(), box, label.height());
            write(label, box.centerX() + Form.labelRight(node.shape()), middle - label.height() / 2, look.text());
        }
    }

    private Look look(Node node) {
        return theme.node().with(diagram, node.classes(), node.styles());
    }

    private void rules(Box box, Look look) {
        if (look.edge() != null) {
            Path2D lines = new Path2D.Double();
            lines.moveTo(box.x(), box.y());
            lines.lineTo(box.right(), box.y());
            lines.moveTo(box.x(), box.bottom());
            lines.lineTo(box.right(), box.bottom());
            sheet.add(new Mark.Traced(Outline.of(lines), look.edge(), look.thickness(), look.dash()));
        }
    }

    private void paint(java.awt.Shape shape, @Nullable Ink fill, @Nullable Ink edge, Look look) {
        Outline outline = Outline.of(shape);
        if (fill != null) {
            sheet.add(new Mark.Filled(outline, fill, 1));
        }
        if (edge != null) {
            sheet.add(new Mark.Traced(outline, edge, look.thickness(), look.dash()));
        }
    }

    private void write(Wording label, double middle, double top, Ink ink) {
        for (int i = 0; i < label.lines().size(); i++) {
            double baseline = top + label.middle(i) + TextMeasure.MIDDLE_TO_BASELINE * label.size();
            Wording.Line line = label.lines().get(i);
            if (line.isFree()) {
                continue;
            }
            if (line.runs().stream().noneMatch(run -> run.bold() || run.italic())) {
                sheet.add(new Mark.Label(line.text(), new Point(middle, baseline), label.size(), Anchor.MIDDLE, Turn.LEVEL, ink));
            } else {
                write(line, middle - line.width(label.size()) / 2, baseline, label.size(), ink);
            }
        }
    }

    /// The font that comes along has one weight and no slant: bold letters are traced around, italic ones are sheared.
    private void write(Wording.Line line, double left, double baseline, double size, Ink ink) {
        double x = left;
        for (Wording.Run run : line.runs()) {
            AffineTransform place = AffineTransform.getTranslateInstance(x, baseline);
            place.shear(run.italic() ? -SLANT : 0, 0);
            Outline letters = Outline.of(TextMeasure.bundled().outline(run.text(), size), place);
            sheet.add(new Mark.Filled(letters, ink, 1));
            if (run.bold()) {
                sheet.add(new Mark.Traced(letters, ink, size * BOLD, 0));
            }
            x += TextMeasure.bundled().width(run.text(), size);
        }
    }

    // ---- links

    private void draw(PlacedLink placed) {
        Link link = placed.link();
        if (link.stroke() == Link.Stroke.INVISIBLE || placed.points().size() < 2) {
            return;
        }
        Look look = look(link);
        Ink ink = look.edge() == null ? Role.NODE_EDGE : look.edge();
        List<Point> line = new java.util.ArrayList<>(placed.points());
        Point end = line.getLast();
        Point beforeEnd = line.get(line.size() - 2);
        Point start = line.getFirst();
        Point afterStart = line.get(1);
        double atEnd = taken(link.end(), Corners.distance(beforeEnd, end));
        double atStart = taken(link.start(), Corners.distance(afterStart, start));
        line.set(line.size() - 1, Corners.towards(end, beforeEnd, atEnd));
        line.set(0, Corners.towards(start, afterStart, atStart));
        sheet.add(new Mark.Traced(Outline.of(Curves.of(curve(link), line)), ink, look.thickness(), look.dash()));
        head(link.end(), beforeEnd, end, ink, look.thickness());
        head(link.start(), afterStart, start, ink, look.thickness());
    }

    /// How a link is bent: as it says itself, else the diagram, else its settings.
    private @Nullable String curve(Link link) {
        String own = link.curve() == null ? diagram.curve() : link.curve();
        return own == null ? diagram.preamble().settings().get("flowchart.curve") : own;
    }

    private Look look(Link link) {
        double dash = link.stroke() == Link.Stroke.DOTTED ? 4 : 0;
        double thickness = link.stroke() == Link.Stroke.THICK ? 3.2 : Look.LINK.thickness();
        Look plain = new Look(null, theme.link().edge(), theme.link().text(), thickness, dash);
        Look look = plain.with(diagram.linkStyles());
        for (String name : link.classes()) {
            look = look.with(diagram.styleClass(name).map(one -> one.styles()).orElse(List.of()));
        }
        return look.with(link.styles());
    }

    /// What of the line a head covers.
    private static double taken(Link.Head head, double length) {
        double wanted = switch (head) {
            case POINT -> HEAD - 1;
            case CIRCLE -> HEAD - 1;
            case CROSS, NONE -> 0;
        };
        return Math.min(wanted, length * 0.9);
    }

    private void head(Link.Head head, Point before, Point tip, Ink ink, double thickness) {
        double size = HEAD + Math.max(0, thickness - 2);
        Point back = Corners.towards(tip, before, size);
        double dx = (tip.x() - back.x()) / size;
        double dy = (tip.y() - back.y()) / size;
        switch (head) {
            case NONE -> {}
            case POINT -> {
                Path2D point = new Path2D.Double();
                point.moveTo(tip.x(), tip.y());
                point.lineTo(back.x() - dy * size * 0.45, back.y() + dx * size * 0.45);
                point.lineTo(back.x() + dy * size * 0.45, back.y() - dx * size * 0.45);
                point.closePath();
                sheet.add(new Mark.Filled(Outline.of(point), ink, 1));
            }
            case CIRCLE -> {
                double radius = size / 2 - 0.5;
                sheet.add(new Mark.Filled(
                        Outline.of(new Ellipse2D.Double(
                                tip.x() - dx * radius - radius, tip.y() - dy * radius - radius, 2 * radius, 2 * radius)),
                        ink, 1));
            }
            case CROSS -> {
                double arm = 4.5;
                double cx = tip.x() - dx * 6;
                double cy = tip.y() - dy * 6;
                Path2D cross = new Path2D.Double();
                cross.moveTo(cx - arm, cy - arm);
                cross.lineTo(cx + arm, cy + arm);
                cross.moveTo(cx + arm, cy - arm);
                cross.lineTo(cx - arm, cy + arm);
                sheet.add(new Mark.Traced(Outline.of(cross), ink, Math.max(1.6, thickness), 0));
            }
        }
    }

    private void label(PlacedLink placed) {
        Box box = placed.label();
        if (box == null || placed.link().stroke() == Link.Stroke.INVISIBLE) {
            return;
        }
        String around = nesting.parent(placed.link().from());
        boolean framed = around != null && around.equals(nesting.parent(placed.link().to()));
        sheet.add(new Mark.Area(box, framed ? Role.GROUP : Role.PAGE, 0.9, 3));
        Wording label = Wording.of(placed.link().label(), Wording.SIZE - 1);
        write(label, box.centerX(), box.centerY() - label.height() / 2, look(placed.link()).text());
    }
}

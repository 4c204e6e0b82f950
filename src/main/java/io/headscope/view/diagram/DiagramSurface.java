package io.headscope.view.diagram;

import io.headscope.diagram.Diagram;
import io.headscope.diagram.layout.DiagramLayout;
import io.headscope.diagram.layout.DiagramPicture;
import io.headscope.diagram.layout.Folding;
import io.headscope.diagram.layout.Placed;
import io.headscope.drawing.Box;
import io.headscope.drawing.Drawing;
import io.headscope.drawing.Mark;
import io.headscope.drawing.Outline;
import io.headscope.drawing.Point;
import io.headscope.drawing.Role;
import io.headscope.drawing.Sheet;
import io.headscope.message.ProblemException;
import io.headscope.task.Cancellation;
import io.headscope.view.canvas.LayoutJob;
import io.headscope.view.canvas.ZoomCanvas;
import java.awt.geom.Path2D;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import javafx.scene.Cursor;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import org.jspecify.annotations.Nullable;

/// A diagram to look at: zoomed, dragged, its subgraphs closed and opened by a double click, its links followed from the
/// keyboard. Laid out beside the window's thread.
final class DiagramSurface {

    private static final double PAN = 60;

    private final ZoomCanvas canvas = new ZoomCanvas();
    private final LayoutJob<Shown> job;
    private final Set<String> folded = new LinkedHashSet<>();
    private final Consumer<Sheet> decorate;
    private final Consumer<String> chosen;
    private final Function<String, Boolean> opened;
    private final Tooltip tip = new Tooltip();
    private Function<String, String> tips = _ -> "";
    private Function<Placed, Map<String, Box>> handles = _ -> Map.of();
    private @Nullable Diagram diagram;
    private @Nullable Shown shown;
    private @Nullable String selected;

    /// What a layout made, or why it made nothing.
    ///
    /// @param of what was laid out
    private record Shown(Diagram of, @Nullable Placed placed, Drawing drawing, @Nullable RuntimeException refused) {}

    private final Consumer<RuntimeException> refused;

    /// @param decorate draws over the diagram whenever it is shown anew
    /// @param chosen   told what was clicked
    /// @param opened   told what was clicked twice; says whether that is done with
    /// @param refused  told why a diagram cannot be drawn
    DiagramSurface(
            Executor background,
            Consumer<Sheet> decorate,
            Consumer<String> chosen,
            Function<String, Boolean> opened,
            Consumer<RuntimeException> refused) {
        this.job = new LayoutJob<>(background, this::show);
        this.decorate = decorate;
        this.chosen = chosen;
        this.opened = opened;
        this.refused = refused;
        canvas.setOnMouseClicked(this::click);
        canvas.setOnKeyPressed(this::press);
        canvas.addEventHandler(MouseEvent.MOUSE_MOVED, this::point);
    }

    /// @param tips what is said of a node when the pointer comes onto it; nothing where that is empty
    void setTips(Function<String, String> tips) {
        this.tips = tips;
    }

    /// @param handles the places where one click opens or closes what they belong to, by its id
    void setHandles(Function<Placed, Map<String, Box>> handles) {
        this.handles = handles;
    }

    private Optional<String> handle(MouseEvent event) {
        return placed().flatMap(placed -> handles.apply(placed).entrySet().stream()
                .filter(one -> one.getValue().contains(canvas.drawingX(event), canvas.drawingY(event)))
                .map(Map.Entry::getKey)
                .findFirst());
    }

    /// What is said of the node under the pointer.
    String tip() {
        return tip.getText();
    }

    private void point(MouseEvent event) {
        String said = handle(event)
                .or(() -> placed().flatMap(placed -> placed.at(canvas.drawingX(event), canvas.drawingY(event))))
                .map(tips)
                .orElse("");
        if (said.equals(tip.getText())) {
            return;
        }
        tip.setText(said);
        canvas.setCursor(said.isEmpty() ? Cursor.DEFAULT : Cursor.HAND);
        Tooltip.uninstall(canvas, tip);
        if (!said.isEmpty()) {
            Tooltip.install(canvas, tip);
        }
    }

    ZoomCanvas canvas() {
        return canvas;
    }

    /// Shows a diagram; what was closed stays closed. The one that is shown already is not laid out again.
    void show(Diagram next) {
        boolean same = next.equals(diagram) && isSettled();
        diagram = next;
        if (same && shown != null) {
            shown = new Shown(next, shown.placed(), shown.drawing(), shown.refused());
            decorate();
            return;
        }
        lay(next);
    }

    private void lay(Diagram next) {
        Set<String> closed = Set.copyOf(folded);
        job.request(cancellation -> lay(next, closed, cancellation));
    }

    /// Whether what is seen is what was last asked for, and not still laid out.
    boolean isSettled() {
        return shown != null && shown.of() == diagram;
    }

    /// Shows nothing.
    void clear() {
        job.drop();
        diagram = null;
        shown = null;
        selected = null;
        canvas.setDrawing(Drawing.EMPTY);
        canvas.setOverlay(Drawing.EMPTY);
    }

    /// What is shown, drawn once more.
    ///
    /// @param above draws over it
    @Nullable Function<Cancellation, Drawing> figure(BiConsumer<Sheet, Placed> above) {
        Diagram now = diagram;
        Set<String> closed = Set.copyOf(folded);
        return now == null
                ? null
                : cancellation -> {
                    Placed placed = DiagramLayout.place(Folding.of(now, closed), cancellation);
                    return DiagramPicture.draw(placed, sheet -> above.accept(sheet, placed));
                };
    }

    Optional<Placed> placed() {
        return Optional.ofNullable(shown).map(Shown::placed);
    }

    @Nullable String selected() {
        return selected;
    }

    void select(@Nullable String id) {
        selected = id;
        if (id != null) {
            placed().flatMap(placed -> placed.place(id)).ifPresent(canvas::reveal);
        }
        decorate();
    }

    /// Selects the next node whose label has `text`, after the one selected.
    boolean search(String text) {
        Placed placed = placed().orElse(null);
        if (placed == null || text.isBlank()) {
            return false;
        }
        String wanted = text.strip().toLowerCase(Locale.ROOT);
        List<Placed.PlacedNode> nodes = placed.nodes();
        int start = 0;
        for (int i = 0; i < nodes.size(); i++) {
            start = nodes.get(i).node().id().equals(selected) ? i + 1 : start;
        }
        for (int i = 0; i < nodes.size(); i++) {
            var node = nodes.get((start + i) % nodes.size()).node();
            if (node.label().value().toLowerCase(Locale.ROOT).contains(wanted) || node.id().toLowerCase(Locale.ROOT).contains(wanted)) {
                select(node.id());
                chosen.accept(node.id());
                return true;
            }
        }
        return false;
    }

    /// Draws anew what lies over the diagram.
    void decorate() {
        Sheet sheet = new Sheet();
        Placed placed = placed().orElse(null);
        if (placed != null) {
            decorate.accept(sheet);
            frame(sheet, placed, selected);
        }
        Drawing under = canvas.drawing();
        canvas.setOverlay(sheet.drawing(under.width(), under.height()));
    }

    /// A node, and the links that come to it and go from it.
    private static void frame(Sheet sheet, Placed placed, @Nullable String id) {
        if (id == null) {
            return;
        }
        light(sheet, placed, link -> link.link().from().equals(id) || link.link().to().equals(id), Role.HOVERED, 2.5);
        placed.place(id).ifPresent(box -> sheet.add(new Mark.Frame(box.grown(3), Role.LOCKED, 2, 6)));
    }

    /// Draws links thick, and their labels above them again.
    static void light(Sheet sheet, Placed placed, Predicate<Placed.PlacedLink> lit, Role role, double thickness) {
        List<Placed.PlacedLink> links = placed.links().stream().filter(lit).toList();
        links.forEach(link -> line(sheet, link, role, thickness));
        DiagramPicture.labels(placed, links, sheet);
    }

    private static void line(Sheet sheet, Placed.PlacedLink link, Role role, double thickness) {
        Path2D path = new Path2D.Double();
        List<Point> points = link.points();
        for (int i = 0; i < points.size(); i++) {
            if (i == 0) {
                path.moveTo(points.get(i).x(), points.get(i).y());
            } else {
                path.lineTo(points.get(i).x(), points.get(i).y());
            }
        }
        sheet.add(new Mark.Traced(Outline.of(path), role, thickness, 0));
    }

    void close() {
        job.drop();
        shown = null;
        diagram = null;
    }

    private static Shown lay(Diagram diagram, Set<String> closed, Cancellation cancellation) {
        try {
            Placed placed = DiagramLayout.place(Folding.of(diagram, closed), cancellation);
            return new Shown(diagram, placed, DiagramPicture.draw(placed), null);
        } catch (ProblemException tooLarge) {
            return new Shown(diagram, null, Drawing.EMPTY, tooLarge);
        }
    }

    private void show(Shown made) {
        if (made.refused() != null) {
            refused.accept(made.refused());
            return;
        }
        shown = made;
        canvas.setDrawing(made.drawing());
        decorate();
    }

    private void click(MouseEvent event) {
        if (!event.isStillSincePress()) {
            return;
        }
        String id = placed().flatMap(placed -> placed.at(canvas.drawingX(event), canvas.drawingY(event))).orElse(null);
        String handle = handle(event).orElse(null);
        if (handle != null && event.getClickCount() == 1) {
            open(handle);
        } else if (handle != null) {
            // The second of two clicks: the first has opened it.
            event.consume();
        } else if (id == null) {
            select(null);
        } else if (event.getClickCount() == 2) {
            open(id);
        } else {
            select(id);
            chosen.accept(id);
        }
    }

    private void open(String id) {
        Diagram now = diagram;
        if (opened.apply(id) || now == null) {
            return;
        }
        boolean subgraph = now.subgraphs().stream().anyMatch(one -> one.id().equals(id));
        if (subgraph) {
            if (!folded.remove(id)) {
                folded.add(id);
            }
            lay(now);
        }
    }

    private void press(KeyEvent event) {
        if (event.isShortcutDown() || event.isAltDown()) {
            return;
        }
        KeyCode code = event.getCode();
        switch (code) {
            case PLUS, EQUALS, ADD -> canvas.zoomIn();
            case MINUS, SUBTRACT -> canvas.zoomOut();
            case DIGIT0, NUMPAD0, HOME -> canvas.fit();
            case UP, DOWN, LEFT, RIGHT -> arrow(code, event.isShiftDown());
            case ENTER, SPACE -> {
                if (selected != null) {
                    open(selected);
                }
            }
            default -> {
                return;
            }
        }
        event.consume();
    }

    /// Follows the links of what is selected: on, back, and among those beside it; with Shift, or with nothing selected,
    /// moves the picture.
    private void arrow(KeyCode code, boolean shift) {
        if (selected == null || shift) {
            canvas.pan(
                    code == KeyCode.LEFT ? PAN : code == KeyCode.RIGHT ? -PAN : 0,
                    code == KeyCode.UP ? PAN : code == KeyCode.DOWN ? -PAN : 0);
            return;
        }
        neighbour(code).ifPresent(id -> {
            select(id);
            chosen.accept(id);
        });
    }

    /// The linked thing that lies farthest in a direction, seen from what is selected.
    private Optional<String> neighbour(KeyCode code) {
        Placed placed = placed().orElse(null);
        String from = selected;
        if (placed == null || from == null) {
            return Optional.empty();
        }
        Box here = placed.place(from).orElse(null);
        if (here == null) {
            return Optional.empty();
        }
        return placed.links().stream()
                .filter(link -> link.link().from().equals(from) != link.link().to().equals(from))
                .map(link -> link.link().from().equals(from) ? link.link().to() : link.link().from())
                .filter(id -> placed.place(id).filter(box -> along(here, box, code) > 1).isPresent())
                .max(java.util.Comparator.comparingDouble(id -> along(here, placed.place(id).orElse(here), code)));
    }

    private static double along(Box here, Box there, KeyCode code) {
        return switch (code) {
            case UP -> here.centerY() - there.centerY();
            case DOWN -> there.centerY() - here.centerY();
            case LEFT -> here.centerX() - there.centerX();
            default -> there.centerX() - here.centerX();
        };
    }
}

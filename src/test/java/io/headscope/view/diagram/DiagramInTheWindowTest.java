package io.headscope.view.diagram;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.app.FolderModel;
import io.headscope.attention.HeadAddress;
import io.headscope.attention.Trace;
import io.headscope.diagram.Diagram;
import io.headscope.diagram.mermaid.MermaidReader;
import io.headscope.diagram.pipeline.Pipeline;
import io.headscope.drawing.Box;
import io.headscope.drawing.Mark;
import io.headscope.drawing.Role;
import io.headscope.engine.onnx.OnnxEngine;
import io.headscope.message.Messages;
import io.headscope.model.RunRequest;
import io.headscope.session.Entered;
import io.headscope.shell.FxThread;
import io.headscope.task.Cancellation;
import io.headscope.view.OpenPane;
import io.headscope.view.canvas.ZoomCanvas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import javafx.event.Event;
import javafx.geometry.Point2D;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.PickResult;
import javafx.scene.layout.Region;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Diagrams in a window: clicked, followed from the keyboard, searched, folded, walked through, alive with a run.
final class DiagramInTheWindowTest {

    private static final String CHAIN = """
            flowchart TD
            a[Alpha] --> b[Beta]
            b --> c[Gamma]
            b -->|way| d[Delta]
            subgraph s [Group]
                c --> e[Epsilon]
            end
            """;

    // ---- any diagram

    @Test
    void aClickSelectsANodeAndLightsItsLinks() {
        onSurface((surface, told) -> {
            click(surface.canvas(), place(surface, "b"), 1);
            assertEquals("b", surface.selected());
            assertEquals(List.of("b"), told);
            assertEquals(3, traced(surface.canvas(), Role.HOVERED), "one link in, two out");
            List<Mark> over = surface.canvas().overlay().marks();
            assertEquals(
                    List.of("way"),
                    over.stream().filter(Mark.Label.class::isInstance).map(mark -> ((Mark.Label) mark).text()).toList(),
                    "a lit link does not cross its label");
            assertTrue(over.stream().dropWhile(mark -> !(mark instanceof Mark.Label)).noneMatch(Mark.Traced.class::isInstance));
            click(surface.canvas(), new Box(-900, -900, 1, 1), 1);
            assertNull(surface.selected());
        });
    }

    @Test
    void arrowsFollowLinksFromNodeToNode() {
        onSurface((surface, told) -> {
            click(surface.canvas(), place(surface, "a"), 1);
            type(surface.canvas(), KeyCode.DOWN);
            assertEquals("b", surface.selected());
            type(surface.canvas(), KeyCode.DOWN);
            assertNotEquals("b", surface.selected());
            type(surface.canvas(), KeyCode.UP, KeyCode.UP);
            assertEquals("a", surface.selected());
            type(surface.canvas(), KeyCode.UP);
            assertEquals("a", surface.selected(), "nothing lies above");
        });
    }

    @Test
    void keysZoomFitAndPan() {
        onSurface((surface, told) -> {
            ZoomCanvas canvas = surface.canvas();
            double fitted = canvas.zoom();
            type(canvas, KeyCode.PLUS, KeyCode.PLUS);
            assertEquals(fitted * 1.44, canvas.zoom(), 1e-9);
            type(canvas, KeyCode.MINUS);
            assertEquals(fitted * 1.2, canvas.zoom(), 1e-9);
            double left = atZero(canvas).getX();
            type(canvas, KeyCode.RIGHT);
            assertTrue(atZero(canvas).getX() > left, "with nothing selected, arrows move the picture");
            type(canvas, KeyCode.HOME);
            assertEquals(fitted, canvas.zoom(), 1e-9);
        });
    }

    @Test
    void aNodeIsFoundByWhatStandsInIt() {
        onSurface((surface, told) -> {
            assertTrue(surface.search("  gam "));
            assertEquals("c", surface.selected());
            assertTrue(surface.search("ta"));
            String first = surface.selected();
            assertTrue(surface.search("ta"));
            assertNotEquals(first, surface.selected(), "the next that has it");
            assertFalse(surface.search("omega"));
            assertFalse(surface.search(" "));
        });
    }

    @Test
    void aSubgraphIsFoldedByADoubleClickAndByEnter() {
        onSurface((surface, told) -> {
            Box frame = place(surface, "s");
            click(surface.canvas(), new Box(frame.x() + 2, frame.y() + 2, 2, 2), 2);
            surface.canvas().layout();
            assertTrue(surface.placed().orElseThrow().place("c").isEmpty(), "what was in it is not drawn");
            assertTrue(surface.placed().orElseThrow().links().stream().anyMatch(link -> link.link().to().equals("s")));
            surface.select("s");
            type(surface.canvas(), KeyCode.ENTER);
            assertTrue(surface.placed().orElseThrow().place("c").isPresent());
        });
    }

    @Test
    void theSameDiagramIsNotLaidOutAgain() {
        onSurface((surface, told) -> {
            var before = surface.placed().orElseThrow();
            surface.show(read(CHAIN));
            assertTrue(before == surface.placed().orElseThrow() && surface.isSettled());
        });
    }

    // ---- texts with clicks

    @Test
    void aPageIsOpenedOnlyAfterAsking() {
        FxThread.run(() -> {
            List<String> opened = new ArrayList<>();
            OpenPane.Desk desk = new OpenPane.Desk(null);
            MermaidPane pane = new MermaidPane(desk.context, new NoFiles(), opened::add);
            Scene scene = new Scene(pane.node(), 1000, 700);
            lay(pane.node());
            pane.area().replaceText("""
                    flowchart TD
                    a --> b
                    a --> c
                    click a "https://example.org/a" "About a"
                    click b call run(1) "Runs"
                    click c "javascript:alert(1)"
                    """);
            lay(pane.node());
            ZoomCanvas canvas = (ZoomCanvas) Objects.requireNonNull(pane.node().lookup(".drawing-canvas"));
            point(canvas, where(pane, "a"));
            assertEquals("About a\nLeads to https://example.org/a", pane.surface().tip());
            point(canvas, where(pane, "b"));
            assertEquals("Runs\nCalls the function run of a web page; here it does nothing.", pane.surface().tip());
            click(canvas, where(pane, "a"), 1);
            assertEquals(List.of(), opened);
            assertTrue(pane.question().isAsking());
            ((Button) pane.question().lookup("#leave-page")).fire();
            assertFalse(pane.question().isAsking());
            click(canvas, where(pane, "a"), 1);
            ((Button) pane.question().lookup("#open-page")).fire();
            assertEquals(List.of("https://example.org/a"), opened);
            click(canvas, where(pane, "b"), 1);
            assertFalse(pane.question().isAsking());
            click(canvas, where(pane, "c"), 1);
            assertTrue(pane.question().isAsking());
            assertFalse(pane.question().lookup("#open-page").isVisible(), "no page, no program");
            pane.close();
            scene.setRoot(new javafx.scene.Group());
        });
    }

    @Test
    void onlyPagesAreOpened() {
        for (String page : List.of("https://example.org", "http://a.b/c?d", "HTTPS://X", "mailto:a@b.c")) {
            assertTrue(Pages.isAddress(page), page);
        }
        for (String other : List.of("javascript:alert(1)", "file:///etc/passwd", "/etc/passwd", "data:text/html,x", "", "a b", "-x")) {
            assertFalse(Pages.isAddress(other), other);
        }
    }

    @Test
    void theExampleIsColouredFromTheStart() {
        FxThread.run(() -> {
            OpenPane.Desk desk = new OpenPane.Desk(null);
            MermaidPane pane = new MermaidPane(desk.context, new NoFiles(), _ -> {});
            assertEquals(List.of("mermaid-keyword"), List.copyOf(pane.area().getStyleOfChar(0)), pane.area()::getText);
            pane.close();
        });
    }

    @Test
    void aTextIsOpenedSavedAndBegun(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("a.mmd"), "flowchart LR\nx --> y\n");
        Path other = folder.resolve("b.mmd");
        AtomicReference<String> fault = new AtomicReference<>("");
        FxThread.run(() -> {
            OpenPane.Desk desk = new OpenPane.Desk(null);
            MermaidPane pane = new MermaidPane(desk.context, new NoFiles(), _ -> {});
            pane.open(file);
            assertEquals("flowchart LR\nx --> y\n", pane.area().getText());
            pane.area().appendText("y --> [\n");
            fault.set(pane.fault().getText());
            pane.save(other);
            pane.open(folder.resolve("missing.mmd"));
            assertTrue(pane.fault().getText().contains("missing.mmd"), pane.fault()::getText);
            assertTrue(pane.area().getText().startsWith("flowchart LR"), "what was there stays");
            pane.begin();
            assertEquals(Messages.ENGLISH.text("view.mermaid.new"), pane.area().getText());
            assertEquals("", pane.fault().getText());
            pane.close();
        });
        String said = Objects.requireNonNull(fault.get());
        assertTrue(said.startsWith("Line 3, column 7"), said);
        assertEquals("flowchart LR\nx --> y\ny --> [\n", Files.readString(other));
    }

    // ---- the network's own

    @Test
    void everyNodeTellsWhatPassedIt() {
        withTheSample((pane, desk, trace) -> {
            Pipeline pipeline = pane.model().pipeline();
            assertNotNull(pipeline);
            long numbers = labels(pane, "norm ");
            long tokens = labels(pane, "To · be");
            long attention = pipeline.stations().entrySet().stream()
                    .filter(one -> one.getValue().kind().equals("attention"))
                    .count();
            assertEquals(pipeline.diagram().nodes().size(), numbers + tokens + attention);
            assertEquals(trace.sites().getFirst().heads(), rasters(pane), "a picture of every head");
        });
    }

    @Test
    void theLayerThatIsLookedAtIsShownWhereLayersAreFolded() {
        withTheSample((pane, desk, trace) -> {
            assertEquals(1, labels(pane, "layer 0, one of 4 alike"));
            List<String> first = texts(pane);
            desk.selection.lockedHead().set(List.copyOf(trace.sites()).get(2).head(3));
            assertEquals(1, labels(pane, "layer 2, one of 4 alike"));
            assertNotEquals(first, texts(pane), "other numbers passed there");
        });
    }

    @Test
    void aHeadChosenAnywhereLightsItsPath() {
        withTheSample((pane, desk, trace) -> {
            assertEquals(0, traced(pane.surface().canvas(), Role.LOCKED));
            desk.selection.lockedHead().set(trace.sites().getLast().head(1));
            long lit = frames(pane);
            assertTrue(lit >= 2, "the node, and the head in it: " + lit);
            assertTrue(traced(pane.surface().canvas(), Role.LOCKED) >= 2, "the links in and out");
            desk.selection.hoveredHead().set(trace.sites().getFirst().head(0));
            assertEquals(1, labels(pane, "layer 0, one of 4 alike"), "what is hovered comes before what is pinned");
        });
    }

    @Test
    void aClickOnAttentionLeadsTheOtherViewsToItsLayer() {
        withTheSample((pane, desk, trace) -> {
            HeadAddress there = List.copyOf(trace.sites()).get(1).head(5);
            desk.selection.lockedHead().set(there);
            String attention = node(pane, "attention");
            click(pane.surface().canvas(), place(pane.surface(), attention), 1);
            assertEquals(there, desk.selection.lockedHead().get(), "layers drawn once: it stays where it was");
            click(pane.surface().canvas(), place(pane.surface(), attention), 2);
            lay(pane.node());
            Pipeline pipeline = Objects.requireNonNull(pane.model().pipeline());
            String last = pipeline.stations().entrySet().stream()
                    .filter(one -> one.getValue().sites().equals(List.of(trace.sites().getLast())))
                    .map(java.util.Map.Entry::getKey)
                    .findFirst()
                    .orElseThrow();
            click(pane.surface().canvas(), place(pane.surface(), last), 1);
            assertEquals(trace.sites().getLast().head(5), desk.selection.lockedHead().get(), "the same head of the layer that was clicked");
        });
    }

    @Test
    void aClickOnTheNumberOfLayersUnfoldsThemAndOneOnALayersNameFoldsThemAgain() {
        withTheSample((pane, desk, trace) -> {
            click(pane.surface().canvas(), title(pane, " × 4"), 1);
            lay(pane.node());
            assertEquals(4, frameTitles(pane).size());
            click(pane.surface().canvas(), title(pane, "h.2"), 1);
            lay(pane.node());
            assertEquals(List.of("h × 4"), frameTitles(pane));
        });
    }

    private static List<String> frameTitles(DiagramPane pane) {
        return pane.surface().placed().orElseThrow().frames().stream().map(frame -> frame.subgraph().title().value().lines().findFirst().orElseThrow()).toList();
    }

    /// The middle of the first line of a frame's title.
    private static Box title(DiagramPane pane, String part) {
        Box frame = pane.surface().placed().orElseThrow().frames().stream()
                .filter(one -> one.subgraph().title().value().contains(part))
                .findFirst()
                .orElseThrow()
                .box();
        return new Box(frame.centerX() - 1, frame.y() + 12, 2, 2);
    }

    @Test
    void stepsAreToldInWordsAndShown() {
        withTheSample((pane, desk, trace) -> {
            List<Button> buttons = pane.node().lookupAll(".button").stream().map(Button.class::cast).toList();
            Button on = buttons.stream().filter(button -> "▶".equals(button.getText())).findFirst().orElseThrow();
            Button back = buttons.stream().filter(button -> "◀".equals(button.getText())).findFirst().orElseThrow();
            Label sentence = (Label) pane.node().lookup(".diagram-sentence");
            on.fire();
            assertTrue(sentence.getText().startsWith("1 of "), sentence::getText);
            String first = pane.surface().selected();
            on.fire();
            assertTrue(sentence.getText().startsWith("2 of "));
            back.fire();
            assertEquals(first, pane.surface().selected());
        });
    }

    @Test
    void theSearchFieldFindsAndTheRunsAreWatchedWhileItIsSeen() {
        withTheSample((pane, desk, trace) -> {
            TextField search = (TextField) Objects.requireNonNull(pane.node().lookup(".text-field"));
            search.setText("mlp");
            search.fireEvent(new javafx.event.ActionEvent());
            assertTrue(Objects.requireNonNull(pane.surface().selected()).contains("mlp"));
            assertTrue(desk.context.steps().watched().get());
            Scene scene = pane.node().getScene();
            scene.setRoot(new javafx.scene.Group());
            assertFalse(desk.context.steps().watched().get(), "nobody sees it");
            scene.setRoot(pane.node());
            assertTrue(desk.context.steps().watched().get());
        });
    }

    // ---- helpers

    private interface OnSurface {
        void with(DiagramSurface surface, List<String> told);
    }

    private static void onSurface(OnSurface test) {
        FxThread.run(() -> {
            List<String> told = new ArrayList<>();
            DiagramSurface surface = new DiagramSurface(Runnable::run, _ -> {}, told::add, _ -> false, _ -> {});
            Scene scene = new Scene(surface.canvas(), 800, 600);
            surface.show(read(CHAIN));
            lay(surface.canvas());
            test.with(surface, told);
            surface.close();
            scene.setRoot(new javafx.scene.Group());
        });
    }

    private interface WithTheSample {
        void with(DiagramPane pane, OpenPane.Desk desk, Trace trace);
    }

    private static void withTheSample(WithTheSample test) {
        try (FolderModel model = FolderModel.open(Path.of("sample-models/shakespeare-gpt"), new OnnxEngine(1))) {
            RunRequest request = RunRequest.of(model.network().program().outputs().keySet().toArray(String[]::new)).withPassed(true);
            try (Trace trace = model.run(model.encode(Entered.of("To be, or not to be")), request, Cancellation.never())) {
                FxThread.run(() -> {
                    OpenPane.Desk desk = new OpenPane.Desk(trace);
                    desk.network.set(model.network());
                    DiagramPane pane = new DiagramPane(desk.context);
                    Scene scene = new Scene(pane.node(), 900, 900);
                    lay(pane.node());
                    test.with(pane, desk, trace);
                    pane.close();
                    scene.setRoot(new javafx.scene.Group());
                });
            }
        }
    }

    private static String node(DiagramPane pane, String kind) {
        return Objects.requireNonNull(pane.model().pipeline()).stations().entrySet().stream()
                .filter(one -> one.getValue().kind().equals(kind))
                .map(java.util.Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    private static List<String> texts(DiagramPane pane) {
        return pane.surface().canvas().overlay().marks().stream()
                .filter(Mark.Label.class::isInstance)
                .map(mark -> ((Mark.Label) mark).text())
                .toList();
    }

    private static long labels(DiagramPane pane, String text) {
        return texts(pane).stream().filter(one -> one.contains(text)).count();
    }

    private static long rasters(DiagramPane pane) {
        return pane.surface().canvas().overlay().marks().stream().filter(Mark.Raster.class::isInstance).count();
    }

    private static long frames(DiagramPane pane) {
        return pane.surface().canvas().overlay().marks().stream()
                .filter(mark -> mark instanceof Mark.Frame frame && frame.role() == Role.LOCKED)
                .count();
    }

    private static long traced(ZoomCanvas canvas, Role role) {
        return canvas.overlay().marks().stream()
                .filter(mark -> mark instanceof Mark.Traced traced && traced.ink() == role)
                .count();
    }

    private static Box where(MermaidPane pane, String id) {
        return place(pane.surface(), id);
    }

    private static Box place(DiagramSurface surface, String id) {
        return surface.placed().orElseThrow().place(id).orElseThrow();
    }

    private static Diagram read(String text) {
        return MermaidReader.read(text).orThrow("text");
    }

    private static void lay(Region node) {
        node.resize(node.getScene().getWidth(), node.getScene().getHeight());
        node.applyCss();
        node.layout();
        node.layout();
    }

    private static Point2D atZero(ZoomCanvas canvas) {
        canvas.layout();
        MouseEvent event = mouse(canvas, MouseEvent.MOUSE_MOVED, 0, 0, 0);
        return new Point2D(canvas.drawingX(event), canvas.drawingY(event));
    }

    private static void point(ZoomCanvas canvas, Box box) {
        Point2D zero = atZero(canvas);
        Event.fireEvent(canvas, mouse(canvas, MouseEvent.MOUSE_MOVED,
                (box.centerX() - zero.getX()) * canvas.zoom(), (box.centerY() - zero.getY()) * canvas.zoom(), 0));
    }

    private static void click(ZoomCanvas canvas, Box box, int times) {
        Point2D zero = atZero(canvas);
        Event.fireEvent(canvas, mouse(canvas, MouseEvent.MOUSE_CLICKED,
                (box.centerX() - zero.getX()) * canvas.zoom(), (box.centerY() - zero.getY()) * canvas.zoom(), times));
    }

    private static MouseEvent mouse(ZoomCanvas canvas, javafx.event.EventType<MouseEvent> type, double x, double y, int clicks) {
        return new MouseEvent(
                canvas, canvas, type, x, y, x, y, MouseButton.PRIMARY, clicks, false, false, false, false,
                false, false, false, false, false, true, new PickResult(canvas, x, y));
    }

    private static void type(ZoomCanvas canvas, KeyCode... codes) {
        for (KeyCode code : codes) {
            Event.fireEvent(canvas, new KeyEvent(KeyEvent.KEY_PRESSED, "", "", code, false, false, false, false));
            canvas.layout();
        }
    }

    /// Nobody to choose a file.
    private static final class NoFiles implements MermaidFiles {
        @Override
        public java.util.Optional<Path> open(javafx.stage.Window owner, String title) {
            return java.util.Optional.empty();
        }

        @Override
        public java.util.Optional<Path> save(javafx.stage.Window owner, String title) {
            return java.util.Optional.empty();
        }
    }
}

package io.headscope.view.diagram;

import io.headscope.attention.HeadAddress;
import io.headscope.attention.Trace;
import io.headscope.diagram.Subgraph;
import io.headscope.diagram.layout.Placed;
import io.headscope.diagram.pipeline.Detail;
import io.headscope.diagram.pipeline.Pipeline.Station;
import io.headscope.diagram.pipeline.Pipeline;
import io.headscope.drawing.Box;
import io.headscope.drawing.Drawing;
import io.headscope.drawing.Mark;
import io.headscope.drawing.Role;
import io.headscope.drawing.Sheet;
import io.headscope.drawing.TextMeasure;
import io.headscope.message.Messages;
import io.headscope.model.Network;
import io.headscope.session.ViewContext;
import io.headscope.task.Cancellation;
import io.headscope.view.ViewPane;
import io.headscope.view.canvas.ViewControls.Action;
import io.headscope.view.canvas.ViewControls;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.Region;
import javafx.util.Subscription;
import org.jspecify.annotations.Nullable;

/// The open network as a diagram: a click on attention leads the other views to its layer, a head chosen elsewhere lights
/// its path, a double click unfolds layers alike, and a walk goes from input to prediction with a sentence on each step.
public final class DiagramPane implements ViewPane {

    /// Below this, letters are guessed rather than read.
    private static final double READABLE = 0.62;
    private static final double LINE = 14 * 1.3;

    private final ViewContext context;
    private final DiagramViewModel model = new DiagramViewModel();
    private final DiagramSurface surface;
    private final ViewControls controls;
    private final TextField search = new TextField();
    private final Label sentence = new Label();
    private final BorderPane node = new BorderPane();
    private @Nullable Alive alive;
    private Subscription watching = Subscription.EMPTY;
    private final Subscription subscriptions;

    public DiagramPane(ViewContext context) {
        this.context = context;
        this.surface = new DiagramSurface(context.background(), this::decorate, this::chosen, this::unfold, _ -> {});
        this.controls = createControls();
        search.setOnAction(_ -> surface.search(search.getText()));
        search.setPrefColumnCount(10);
        search.setPrefHeight(30);
        surface.canvas().setReadable(READABLE);
        surface.setHandles(this::handles);
        surface.setTips(this::tip);
        sentence.getStyleClass().add("diagram-sentence");
        sentence.setWrapText(true);
        sentence.setMaxWidth(Double.MAX_VALUE);
        sentence.setMinHeight(Region.USE_PREF_SIZE);
        sentence.managedProperty().bind(sentence.textProperty().isNotEmpty());
        node.getStyleClass().add("diagram-view");
        node.setTop(controls.node());
        node.setCenter(surface.canvas());
        node.setBottom(sentence);
        subscriptions = Subscription.combine(
                context.network().subscribe(_ -> newNetwork()),
                context.trace().subscribe(_ -> newTrace()),
                context.messages().subscribe(this::speak),
                context.theme().subscribe(surface.canvas()::setTheme),
                context.lab().presenting().subscribe(surface.canvas()::setPresented),
                surface.canvas().sceneProperty().subscribe(this::comeOrGo),
                model.detail().subscribe(this::refresh),
                context.selection().focusedHead().subscribe(_ -> surface.decorate()));
    }

    @Override
    public Region node() {
        return node;
    }

    @Override
    public @Nullable Function<Cancellation, Drawing> figure() {
        Alive now = alive;
        HeadAddress head = context.selection().focusedHead().getValue();
        // One of its own: it is drawn beside the window's thread.
        return surface.figure(now == null ? (_, _) -> {} : (sheet, placed) -> now.anew().draw(sheet, placed, head));
    }

    DiagramViewModel model() {
        return model;
    }

    DiagramSurface surface() {
        return surface;
    }

    private ViewControls createControls() {
        return new ViewControls(context.messages())
                .choice("view.diagram.detail", Arrays.asList(Detail.values()), Detail::id, model.detail())
                .buttons(
                        new Action("view.diagram.zoom-in", "+", () -> surface.canvas().zoomIn()),
                        new Action("view.diagram.zoom-out", "−", () -> surface.canvas().zoomOut()),
                        Action.named("view.diagram.fit", () -> surface.canvas().fit()))
                .buttons(
                        new Action("view.diagram.back", "◀", () -> walk(-1)),
                        new Action("view.diagram.on", "▶", () -> walk(1)))
                .with(search);
    }

    private void speak(Messages messages) {
        search.setPromptText(messages.text("view.diagram.search"));
        search.setAccessibleText(messages.text("view.diagram.search"));
        surface.canvas().setAccessibleText(messages.text("view.diagram.described"));
        sentence.setText("");
        refresh();
    }

    /// Runs tell what passes every step only while somebody sees it.
    private void comeOrGo(@Nullable Scene scene) {
        watching.unsubscribe();
        watching = scene == null ? Subscription.EMPTY : context.steps().watch();
        refresh();
    }

    private void newNetwork() {
        model.forget();
        surface.canvas().begin();
        surface.clear();
        sentence.setText("");
        refresh();
    }

    private void newTrace() {
        alive = null;
        refresh();
    }

    private void refresh() {
        Network network = context.network().getValue();
        if (network == null || surface.canvas().getScene() == null) {
            return;
        }
        Trace trace = ofNetwork(network, context.trace().getValue());
        Messages messages = context.messages().getValue();
        Pipeline pipeline = model.read(network.program(), trace, messages);
        alive = trace == null ? null : new Alive(trace, network, pipeline, messages);
        surface.show(alive == null ? pipeline.diagram() : alive.diagram());
    }

    // While a model is being changed, the trace may still be the last one's.
    private static @Nullable Trace ofNetwork(Network network, @Nullable Trace trace) {
        return trace != null && new HashSet<>(network.program().sites()).containsAll(trace.sites()) ? trace : null;
    }

    /// Where a click unfolds layers alike, or folds them again: `× 12`, and the names of layers that are shown one by one.
    private Map<String, Box> handles(Placed placed) {
        Pipeline pipeline = model.pipeline();
        Map<String, Box> handles = new LinkedHashMap<>();
        if (pipeline == null) {
            return handles;
        }
        for (Placed.PlacedFrame frame : placed.frames()) {
            Subgraph subgraph = frame.subgraph();
            pipeline.station(subgraph.id()).filter(station -> !station.fold().isEmpty()).ifPresent(_ ->
                    handles.put(subgraph.id(), handle(firstLine(subgraph.title().value()), frame.box().centerX(), frame.box().y() + 4)));
        }
        for (Placed.PlacedNode one : placed.nodes()) {
            String[] lines = one.node().label().value().split("\n");
            pipeline.station(one.node().id()).filter(station -> station.layers() > 1 && lines.length > 1 && lines[1].startsWith("×")).ifPresent(_ ->
                    handles.put(one.node().id(), handle(lines[1], one.label().centerX(), one.label().y() + one.label().height() / lines.length)));
        }
        return handles;
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    private static Box handle(String text, double middle, double top) {
        double width = TextMeasure.bundled().width(text, 14) + 16;
        return new Box(middle - width / 2, top - 1, width, LINE + 2);
    }

    private String tip(String id) {
        Pipeline pipeline = model.pipeline();
        Station station = pipeline == null ? null : pipeline.station(id).orElse(null);
        Placed placed = surface.placed().orElse(null);
        if (station == null || placed == null || !handles(placed).containsKey(id)) {
            return "";
        }
        Messages messages = context.messages().getValue();
        return station.layers() > 1 ? messages.format("view.diagram.unfold", station.layers()) : messages.text("view.diagram.fold");
    }

    private boolean unfold(String id) {
        boolean folds = model.toggleFold(id);
        if (folds) {
            refresh();
        }
        return folds;
    }

    /// A node was clicked: attention leads the other views to its layer.
    private void chosen(String id) {
        model.walkTo(id);
        Pipeline pipeline = model.pipeline();
        Trace trace = context.trace().getValue();
        Station station = pipeline == null ? null : pipeline.station(id).orElse(null);
        if (station == null) {
            return;
        }
        tell(station);
        if (trace != null) {
            HeadAddress now = context.selection().lockedHead().get();
            station.sites().stream().filter(trace.sites()::contains).findFirst().ifPresent(site -> {
                boolean there = now != null && station.sites().contains(now.site());
                int head = now == null ? 0 : Math.min(now.head(), site.heads() - 1);
                context.selection().lockedHead().set(there ? now : site.head(head));
            });
        }
    }

    private void walk(int by) {
        String id = model.walk(by);
        Pipeline pipeline = model.pipeline();
        if (id != null && pipeline != null) {
            surface.select(id);
            pipeline.station(id).ifPresent(this::tell);
        }
    }

    private void tell(Station station) {
        Messages messages = context.messages().getValue();
        String place = model.place(messages);
        sentence.setText((place.isEmpty() ? "" : place + "  ") + DiagramViewModel.sentence(station, messages));
    }

    // ---- what lies over the diagram

    private void decorate(Sheet sheet) {
        Pipeline pipeline = model.pipeline();
        Placed placed = surface.placed().orElse(null);
        Trace trace = context.trace().getValue();
        if (pipeline == null || placed == null) {
            return;
        }
        if (surface.isSettled()) {
            handles(placed).values().forEach(box -> sheet.add(new Mark.Frame(box, Role.QUIET_TEXT, 1, 8)));
        }
        if (trace == null) {
            return;
        }
        path(sheet, placed, pipeline, trace);
        if (alive != null && surface.isSettled()) {
            alive.draw(sheet, placed, context.selection().focusedHead().getValue());
        }
    }

    /// The nodes that the focused head is computed in, and the links between them.
    private void path(Sheet sheet, Placed placed, Pipeline pipeline, Trace trace) {
        HeadAddress head = context.selection().focusedHead().getValue();
        if (head == null || !trace.sites().contains(head.site())) {
            return;
        }
        Set<String> lit = new HashSet<>(DiagramViewModel.nodesOf(pipeline, head.site()));
        DiagramSurface.light(
                sheet, placed, link -> lit.contains(link.link().to()) != lit.contains(link.link().from()), Role.LOCKED, 2);
        DiagramSurface.light(
                sheet, placed, link -> lit.contains(link.link().to()) && lit.contains(link.link().from()), Role.LOCKED, 3);
        lit.forEach(id -> placed.place(id).ifPresent(box -> sheet.add(new Mark.Frame(box.grown(2), Role.LOCKED, 2, 5))));
    }

    @Override
    public void close() {
        subscriptions.unsubscribe();
        watching.unsubscribe();
        surface.close();
        controls.close();
        alive = null;
    }
}

package io.headscope.view.lab;

import io.headscope.drawing.Box;
import io.headscope.drawing.ColorMap;
import io.headscope.drawing.Drawing;
import io.headscope.lab.Example;
import io.headscope.lab.LabState;
import io.headscope.lab.MatrixText;
import io.headscope.lab.Mechanism;
import io.headscope.lab.Quantity;
import io.headscope.lab.TakenHead;
import io.headscope.lab.example.Examples;
import io.headscope.lab.mechanism.Mechanisms;
import io.headscope.message.Messages;
import io.headscope.message.Phrase;
import io.headscope.message.ProblemException;
import io.headscope.session.HeadTaking;
import io.headscope.session.LabBench;
import io.headscope.session.LabBench.Spot;
import io.headscope.session.Selection.Cell;
import io.headscope.session.ViewContext;
import io.headscope.task.Cancellation;
import io.headscope.view.ViewPane;
import io.headscope.view.canvas.DrawingCanvas;
import io.headscope.view.canvas.ViewControls;
import io.headscope.view.canvas.ViewControls.Action;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.Orientation;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.SplitPane;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;
import org.jspecify.annotations.Nullable;

/// The lab: what is put in at the left, formula and matrices at the right, step by step if one likes. Pointing at a cell
/// shows where it came from, a click pins it, a double click on a number that was put in lets one type another. By keyboard:
/// arrows move the pin, enter types, page up and page down change the step.
public final class LabPane implements ViewPane {

    private static final double WIDE = 620;
    private static final double INPUTS = 260;

    /// A table that is taller shows the code below the matrices, where its lines have room.
    private static final double TALL = 480;

    /// How much larger small matrices are shown where there is room.
    private static final double[] ENLARGED = {1.15, 1.3, 1.5, 1.7};

    private final ViewContext context;
    private final LabBench lab;
    private final DrawingCanvas canvas = new DrawingCanvas();
    private final ObjectProperty<ColorMap> colorMap = new SimpleObjectProperty<>(ColorMap.VIRIDIS);
    private final BooleanProperty numbers = new SimpleBooleanProperty();
    private final ObjectProperty<@Nullable Mechanism> mechanism = new SimpleObjectProperty<>();
    private final ObjectProperty<@Nullable Example> example = new SimpleObjectProperty<>();
    private final ViewControls controls;
    private final ViewControls steps;
    private final InputEditor inputs;
    private final Label problem = new Label();
    private final Label sentence = new Label();
    private final TokenFields tokens;
    private final VBox top;
    private final SplitPane table = new SplitPane();
    /// What is told lies over the drawing, so that nothing moves away from under the pointer.
    private final CellField field;
    private final BorderPane sheet;
    private final BorderPane node = new BorderPane();
    private final Subscription subscription;
    private @Nullable LabPicture picture;

    public LabPane(ViewContext context) {
        this.context = context;
        this.lab = context.lab();
        this.controls = createControls();
        this.steps = createSteps();
        this.inputs = new InputEditor(lab, context.messages());
        this.tokens = new TokenFields(context);
        this.field = new CellField(canvas::requestFocus);
        this.top = new VBox(controls.node(), tokens);
        this.sheet = new BorderPane(new StackPane(canvas, problem, field));
        createCanvas();
        problem.getStyleClass().add("lab-problem");
        problem.setWrapText(true);
        problem.setMinHeight(Region.USE_PREF_SIZE);
        problem.setMaxSize(Double.MAX_VALUE, Region.USE_PREF_SIZE);
        problem.setMouseTransparent(true);
        StackPane.setAlignment(problem, Pos.BOTTOM_LEFT);
        sheet.setMinSize(0, 0);
        table.getItems().setAll(inputs.node(), sheet);
        table.widthProperty().subscribe(this::turn);
        table.heightProperty().subscribe(this::turn);
        node.getStyleClass().add("lab-view");
        node.setTop(top);
        node.setCenter(table);
        Node stepButtons = steps.row();
        sentence.getStyleClass().add("lab-sentence");
        sentence.setWrapText(true);
        sentence.setMinWidth(0);
        HBox.setHgrow(sentence, Priority.ALWAYS);
        HBox bottom = new HBox(stepButtons, sentence);
        bottom.getStyleClass().add("lab-steps");
        node.setBottom(bottom);
        this.subscription = Subscription.combine(
                context.theme().subscribe(canvas::setTheme),
                context.messages().subscribe(_ -> refresh()),
                lab.state().subscribe(this::opened),
                lab.problem().subscribe(_ -> tell()),
                context.messages().subscribe(words -> field.setAccessibleText(words.text("lab.inputs"))),
                context.messages().subscribe(_ -> tell()),
                lab.step().subscribe(this::refresh),
                lab.presenting().subscribe(this::enlarge),
                lab.hovered().subscribe(this::highlight),
                lab.locked().subscribe(this::highlight),
                context.selection().focusedCell().subscribe(this::follow),
                canvas.widthProperty().subscribe(this::refresh),
                canvas.heightProperty().subscribe(this::refresh),
                canvas.sceneProperty().subscribe(this::refresh));
        colorMap.subscribe(this::refresh);
        numbers.subscribe(this::refresh);
        mechanism.addListener((_, _, chosen) -> chosen(chosen));
        example.addListener((_, _, chosen) -> chosen(chosen));
    }

    @Override
    public Region node() {
        return node;
    }

    @Override
    public Function<Cancellation, Drawing> figure() {
        LabState state = lab.state().get();
        LabLayout.Options options = options(lab.presenting().get() ? DrawingCanvas.PRESENTED : 1, lab.step().get()).telling(false);
        Messages messages = context.messages().getValue();
        return _ -> LabLayout.layout(state, options, messages).drawing();
    }

    // A list may have nothing chosen: a mechanism while an example is open, an example while a mechanism is.
    @SuppressWarnings("NullAway")
    private ViewControls createControls() {
        return new ViewControls(context.messages())
                .list("lab.mechanism", Mechanisms.all(), Mechanism::id, mechanism)
                .list("lab.example", Examples.all(), Example::id, example)
                .list("view.color-map", Arrays.asList(ColorMap.values()), ColorMap::id, colorMap)
                .toggle("view.lab.numbers", numbers)
                .buttons(
                        Action.named("view.lab.reset", lab::reset),
                        Action.named("view.lab.take", () -> HeadTaking.take(context)));
    }

    private ViewControls createSteps() {
        return new ViewControls(context.messages())
                .buttons(
                        Action.named("view.lab.step-all", () -> lab.goTo(0)),
                        new Action("lab.step-back", "◀", () -> lab.goTo(lab.step().get() - 1)),
                        new Action("lab.step-on", "▶", () -> lab.goTo(lab.step().get() + 1)));
    }

    private void createCanvas() {
        canvas.setOnMouseMoved(event -> lab.hovered().set(at(event)));
        canvas.setOnMouseExited(_ -> lab.hovered().set(null));
        canvas.setOnMouseClicked(this::click);
        canvas.setOnKeyPressed(this::press);
    }

    /// Side by side where there is room, above each other where the view is narrow.
    private void turn() {
        boolean wide = table.getWidth() >= WIDE;
        table.setOrientation(wide ? Orientation.HORIZONTAL : Orientation.VERTICAL);
        table.setDividerPositions(wide ? Math.min(0.36, INPUTS / table.getWidth()) : 0.4);
        placeCode(wide && table.getHeight() >= TALL && !lab.presenting().get());
    }

    private void placeCode(boolean below) {
        if (!below) {
            sheet.setBottom(null);
            inputs.keepCode();
        } else if (sheet.getBottom() == null) {
            sheet.setBottom(inputs.takeCode());
        }
    }

    /// Shown to a room, there are formula, matrices and steps, and nothing else.
    private void enlarge(boolean on) {
        refresh();
        top.setVisible(!on);
        top.setManaged(!on);
        table.getItems().remove(inputs.node());
        if (!on) {
            table.getItems().addFirst(inputs.node());
        }
        turn();
    }

    private void chosen(@Nullable Mechanism wanted) {
        LabState now = lab.state().get();
        if (wanted != null && (now.example() != null || now.taken() != null || now.mechanism() != wanted)) {
            lab.open(wanted);
        }
    }

    private void chosen(@Nullable Example wanted) {
        if (wanted != null && lab.state().get().example() != wanted) {
            lab.open(wanted);
        }
    }

    private void opened(LabState state) {
        example.set(state.example());
        mechanism.set(state.example() == null && Mechanisms.all().contains(state.mechanism()) ? state.mechanism() : null);
        refresh();
    }

    private LabLayout.Options options(double zoom, int step) {
        return new LabLayout.Options(canvas.getWidth() / zoom, step, colorMap.get(), numbers.get(), true);
    }

    /// As large as the whole table can be in the room there is, and larger before a room: the same at every step.
    private double zoom() {
        double least = lab.presenting().get() ? DrawingCanvas.PRESENTED : 1;
        double fits = least;
        for (double more : ENLARGED) {
            double zoom = least * more;
            LabPicture whole = LabLayout.layout(lab.state().get(), options(zoom, 0), context.messages().getValue());
            boolean inside = whole.drawing().height() * zoom <= canvas.getHeight() && whole.drawing().width() * zoom <= canvas.getWidth() + 1;
            if (!inside) {
                break;
            }
            fits = zoom;
        }
        return fits;
    }

    private void refresh() {
        if (canvas.getScene() == null || canvas.getWidth() < 1) {
            return;
        }
        double zoom = zoom();
        canvas.setZoom(zoom);
        LabPicture made = LabLayout.layout(lab.state().get(), options(zoom, lab.step().get()), context.messages().getValue());
        picture = made;
        canvas.setDrawing(made.drawing());
        say();
        Quantity current = lab.current();
        if (current != null) {
            made.box(current, current.rows().length() - 1, 0).ifPresent(canvas::reveal);
        }
        highlight();
    }

    /// What the step does, always in sight; with all of them there, what one can do.
    private void say() {
        Messages messages = context.messages().getValue();
        int step = lab.step().get();
        Phrase note = lab.note().get();
        String hint = note == null ? messages.text("view.lab.hint") : note.in(messages);
        sentence.setText(step == 0 || note != null ? hint : LabLayout.sentence(lab.state().get().evaluation(), step, messages));
    }

    private void tell() {
        ProblemException failure = lab.problem().get();
        problem.setVisible(failure != null);
        problem.setManaged(failure != null);
        Messages messages = context.messages().getValue();
        String aside = lab.keepsAside() ? " " + messages.text("lab.kept-aside") : "";
        problem.setText(failure == null ? "" : failure.sentence(messages) + aside);
    }

    private @Nullable Spot at(MouseEvent event) {
        LabPicture shown = picture;
        return shown == null ? null : shown.at(canvas.drawingX(event), canvas.drawingY(event)).orElse(null);
    }

    private void click(MouseEvent event) {
        Spot spot = at(event);
        if (spot != null && event.getClickCount() == 2 && isInput(spot)) {
            lab.locked().set(spot);
            type(spot);
        } else {
            lab.locked().set(spot == null || spot.equals(lab.locked().get()) ? null : spot);
        }
    }

    private boolean isInput(Spot spot) {
        return lab.state().get().evaluation().quantities().get(spot.quantity()).isInput();
    }

    /// Lets a number that was put in be changed where it stands.
    private void type(Spot spot) {
        LabPicture shown = picture;
        if (shown == null) {
            return;
        }
        Quantity input = shown.quantity(spot);
        shown.box(input, spot.row(), spot.column()).ifPresent(cell -> {
            canvas.reveal(cell);
            Box seen = canvas.viewport().get();
            double zoom = canvas.getWidth() / seen.width();
            Box place = new Box((cell.x() - seen.x()) * zoom, (cell.y() - seen.y()) * zoom, cell.width() * zoom, cell.height() * zoom);
            String number = MatrixText.write(input.value().at(spot.row(), spot.column()));
            field.open(place, number, text -> {
                if (!text.equals(number)) {
                    lab.type(input.name().symbol(), spot.row(), spot.column(), text);
                }
            });
        });
    }

    private void press(KeyEvent event) {
        switch (event.getCode()) {
            case PAGE_DOWN -> lab.goTo(lab.step().get() + 1);
            case PAGE_UP -> lab.goTo(lab.step().get() - 1);
            case LEFT, KP_LEFT -> move(0, -1);
            case RIGHT, KP_RIGHT -> move(0, 1);
            case UP, KP_UP -> move(-1, 0);
            case DOWN, KP_DOWN -> move(1, 0);
            case ENTER -> {
                Spot pinned = lab.locked().get();
                if (pinned == null || !isInput(pinned)) {
                    return;
                }
                type(pinned);
            }
            default -> {
                return;
            }
        }
        event.consume();
    }

    /// Pins the neighbour of the pinned cell; where none is, the first of what is looked at.
    private void move(int down, int right) {
        List<Quantity> quantities = lab.state().get().evaluation().quantities();
        Spot pinned = lab.locked().get();
        if (pinned == null) {
            Quantity current = lab.current();
            lab.locked().set(new Spot(current == null ? quantities.size() - 1 : quantities.indexOf(current), 0, 0));
            return;
        }
        Quantity quantity = quantities.get(pinned.quantity());
        lab.locked().set(new Spot(
                pinned.quantity(),
                Math.clamp(pinned.row() + down, 0, quantity.rows().length() - 1),
                Math.clamp(pinned.column() + right, 0, quantity.columns().length() - 1)));
    }

    private void highlight() {
        LabPicture shown = picture;
        Spot spot = lab.focused();
        Messages messages = context.messages().getValue();
        if (shown == null || spot == null || spot.quantity() >= shown.state().evaluation().quantities().size()) {
            canvas.setOverlay(Drawing.EMPTY);
            canvas.setAccessibleText(messages.text("view.lab.title"));
        } else {
            canvas.setOverlay(LabOverlay.draw(shown, spot, spot.equals(lab.locked().get()), messages));
            canvas.setAccessibleText(String.join(" ", LabOverlay.reading(shown, spot, messages)));
            lead(shown, spot);
        }
    }

    /// Where the numbers are of a model, its other views light up the same query and key.
    private void lead(LabPicture shown, Spot spot) {
        TakenHead taken = shown.state().taken();
        Quantity quantity = shown.quantity(spot);
        boolean ofPairs = taken != null
                && quantity.rows().kind().equals("q")
                && quantity.columns().kind().equals("k")
                && spot.row() < taken.queries().size()
                && spot.column() < taken.keys().size();
        if (taken != null && ofPairs && spot.equals(lab.hovered().get())) {
            context.selection().hover(
                    taken.head().site().section(), new Cell(taken.queries().get(spot.row()), taken.keys().get(spot.column())));
        }
    }

    /// And what is pointed at in another view is lit among the weights here.
    private void follow() {
        LabState state = lab.state().get();
        TakenHead taken = state.taken();
        Cell cell = taken == null ? null : context.selection().focusedIn(taken.head().site().section());
        if (taken == null || cell == null || cell.query() == null || cell.key() == null || lab.hovered().get() != null) {
            return;
        }
        int row = taken.queries().indexOf(cell.query());
        int column = taken.keys().indexOf(cell.key());
        if (row >= 0 && column >= 0 && picture != null) {
            int weights = state.evaluation().quantities().indexOf(state.evaluation().get("weights"));
            canvas.setOverlay(LabOverlay.draw(picture, new Spot(weights, row, column), false, context.messages().getValue()));
        }
    }

    @Override
    public void close() {
        subscription.unsubscribe();
        lab.hovered().set(null);
        inputs.close();
        tokens.close();
        controls.close();
        steps.close();
    }
}

package io.headscope.view.evaluation;

import io.headscope.drawing.Box;
import io.headscope.drawing.ColorMap;
import io.headscope.drawing.Drawing;
import io.headscope.evaluation.Answered;
import io.headscope.evaluation.Part;
import io.headscope.evaluation.Report;
import io.headscope.measure.Confusion;
import io.headscope.message.Messages;
import io.headscope.message.ProblemException;
import io.headscope.session.EvaluationBench;
import io.headscope.session.EvaluationBench.Cell;
import io.headscope.session.ViewContext;
import io.headscope.task.Cancellation;
import io.headscope.view.ViewPane;
import io.headscope.view.canvas.DrawingCanvas;
import io.headscope.view.canvas.ViewControls;
import io.headscope.view.canvas.ViewControls.Action;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.Insets;
import javafx.geometry.Orientation;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.SplitPane;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;
import org.jspecify.annotations.Nullable;

/// Which data, how far it is, what came of it; a click on a cell of the confusion matrix lists its examples, and one on an
/// example enters it. By keyboard: arrows move over the matrix, Enter opens the example that is chosen in the list.
public final class EvaluationPane implements ViewPane {

    private static final double WIDE = 760;

    private final ViewContext context;
    private final EvaluationBench bench;
    private final DataFolders folders;
    private final DrawingCanvas canvas = new DrawingCanvas();
    private final ObjectProperty<ColorMap> colorMap = new SimpleObjectProperty<>(ColorMap.VIRIDIS);
    private final ViewControls controls;
    private final ProgressBar progress = new ProgressBar();
    private final Label state = new Label();
    private final Label heading = new Label();
    private final ListView<Answered> list = new ListView<>();
    private final SplitPane sides = new SplitPane();
    private final VBox examples;
    private final BorderPane node = new BorderPane();
    private final Subscription subscription;
    private EvaluationPicture picture = new EvaluationPicture(Drawing.EMPTY, null, 0);
    private @Nullable Cell hovered;

    EvaluationPane(ViewContext context, DataFolders folders) {
        this.context = context;
        this.bench = context.evaluation();
        this.folders = folders;
        this.controls = createControls();
        this.examples = createExamples();
        createCanvas();
        progress.setMaxWidth(Double.MAX_VALUE);
        state.setWrapText(true);
        state.setMinHeight(Region.USE_PREF_SIZE);
        VBox telling = new VBox(4, progress, state);
        telling.setPadding(new Insets(0, 12, 6, 12));
        sides.getItems().setAll(canvas);
        sides.widthProperty().subscribe(this::turn);
        node.getStyleClass().add("evaluation-view");
        node.setTop(new VBox(controls.node(), telling));
        node.setCenter(sides);
        this.subscription = Subscription.combine(
                context.theme().subscribe(canvas::setTheme),
                context.messages().subscribe(_ -> speak()),
                bench.model().subscribe(_ -> tell()),
                bench.running().subscribe(_ -> tell()),
                bench.problem().subscribe(_ -> tell()),
                bench.progress().subscribe(now -> progress.setProgress(now.doubleValue())),
                bench.report().subscribe(_ -> found()),
                bench.chosen().subscribe(_ -> choose()),
                canvas.viewport().subscribe(this::resized),
                canvas.sceneProperty().subscribe(this::refresh));
        colorMap.subscribe(this::refresh);
    }

    @Override
    public Region node() {
        return node;
    }

    @Override
    public @Nullable Function<Cancellation, Drawing> figure() {
        Report report = bench.report().get();
        ColorMap colors = colorMap.get();
        Messages messages = context.messages().getValue();
        return report == null ? null : _ -> EvaluationLayout.layout(report, 0, colors, messages).drawing();
    }

    private ViewControls createControls() {
        return new ViewControls(context.messages())
                .buttons(Action.named("view.evaluation.choose", this::ask))
                .list("view.evaluation.part", Arrays.asList(Part.values()), Part::id, bench.part())
                .buttons(bench.data().map(EvaluationPane::isThere), Action.named("view.evaluation.again", bench::startAgain))
                .buttons(bench.running().map(EvaluationPane::isSo), Action.named("view.evaluation.cancel", bench::cancel))
                .list("view.color-map", Arrays.asList(ColorMap.values()), ColorMap::id, colorMap);
    }

    private static boolean isThere(@Nullable Path asked) {
        return asked != null;
    }

    private static boolean isSo(@Nullable Boolean running) {
        return Boolean.TRUE.equals(running);
    }

    private VBox createExamples() {
        heading.setPadding(new Insets(8, 12, 4, 12));
        heading.setWrapText(true);
        heading.setLabelFor(list);
        list.getStyleClass().add("evaluation-examples");
        list.setCellFactory(_ -> new Row());
        list.setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.ENTER) {
                open(list.getSelectionModel().getSelectedItem());
                event.consume();
            }
        });
        VBox all = new VBox(heading, list);
        VBox.setVgrow(list, javafx.scene.layout.Priority.ALWAYS);
        all.setMinWidth(0);
        return all;
    }

    /// One answer: what was asked, what is right, what was given.
    private final class Row extends ListCell<Answered> {

        Row() {
            setOnMouseClicked(_ -> open(getItem()));
        }

        @Override
        protected void updateItem(@Nullable Answered answered, boolean empty) {
            super.updateItem(answered, empty);
            setText(answered == null || empty ? null : text(answered));
        }
    }

    private String text(Answered answered) {
        Messages messages = context.messages().getValue();
        String name = answered.question().name().replace('\n', ' ');
        String said = answered.wanted().isEmpty()
                ? answered.given()
                : messages.format("view.evaluation.row", answered.wanted(), answered.given());
        return name + "\n" + said;
    }

    private void open(@Nullable Answered answered) {
        if (answered != null) {
            bench.open(answered);
        }
    }

    private void createCanvas() {
        canvas.setOnMouseMoved(event -> point(at(event)));
        canvas.setOnMouseExited(_ -> point(null));
        canvas.setOnMouseClicked(event -> {
            Cell cell = at(event);
            bench.chosen().set(cell == null || cell.equals(bench.chosen().get()) ? null : cell);
        });
        canvas.setOnKeyPressed(this::press);
    }

    private void ask() {
        folders.choose(node.getScene().getWindow(), context.messages().getValue().text("view.evaluation.choose")).ifPresent(this::start);
    }

    private void start(Path folder) {
        bench.start(folder);
    }

    private void speak() {
        Messages messages = context.messages().getValue();
        progress.setAccessibleText(messages.text("view.evaluation.progress"));
        list.setAccessibleText(messages.text("view.evaluation.examples"));
        list.refresh();
        tell();
        choose();
        refresh();
    }

    private void tell() {
        Messages messages = context.messages().getValue();
        ProblemException why = bench.problem().get();
        boolean running = bench.running().get();
        progress.setVisible(running);
        progress.setManaged(running);
        String said = why != null
                ? why.sentence(messages)
                : bench.model().get() == null ? messages.text("view.evaluation.no-model") : "";
        state.setText(said);
        state.setVisible(!said.isEmpty());
        state.setManaged(!said.isEmpty());
    }

    private void found() {
        if (bench.report().get() == null) {
            sides.getItems().remove(examples);
        } else if (!sides.getItems().contains(examples)) {
            sides.getItems().add(examples);
            turn();
        }
        hovered = null;
        choose();
        refresh();
    }

    /// Side by side where there is room, above each other where the view is narrow.
    private void turn() {
        boolean wide = sides.getWidth() >= WIDE;
        sides.setOrientation(wide ? Orientation.HORIZONTAL : Orientation.VERTICAL);
        sides.setDividerPositions(wide ? 0.66 : 0.7);
    }

    private void choose() {
        List<Answered> answers = bench.answers();
        list.getItems().setAll(answers);
        Messages messages = context.messages().getValue();
        Cell cell = bench.chosen().get();
        Report report = bench.report().get();
        Confusion confusion = report == null ? null : report.confusion();
        heading.setText(cell == null || confusion == null
                ? messages.format("view.evaluation.all", answers.size())
                : messages.format(
                        "view.evaluation.cell",
                        answers.size(),
                        confusion.labels().get(cell.right()),
                        confusion.labels().get(cell.given())));
        highlight();
    }

    private void refresh() {
        if (canvas.getScene() == null || canvas.viewport().get().width() < 1) {
            return;
        }
        picture = EvaluationLayout.layout(
                bench.report().get(), canvas.viewport().get().width(), colorMap.get(), context.messages().getValue());
        canvas.setDrawing(picture.drawing());
        highlight();
    }

    private void resized(Box before, Box now) {
        if (before.width() != now.width()) {
            refresh();
        }
    }

    private @Nullable Cell at(MouseEvent event) {
        return picture.at(canvas.drawingX(event), canvas.drawingY(event)).orElse(null);
    }

    private void point(@Nullable Cell cell) {
        hovered = cell;
        highlight();
    }

    private void press(KeyEvent event) {
        switch (event.getCode()) {
            case LEFT, KP_LEFT -> move(0, -1);
            case RIGHT, KP_RIGHT -> move(0, 1);
            case UP, KP_UP -> move(-1, 0);
            case DOWN, KP_DOWN -> move(1, 0);
            default -> {
                return;
            }
        }
        event.consume();
    }

    private void move(int down, int right) {
        int last = picture.classes() - 1;
        if (last >= 0) {
            Cell now = bench.chosen().get();
            Cell next = now == null
                    ? new Cell(0, 0)
                    : new Cell(Math.clamp(now.right() + down, 0, last), Math.clamp(now.given() + right, 0, last));
            bench.chosen().set(next);
            picture.box(next).ifPresent(canvas::reveal);
        }
    }

    private void highlight() {
        canvas.setOverlay(EvaluationLayout.overlay(picture, hovered, bench.chosen().get()));
        Report report = bench.report().get();
        Messages messages = context.messages().getValue();
        canvas.setAccessibleText(report == null
                ? messages.text("view.evaluation.hint")
                : bench.chosen().get() == null ? messages.text("view.evaluation.title") : heading.getText());
    }

    @Override
    public void close() {
        subscription.unsubscribe();
        controls.close();
    }
}

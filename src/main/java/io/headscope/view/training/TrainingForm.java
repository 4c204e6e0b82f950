package io.headscope.view.training;

import io.headscope.message.Messages;
import io.headscope.session.TrainingBench;
import io.headscope.view.Named;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javafx.beans.property.StringProperty;
import javafx.beans.value.ObservableValue;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Control;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.TitledPane;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;

/// What is to be learned, from what, and where it goes; buttons to begin, pause, end and open.
final class TrainingForm implements AutoCloseable {

    private static final int NUMBER_COLUMNS = 6;

    private final TrainingBench bench;
    private final TrainingFolders folders;
    private final VBox node = new VBox(8);
    private final TitledPane settings = new TitledPane();
    /// What cannot be changed while something is trained.
    private final List<Control> fields = new ArrayList<>();
    private final List<Consumer<Messages>> texts = new ArrayList<>();
    private final List<Subscription> subscriptions = new ArrayList<>();
    private Messages messages;

    TrainingForm(TrainingBench bench, TrainingFolders folders, ObservableValue<Messages> language) {
        this.bench = bench;
        this.folders = folders;
        this.messages = language.getValue();
        node.getStyleClass().add("training-form");
        settings.setContent(new VBox(8, createFields(), createNumbers()));
        settings.setAnimated(false);
        said(text -> settings.setText(text.text("view.training.settings")));
        node.getChildren().addAll(settings, createButtons());
        subscriptions.add(language.subscribe(this::speak));
        subscriptions.add(bench.phase().subscribe(_ -> lock()));
        // Who has begun wants to see the curves; what was chosen can be unfolded.
        subscriptions.add(bench.now().subscribe((before, now) -> settings.setExpanded(settings.isExpanded() && (now == null || before != null))));
        subscriptions.add(bench.now().subscribe(_ -> lock()));
    }

    VBox node() {
        return node;
    }

    private GridPane createFields() {
        ComboBox<String> course = new ComboBox<>();
        course.setId("training-course");
        course.getItems().setAll(bench.courses());
        course.valueProperty().bindBidirectional(bench.course());
        course.setMaxWidth(Double.MAX_VALUE);
        fields.add(course);
        said(text -> {
            course.setAccessibleText(text.text("view.training.course"));
            course.setConverter(new Named<>(name -> text.find("sample." + name + ".task").map(task -> task + " · " + name).orElse(name)));
        });
        GridPane grid = new GridPane(10, 6);
        grid.addRow(0, label("view.training.course", course), course);
        grid.addRow(1, createFolder("data", bench.data()));
        grid.addRow(2, createFolder("out", bench.out()));
        grid.addRow(3, createFolder("from", bench.from()));
        GridPane.setHgrow(course, Priority.ALWAYS);
        return grid;
    }

    private javafx.scene.Node[] createFolder(String id, StringProperty value) {
        TextField field = new TextField();
        field.setId("training-" + id);
        fields.add(field);
        field.textProperty().bindBidirectional(value);
        said(text -> {
            field.setAccessibleText(text.text("view.training." + id));
            field.setPromptText(text.text("view.training." + id + ".hint"));
        });
        Button choose = new Button();
        choose.setOnAction(_ -> folders.choose(node.getScene().getWindow(), messages.text("view.training." + id))
                .map(Path::toString)
                .ifPresent(value::set));
        said(text -> {
            choose.setText(text.text("view.training.choose"));
            choose.setAccessibleText(text.text("view.training." + id) + " – " + text.text("view.training.choose"));
        });
        HBox row = new HBox(6, field, choose);
        HBox.setHgrow(field, Priority.ALWAYS);
        GridPane.setHgrow(row, Priority.ALWAYS);
        return new javafx.scene.Node[] {label("view.training." + id, field), row};
    }

    private FlowPane createNumbers() {
        CheckBox keeps = new CheckBox();
        keeps.setId("training-heads");
        fields.add(keeps);
        keeps.selectedProperty().bindBidirectional(bench.keepsHeads());
        said(text -> {
            keeps.setText(text.text("view.training.keep"));
            keeps.setAccessibleText(keeps.getText());
        });
        hint(keeps, "view.training.keep.hint");
        FlowPane row = new FlowPane(12, 6);
        row.getChildren().addAll(createNumber("steps", bench.steps()), createNumber("epochs", bench.epochs()), createNumber("seed", bench.seed()), keeps);
        return row;
    }

    private HBox createNumber(String id, StringProperty value) {
        TextField field = new TextField();
        field.setId("training-" + id);
        fields.add(field);
        field.setPrefColumnCount(NUMBER_COLUMNS);
        field.textProperty().bindBidirectional(value);
        said(text -> field.setAccessibleText(text.text("view.training." + id)));
        hint(field, "view.training." + id + ".hint");
        HBox pair = new HBox(6, label("view.training." + id, field), field);
        pair.setAlignment(javafx.geometry.Pos.CENTER_LEFT);
        return pair;
    }

    private FlowPane createButtons() {
        FlowPane row = new FlowPane(6, 6);
        row.getChildren().addAll(
                button("start", bench::start), button("pause", bench::pause), button("stop", bench::stop), button("open", bench::openModel));
        row.getChildren().getFirst().getStyleClass().add("accent");
        return row;
    }

    private Button button(String id, Runnable action) {
        Button button = new Button();
        button.setId("training-" + id + "-button");
        button.setOnAction(_ -> action.run());
        said(text -> {
            button.setText(text.text("view.training." + id + ".button"));
            button.setAccessibleText(button.getText());
        });
        hint(button, "view.training." + id + ".button.hint");
        return button;
    }

    /// What cannot be done just now is grey.
    private void lock() {
        boolean busy = bench.isBusy();
        boolean training = bench.phase().get() == TrainingBench.Phase.TRAINING;
        var state = bench.now().get();
        fields.forEach(field -> field.setDisable(busy));
        disable("training-start-button", busy || bench.courses().isEmpty());
        disable("training-pause-button", !training);
        disable("training-stop-button", !training);
        disable("training-open-button", state == null || !state.hasModel());
    }

    private void disable(String id, boolean off) {
        javafx.scene.Node found = node.lookup("#" + id);
        if (found != null) {
            found.setDisable(off);
        }
    }

    private Label label(String key, Control of) {
        Label label = new Label();
        label.setLabelFor(of);
        label.setMinWidth(javafx.scene.layout.Region.USE_PREF_SIZE);
        said(text -> label.setText(text.text(key)));
        return label;
    }

    private void hint(Control control, String key) {
        Tooltip tooltip = new Tooltip();
        tooltip.setWrapText(true);
        tooltip.setMaxWidth(320);
        control.setTooltip(tooltip);
        said(text -> tooltip.setText(text.text(key)));
    }

    private void said(Consumer<Messages> text) {
        texts.add(text);
        text.accept(messages);
    }

    private void speak(Messages now) {
        messages = now;
        texts.forEach(text -> text.accept(now));
    }

    /// Lets go of the bench, which outlives it.
    @Override
    public void close() {
        subscriptions.forEach(Subscription::unsubscribe);
    }
}

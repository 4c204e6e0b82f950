package io.headscope.shell;

import io.headscope.session.OpenModel;
import io.headscope.session.TextRuns;
import io.headscope.session.WorkbenchSession;
import io.headscope.session.WritingSettings;
import java.util.Locale;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.IntegerProperty;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.control.Spinner;
import javafx.scene.control.TextArea;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.controlsfx.control.ToggleSwitch;

/// Where a network is asked to write, how, and what it has written; there only for networks that write.
final class WritingPane extends VBox {

    private static final int MOST_TOKENS = 1_000;
    private static final int MOST_CANDIDATES = 1_000;
    private static final double LEAST_TEMPERATURE = 0.1;
    private static final double MOST_TEMPERATURE = 2;
    private static final int ROWS = 3;

    private final WorkbenchSession session;
    private final TextRuns runs;
    private final WritingSettings settings;
    private final Wording wording;

    WritingPane(WorkbenchSession session, Wording wording, Command generate) {
        this.session = session;
        this.runs = session.runs();
        this.settings = runs.settings();
        this.wording = wording;
        getStyleClass().add("writing-pane");
        setSpacing(6);
        getChildren().addAll(createAsking(generate), createChance(), createWritten());
        BooleanBinding writes = Bindings.createBooleanBinding(this::writes, session.model());
        visibleProperty().bind(writes);
        managedProperty().bind(writes);
    }

    private boolean writes() {
        OpenModel model = session.model().get();
        return model != null && model.writes();
    }

    private HBox createAsking(Command generate) {
        Spinner<Integer> limit = createNumber("shell.writing.limit", settings.limit(), MOST_TOKENS);
        Button button = wording.hint(wording.label(new Button(), generate.text()), "shell.writing.generate.hint");
        button.setId("generate");
        button.disableProperty().bind(generate.possible().map(can -> !can));
        button.setOnAction(_ -> generate.run());
        Region between = new Region();
        HBox.setHgrow(between, Priority.ALWAYS);
        return row(named("shell.writing.limit", limit), limit, between, button);
    }

    private VBox createChance() {
        ToggleSwitch byChance = wording.hint(wording.label(new ToggleSwitch(), "shell.writing.chance"), "shell.writing.chance.hint");
        byChance.setId("by-chance");
        byChance.selectedProperty().bindBidirectional(settings.byChance());
        Slider temperature = wording.name(
                new Slider(LEAST_TEMPERATURE, MOST_TEMPERATURE, settings.temperature().get()), "shell.writing.temperature");
        temperature.valueProperty().bindBidirectional(settings.temperature());
        HBox.setHgrow(temperature, Priority.ALWAYS);
        Label value = new Label();
        value.setMinWidth(30);
        value.textProperty().bind(settings.temperature().map(now -> String.format(Locale.ROOT, "%.1f", now.doubleValue())));
        Spinner<Integer> top = createNumber("shell.writing.top", settings.top(), MOST_CANDIDATES);
        VBox details = new VBox(
                6,
                row(named("shell.writing.temperature", temperature), temperature, value),
                row(named("shell.writing.top", top), top));
        details.visibleProperty().bind(settings.byChance());
        details.managedProperty().bind(settings.byChance());
        return new VBox(6, byChance, details);
    }

    private Spinner<Integer> createNumber(String key, IntegerProperty value, int most) {
        Spinner<Integer> number = wording.name(new Spinner<>(1, most, value.get()), key);
        number.valueProperty().addListener((_, _, now) -> value.set(now));
        value.addListener((_, _, now) -> number.getValueFactory().setValue(now.intValue()));
        number.setEditable(true);
        number.getEditor().accessibleTextProperty().bind(number.accessibleTextProperty());
        number.setPrefWidth(80);
        return number;
    }

    private Label named(String key, Node control) {
        Label name = wording.label(new Label(), key);
        name.setLabelFor(control);
        name.setMinWidth(Region.USE_PREF_SIZE);
        return name;
    }

    private static HBox row(Node... nodes) {
        HBox row = new HBox(6, nodes);
        row.setAlignment(Pos.CENTER_LEFT);
        return row;
    }

    /// What was written, to be read and copied.
    private VBox createWritten() {
        TextArea written = wording.name(new TextArea(), "shell.writing.written");
        written.setId("written");
        written.setEditable(false);
        written.setWrapText(true);
        written.setPrefRowCount(ROWS);
        written.setPrefColumnCount(10);
        written.textProperty().bind(runs.written().map(text -> text == null ? "" : text));
        VBox box = new VBox(6, named("shell.writing.written", written), written);
        BooleanBinding there = Bindings.createBooleanBinding(() -> runs.written().get() != null, runs.written());
        box.visibleProperty().bind(there);
        box.managedProperty().bind(there);
        return box;
    }
}

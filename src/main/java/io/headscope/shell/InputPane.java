package io.headscope.shell;

import io.headscope.message.Messages;
import io.headscope.message.ProblemException;
import io.headscope.session.LastRun;
import io.headscope.session.OpenModel;
import io.headscope.session.TextRuns;
import io.headscope.session.WorkbenchSession;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.StringProperty;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextArea;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.controlsfx.control.ToggleSwitch;

/// What goes into the network: a text, a second one where the network takes two, and whether it runs while one types.
final class InputPane extends VBox {

    private static final int ROWS = 5;
    private static final int PAIR_ROWS = 3;

    private final WorkbenchSession session;
    private final TextRuns runs;
    private final Wording wording;
    private final TextArea text;

    InputPane(WorkbenchSession session, Wording wording, Command run) {
        this.session = session;
        this.runs = session.runs();
        this.wording = wording;
        this.text = createText("shell.input.text", runs.text(), ROWS);
        getStyleClass().addAll("panel", "input-pane");
        Label title = createTitle("shell.input.text");
        title.setLabelFor(text);
        getChildren().addAll(title, text, createPair(), createProblem(), createControls(run), createLength());
    }

    /// Where typing goes.
    TextArea text() {
        return text;
    }

    private Label createTitle(String key) {
        Label title = wording.label(new Label(), key);
        title.getStyleClass().add("panel-title");
        return title;
    }

    private TextArea createText(String key, StringProperty value, int rows) {
        TextArea area = wording.name(new TextArea(), key);
        area.setWrapText(true);
        area.setPrefRowCount(rows);
        // Wide enough to be dragged narrow: its own preference is 40 columns.
        area.setPrefColumnCount(10);
        area.textProperty().bindBidirectional(value);
        return area;
    }

    private VBox createPair() {
        TextArea pair = createText("shell.input.pair", runs.pair(), PAIR_ROWS);
        pair.setId("pair");
        Label title = createTitle("shell.input.pair");
        title.setLabelFor(pair);
        VBox box = new VBox(title, pair);
        box.getStyleClass().add("pair");
        BooleanBinding takesTwo = Bindings.createBooleanBinding(this::takesTwoTexts, session.model());
        box.visibleProperty().bind(takesTwo);
        box.managedProperty().bind(takesTwo);
        return box;
    }

    private boolean takesTwoTexts() {
        OpenModel model = session.model().get();
        return model != null && model.network().takesTwoTexts();
    }

    private Label createProblem() {
        Label problem = wording.label(new Label(), wording.<ProblemException>ifPresent(
                runs.problem(), (messages, wrong) -> wrong.sentence(messages)));
        problem.setId("input-problem");
        problem.getStyleClass().add("input-problem");
        problem.setWrapText(true);
        problem.setMinHeight(Region.USE_PREF_SIZE);
        problem.visibleProperty().bind(runs.problem().isNotNull());
        problem.managedProperty().bind(problem.visibleProperty());
        return problem;
    }

    private HBox createControls(Command run) {
        ToggleSwitch live = wording.hint(wording.label(new ToggleSwitch(), "shell.input.live"), "shell.input.live.hint");
        live.setId("live");
        live.selectedProperty().bindBidirectional(session.preferences().live());
        Button button = wording.hint(wording.label(new Button(), run.text()), "shell.input.run.hint");
        button.setId("run");
        button.getStyleClass().add("accent");
        button.disableProperty().bind(run.possible().map(can -> !can));
        button.setOnAction(_ -> run.run());
        Region between = new Region();
        HBox.setHgrow(between, Priority.ALWAYS);
        HBox row = new HBox(live, between, button);
        row.setAlignment(Pos.CENTER_LEFT);
        return row;
    }

    private Label createLength() {
        Label length = wording.label(new Label(), wording.<LastRun>ifPresent(runs.lastRun(), this::length));
        length.getStyleClass().add("fact-name");
        return length;
    }

    private String length(Messages messages, LastRun last) {
        OpenModel model = session.model().get();
        return model == null
                ? ""
                : messages.format("shell.input.length", last.tokens(), model.network().positions());
    }
}

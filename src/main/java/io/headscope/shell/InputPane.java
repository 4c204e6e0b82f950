package io.headscope.shell;

import io.headscope.message.Messages;
import io.headscope.message.ProblemException;
import io.headscope.model.Network;
import io.headscope.session.LastRun;
import io.headscope.session.OpenModel;
import io.headscope.session.TextRuns;
import io.headscope.session.WorkbenchSession;
import java.util.List;
import java.util.function.Predicate;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.StringProperty;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextArea;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.controlsfx.control.ToggleSwitch;

/// What goes into the network: a text, a second one where the network takes two, a target where it writes one, and whether it runs while one types.
final class InputPane extends VBox {

    private static final int ROWS = 5;
    private static final int PAIR_ROWS = 3;

    private final WorkbenchSession session;
    private final TextRuns runs;
    private final Wording wording;
    private final TextArea text;

    InputPane(WorkbenchSession session, Wording wording, Commands commands) {
        this.session = session;
        this.runs = session.runs();
        this.wording = wording;
        this.text = createText("shell.input.text", runs.text(), ROWS);
        getStyleClass().addAll("panel", "input-pane");
        Label title = createTitle("shell.input.text");
        title.setLabelFor(text);
        // Without a model, what is typed is for the next.
        BooleanBinding reads =
                Bindings.createBooleanBinding(() -> session.model().get() == null || takes(Network::takesText), session.model());
        for (Node part : List.of(title, text)) {
            part.visibleProperty().bind(reads);
            part.managedProperty().bind(reads);
        }
        getChildren().addAll(
                new ExamplesPane(session, wording),
                new MediumPane(session, wording, commands.medium, commands.paste),
                new DrawingPad(session, wording),
                title,
                text,
                createFurther("pair", runs.pair(), Network::takesTwoTexts),
                createFurther("target", runs.target(), Network::takesTarget),
                createProblem(),
                createControls(commands.run),
                createLength(),
                new WritingPane(session, wording, commands.generate));
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

    /// A text that only some networks take.
    ///
    /// @param id of the field
    private VBox createFurther(String id, StringProperty value, Predicate<Network> takes) {
        TextArea area = createText("shell.input." + id, value, PAIR_ROWS);
        area.setId(id);
        Label title = createTitle("shell.input." + id);
        title.setLabelFor(area);
        VBox box = new VBox(title, area);
        box.getStyleClass().add("pair");
        BooleanBinding taken = Bindings.createBooleanBinding(() -> takes(takes), session.model());
        box.visibleProperty().bind(taken);
        box.managedProperty().bind(taken);
        return box;
    }

    private boolean takes(Predicate<Network> further) {
        OpenModel model = session.model().get();
        return model != null && further.test(model.network());
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
        if (model == null) {
            return "";
        }
        Network network = model.network();
        return network.takesPicture() || network.takesSound() || network.positions() == 0
                ? messages.format("shell.input.positions", last.tokens())
                : messages.format("shell.input.length", last.tokens(), network.positions());
    }
}

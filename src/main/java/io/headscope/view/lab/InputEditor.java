package io.headscope.view.lab;

import io.headscope.lab.DoubleMatrix;
import io.headscope.lab.LabState;
import io.headscope.lab.Mechanism;
import io.headscope.lab.Parameter;
import io.headscope.message.Messages;
import io.headscope.session.LabBench;
import io.headscope.view.Named;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javafx.beans.value.ObservableValue;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Spinner;
import javafx.scene.control.SpinnerValueFactory;
import javafx.scene.control.TextArea;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import javafx.util.Subscription;

/// What is put into a mechanism: its matrices, one at a time, its settings, and the lines of code that say the same, where
/// these have no place of their own.
final class InputEditor implements AutoCloseable {

    private final LabBench lab;
    private final ObservableValue<Messages> messages;
    private final MatrixGrid grid;
    private final FlowPane names = new FlowPane(4, 4);
    private final FlowPane sizes = new FlowPane(4, 4);
    private final GridPane settings = new GridPane();
    private final TextArea code = new TextArea();
    private final VBox column = new VBox();
    private final ScrollPane node;
    private final Subscription subscription;
    private Mechanism shown;
    private String input;

    InputEditor(LabBench lab, ObservableValue<Messages> messages) {
        this.lab = lab;
        this.messages = messages;
        this.shown = lab.state().get().mechanism();
        this.input = shown.inputs().getFirst().name();
        this.grid = new MatrixGrid((row, column, text) -> lab.type(input, row, column, text), text -> lab.paste(input, text));
        code.setEditable(false);
        code.getStyleClass().add("lab-code");
        settings.getStyleClass().add("lab-settings");
        column.getChildren().setAll(names, grid.node(), sizes, settings, code);
        column.getStyleClass().add("lab-inputs");
        node = new ScrollPane(column);
        node.setFitToWidth(true);
        node.setMinWidth(0);
        node.getStyleClass().add("side-scroll");
        this.subscription = Subscription.combine(
                lab.state().subscribe(this::show),
                // What could not be used goes back to what is.
                lab.problem().subscribe(_ -> takeBack()),
                messages.subscribe(_ -> speak()));
    }

    Region node() {
        return node;
    }

    /// The lines of code, to be put elsewhere.
    Region takeCode() {
        column.getChildren().remove(code);
        return code;
    }

    /// Puts the code back below the settings.
    void keepCode() {
        if (!column.getChildren().contains(code)) {
            column.getChildren().add(code);
        }
    }

    private DoubleMatrix matrix() {
        return lab.state().get().input(input);
    }

    private void show(LabState state) {
        if (state.mechanism() != shown) {
            shown = state.mechanism();
            input = shown.inputs().getFirst().name();
            speak();
        } else {
            fillSettings();
        }
        grid.show(matrix());
    }

    private void takeBack() {
        grid.show(matrix());
        fillSettings();
    }

    private void choose(String name) {
        input = name;
        grid.show(matrix());
        fillNames();
    }

    private void speak() {
        fillNames();
        fillSizes();
        fillSettings();
        code.setText(shown.code().stripTrailing());
        code.setPrefRowCount((int) shown.code().lines().count());
        code.setAccessibleText(text("lab.code"));
        grid.setName(text("lab.inputs"));
    }

    private void fillNames() {
        names.getChildren().setAll(shown.inputs().stream().map(slot -> {
            ToggleButton button = new ToggleButton(slot.name());
            button.setSelected(slot.name().equals(input));
            button.setAccessibleText(text("lab.inputs") + ": " + slot.name());
            button.setOnAction(_ -> choose(slot.name()));
            return button;
        }).toList());
    }

    private void fillSizes() {
        sizes.getChildren().setAll(
                size("lab.row-add", 1, 0), size("lab.row-remove", -1, 0), size("lab.column-add", 0, 1), size("lab.column-remove", 0, -1), paste());
    }

    private Button size(String key, int rows, int columns) {
        Button button = new Button(text(key));
        button.setTooltip(new Tooltip(text(key)));
        button.setOnAction(_ -> lab.resize(input, rows, columns));
        return button;
    }

    private Button paste() {
        Button button = new Button(text("lab.paste"));
        button.setTooltip(new Tooltip(text("lab.paste.hint")));
        button.setOnAction(_ -> grid.paste());
        return button;
    }

    private void fillSettings() {
        List<javafx.scene.Node> cells = new ArrayList<>();
        int row = 0;
        for (Parameter parameter : shown.parameters()) {
            Label name = new Label(parameter.title(messages.getValue()));
            Region control = switch (parameter) {
                case Parameter.Choice choice -> choice(choice);
                case Parameter.Whole whole -> number(whole, whole.least(), whole.most(), 1);
                case Parameter.Real real -> number(real, real.least(), real.most(), 0.1);
            };
            control.setAccessibleText(name.getText());
            name.setLabelFor(control);
            GridPane.setConstraints(name, 0, row);
            GridPane.setConstraints(control, 1, row++);
            cells.add(name);
            cells.add(control);
        }
        settings.getChildren().setAll(cells);
    }

    private ComboBox<String> choice(Parameter.Choice choice) {
        ComboBox<String> box = new ComboBox<>();
        box.getItems().setAll(choice.ways());
        box.setConverter(new Named<>(way -> choice.way(way, messages.getValue())));
        box.setValue(lab.state().get().settings().way(choice.id()));
        box.setOnAction(_ -> lab.set(choice.id(), choice.ways().indexOf(Objects.requireNonNull(box.getValue()))));
        return box;
    }

    private Spinner<Double> number(Parameter parameter, double least, double most, double step) {
        Spinner<Double> spinner = new Spinner<>(
                new SpinnerValueFactory.DoubleSpinnerValueFactory(least, most, lab.state().get().settings().number(parameter.id()), step));
        spinner.setEditable(true);
        spinner.setPrefWidth(110);
        spinner.getValueFactory().setConverter(new Numbers(lab, parameter));
        spinner.valueProperty().addListener((_, _, now) -> lab.set(parameter.id(), now));
        return spinner;
    }

    private String text(String key) {
        return messages.getValue().text(key);
    }

    @Override
    public void close() {
        subscription.unsubscribe();
    }

    /// Numbers as they are typed; what is none leaves the setting as it was.
    private static final class Numbers extends StringConverter<Double> {

        private final LabBench lab;
        private final Parameter parameter;

        Numbers(LabBench lab, Parameter parameter) {
            this.lab = lab;
            this.parameter = parameter;
        }

        @Override
        public String toString(Double number) {
            return number == null ? "" : io.headscope.lab.MatrixText.write(number);
        }

        @Override
        public Double fromString(String text) {
            try {
                return parameter.nearest(Double.parseDouble(text.strip()));
            } catch (NumberFormatException notANumber) {
                return lab.state().get().settings().number(parameter.id());
            }
        }
    }
}

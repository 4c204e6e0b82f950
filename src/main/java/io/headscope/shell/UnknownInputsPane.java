package io.headscope.shell;

import io.headscope.input.InputRule;
import io.headscope.message.Messages;
import io.headscope.session.OpeningQuestion;
import io.headscope.session.OpeningQuestion.Wanted;
import io.headscope.view.Named;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/// Asks what to feed to inputs of a model that nothing is known of: one row an input, with its name, its type and its shape.
final class UnknownInputsPane extends VBox {

    /// What can be fed.
    private enum Kind {
        ZEROS,
        ONES,
        NUMBER,
        RANGE,
        FILE;

        String key() {
            return "shell.unknown-inputs." + name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private final Wording wording;
    private final Supplier<Optional<Path>> chooser;
    private final List<Row> rows = new ArrayList<>();
    private final GridPane table = new GridPane();
    private @Nullable ComboBox<Kind> first;

    /// @param chooser asks for a file of numbers
    /// @param open    opens with what was said
    /// @param close   puts the form away
    UnknownInputsPane(Wording wording, OpeningQuestion.Inputs question, Supplier<Optional<Path>> chooser, Runnable open, Runnable close) {
        this.wording = wording;
        this.chooser = chooser;
        getStyleClass().addAll("about", "unknown-inputs");
        setId("unknown-inputs");
        Label title = wording.label(new Label(), wording.messages().map(words ->
                words.format("shell.unknown-inputs.title", String.valueOf(question.model().getFileName()), question.inputs().size())));
        title.setWrapText(true);
        title.setMinHeight(USE_PREF_SIZE);
        table.setHgap(10);
        table.setVgap(8);
        question.inputs().forEach(this::addRow);
        Button leave = wording.label(new Button(), "shell.question.no");
        leave.setCancelButton(true);
        leave.setOnAction(_ -> close.run());
        Button go = wording.label(new Button(), "shell.unknown-inputs.open");
        go.setId("unknown-inputs-open");
        go.setDefaultButton(true);
        go.disableProperty().bind(incomplete());
        go.setOnAction(_ -> {
            question.feed().accept(rules());
            close.run();
            open.run();
        });
        HBox answers = new HBox(12, go, leave);
        answers.setAlignment(Pos.CENTER);
        getChildren().addAll(title, table, answers);
    }

    void begin() {
        if (first != null) {
            first.requestFocus();
        }
    }

    /// One input, and what is said of it.
    private record Row(Wanted wanted, ComboBox<Kind> kind, TextField number, TextField shape, ObjectProperty<@Nullable Path> file) {

        @Nullable InputRule rule() {
            List<Long> lengths = InputRule.shape(shape.getText());
            boolean shaped = !wanted.isOpen() || lengths.size() == wanted.shape().size();
            List<Long> own = wanted.isOpen() ? lengths : List.of();
            Path path = file.get();
            return switch (kind.getValue()) {
                case ZEROS -> shaped ? new InputRule.Constant(0, own) : null;
                case ONES -> shaped ? new InputRule.Constant(1, own) : null;
                case NUMBER -> shaped && number.getText().strip().matches("[-+]?\\d*\\.?\\d+(?:[eE][-+]?\\d+)?")
                        ? new InputRule.Constant(Double.parseDouble(number.getText().strip()), own)
                        : null;
                case RANGE -> shaped ? new InputRule.Range(own) : null;
                case FILE -> path == null ? null : new InputRule.File(path);
            };
        }
    }

    private void addRow(Wanted wanted) {
        Label name = new Label(wanted.name());
        name.getStyleClass().add("fact-value");
        name.setMinWidth(USE_PREF_SIZE);
        Label type = new Label(wanted.type() + " [" + String.join(", ", wanted.shape()) + "]");
        type.getStyleClass().add("fact-name");
        type.setMinWidth(USE_PREF_SIZE);
        ComboBox<Kind> kind = new ComboBox<>();
        kind.getItems().setAll(Kind.values());
        kind.setValue(Kind.ONES);
        kind.converterProperty().bind(wording.messages().map(words -> new Named<>(each -> words.text(each.key()))));
        wording.hint(kind, wording.messages().map(words -> words.format("shell.unknown-inputs.feed", wanted.name())));
        kind.setId("feed-" + wanted.name());
        TextField number = new TextField("0");
        number.setPrefColumnCount(6);
        wording.hint(number, wording.messages().map(words -> words.format("shell.unknown-inputs.number-of", wanted.name())));
        number.visibleProperty().bind(kind.valueProperty().isEqualTo(Kind.NUMBER));
        number.managedProperty().bind(number.visibleProperty());
        TextField shape = new TextField(String.join(" × ", wanted.shape().stream().map(UnknownInputsPane::guessed).toList()));
        shape.setPrefColumnCount(10);
        shape.setId("shape-" + wanted.name());
        wording.hint(shape, wording.messages().map(words -> words.format("shell.unknown-inputs.shape-of", wanted.name())));
        shape.visibleProperty().bind(kind.valueProperty().isNotEqualTo(Kind.FILE).and(Bindings.createBooleanBinding(wanted::isOpen)));
        shape.managedProperty().bind(shape.visibleProperty());
        Row row = new Row(wanted, kind, number, shape, new SimpleObjectProperty<>());
        table.addRow(table.getRowCount(), name, type, kind, new HBox(8, number, shape, createFile(row)));
        rows.add(row);
        first = first == null ? kind : first;
    }

    /// A batch is one; other lengths are for the person to say.
    private static String guessed(String length) {
        return length.chars().allMatch(Character::isDigit) ? length : length.toLowerCase(java.util.Locale.ROOT).contains("batch") ? "1" : "?";
    }

    private Button createFile(Row row) {
        Button file = wording.label(new Button(), wording.<Path>either(
                row.file, (_, path) -> String.valueOf(path.getFileName()), words -> words.text("shell.unknown-inputs.choose")));
        file.visibleProperty().bind(row.kind.valueProperty().isEqualTo(Kind.FILE));
        file.managedProperty().bind(file.visibleProperty());
        file.setOnAction(_ -> chooser.get().ifPresent(row.file::set));
        return file;
    }

    private BooleanBinding incomplete() {
        List<javafx.beans.Observable> watched = new ArrayList<>();
        rows.forEach(row -> watched.addAll(List.of(row.kind.valueProperty(), row.number.textProperty(), row.shape.textProperty(), row.file)));
        return Bindings.createBooleanBinding(() -> rows.stream().anyMatch(row -> row.rule() == null), watched.toArray(javafx.beans.Observable[]::new));
    }

    private Map<String, InputRule> rules() {
        Map<String, InputRule> rules = new LinkedHashMap<>();
        for (Row row : rows) {
            InputRule rule = row.rule();
            if (rule != null) {
                rules.put(row.wanted.name(), rule);
            }
        }
        return rules;
    }
}

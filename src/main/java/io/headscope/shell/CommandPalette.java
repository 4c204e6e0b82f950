package io.headscope.shell;

import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import javafx.collections.FXCollections;
import javafx.collections.transformation.FilteredList;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/// Every command by its name: type a part of it, press Enter.
final class CommandPalette extends VBox {

    private final TextField search = new TextField();
    private final FilteredList<Command> found;
    private final ListView<Command> list;
    private final Runnable close;

    /// @param commands all there are when the palette is opened
    /// @param close    puts the palette away
    CommandPalette(Supplier<List<Command>> commands, Wording wording, Runnable close) {
        this.close = close;
        this.found = new FilteredList<>(FXCollections.observableArrayList(commands.get()));
        this.list = wording.name(new ListView<>(found), "shell.palette.list");
        getStyleClass().add("palette");
        wording.name(search, "shell.palette.search");
        search.promptTextProperty().bind(wording.text("shell.palette.search"));
        search.textProperty().addListener((_, _, typed) -> filter(typed));
        search.addEventFilter(KeyEvent.KEY_PRESSED, this::pressed);
        list.setCellFactory(_ -> new CommandCell());
        list.setOnMouseClicked(_ -> perform());
        list.setFocusTraversable(false);
        Label nothing = wording.label(new Label(), "shell.palette.nothing");
        list.setPlaceholder(nothing);
        getChildren().addAll(search, list);
        filter("");
    }

    void begin() {
        search.requestFocus();
    }

    /// The words typed may stand anywhere in the name, in any order; ids are found too, in whatever language one speaks.
    private void filter(String typed) {
        List<String> words = List.of(typed.strip().toLowerCase(Locale.ROOT).split("\\s+"));
        found.setPredicate(command -> {
            String name = (command.text().getValue() + " " + command.id()).toLowerCase(Locale.ROOT);
            return Boolean.TRUE.equals(command.possible().getValue()) && words.stream().allMatch(name::contains);
        });
        list.getSelectionModel().selectFirst();
    }

    private void pressed(KeyEvent event) {
        KeyCode key = event.getCode();
        switch (key) {
            case UP -> choose(-1);
            case DOWN -> choose(1);
            case ENTER -> perform();
            default -> {
                return;
            }
        }
        event.consume();
    }

    private void choose(int step) {
        int index = list.getSelectionModel().getSelectedIndex() + step;
        if (index >= 0 && index < found.size()) {
            list.getSelectionModel().select(index);
            list.scrollTo(index);
        }
    }

    private void perform() {
        Command chosen = list.getSelectionModel().getSelectedItem();
        if (chosen != null) {
            close.run();
            chosen.run();
        }
    }

    private static final class CommandCell extends ListCell<Command> {

        @Override
        protected void updateItem(@Nullable Command command, boolean empty) {
            super.updateItem(command, empty);
            setGraphic(command == null || empty ? null : createRow(command));
        }

        private static HBox createRow(Command command) {
            Label name = new Label(command.text().getValue());
            Region between = new Region();
            HBox.setHgrow(between, Priority.ALWAYS);
            Label keys = new Label(command.shortcut() == null ? "" : command.shortcut().getDisplayText());
            keys.getStyleClass().add("shortcut");
            return new HBox(name, between, keys);
        }
    }
}

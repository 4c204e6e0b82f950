package io.headscope.shell;

import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.value.ObservableValue;
import javafx.scene.control.MenuItem;
import javafx.scene.input.KeyCombination;
import org.jspecify.annotations.Nullable;

/// Something a person can do, from a menu, from the palette or by keys.
///
/// @param id       never changes: `open-folder`
/// @param text     what it is called, in the language spoken just now
/// @param shortcut the keys that do it
/// @param possible whether it can be done just now
public record Command(
        String id,
        ObservableValue<String> text,
        @Nullable KeyCombination shortcut,
        ObservableValue<Boolean> possible,
        Runnable action) {

    static final ObservableValue<Boolean> ALWAYS = new SimpleBooleanProperty(true);

    /// Does it, if it can be done.
    public void run() {
        if (Boolean.TRUE.equals(possible.getValue())) {
            action.run();
        }
    }

    /// Puts it into `item`. The item shows its keys and listens to them.
    <I extends MenuItem> I into(I item) {
        item.setId(id);
        item.textProperty().bind(text);
        item.disableProperty().bind(possible.map(can -> !can));
        item.setOnAction(_ -> run());
        if (shortcut != null) {
            item.setAccelerator(shortcut);
        }
        return item;
    }
}

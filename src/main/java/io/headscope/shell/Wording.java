package io.headscope.shell;

import io.headscope.message.Messages;
import java.util.function.Function;
import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableValue;
import javafx.scene.Node;
import javafx.scene.control.Control;
import javafx.scene.control.Label;
import javafx.scene.control.Labeled;
import javafx.scene.control.Tooltip;
import org.jspecify.annotations.Nullable;

/// Gives controls their words, in the language spoken just now.
public record Wording(ObservableValue<Messages> messages) {

    /// The text under `key`.
    public ObservableValue<String> text(String key) {
        return messages.map(words -> words.text(key));
    }

    /// What `phrase` says with the words of the language; said anew when `value` changes.
    public <T> ObservableValue<String> text(ObservableValue<T> value, Phrase<T> phrase) {
        return Bindings.createStringBinding(() -> phrase.say(messages.getValue(), value.getValue()), messages, value);
    }

    /// The same of a value that may be absent: then nothing is said.
    public <T> ObservableValue<String> ifPresent(ObservableValue<@Nullable T> value, Phrase<T> phrase) {
        return either(value, phrase, _ -> "");
    }

    /// The same of a value that may be absent: then `otherwise` is said.
    public <T> ObservableValue<String> either(
            ObservableValue<@Nullable T> value, Phrase<T> phrase, Function<Messages, String> otherwise) {
        return Bindings.createStringBinding(
                () -> {
                    T present = value.getValue();
                    Messages words = messages.getValue();
                    return present == null ? otherwise.apply(words) : phrase.say(words, present);
                },
                messages,
                value);
    }

    /// How a value is put into words.
    @FunctionalInterface
    public interface Phrase<T> {
        String say(Messages messages, T value);
    }

    /// Names a control for those who do not see it.
    public <N extends Node> N name(N node, String key) {
        node.accessibleTextProperty().bind(text(key));
        return node;
    }

    /// Labels a control, and names it so.
    public <L extends Labeled> L label(L labeled, String key) {
        return label(labeled, text(key));
    }

    public <L extends Labeled> L label(L labeled, ObservableValue<String> text) {
        labeled.textProperty().bind(text);
        if (!(labeled instanceof Label)) {
            labeled.accessibleTextProperty().bind(text);
        }
        return labeled;
    }

    /// Explains a control to who points at it, and names it so where it has no label of its own.
    public <C extends Control> C hint(C control, String key) {
        return hint(control, text(key));
    }

    public <C extends Control> C hint(C control, ObservableValue<String> text) {
        Tooltip tooltip = new Tooltip();
        tooltip.textProperty().bind(text);
        control.setTooltip(tooltip);
        if (!control.accessibleTextProperty().isBound()) {
            control.accessibleTextProperty().bind(text);
        }
        return control;
    }
}

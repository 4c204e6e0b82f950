package io.headscope.view.canvas;

import io.headscope.attention.Section;
import io.headscope.attention.Trace;
import io.headscope.message.Messages;
import io.headscope.view.HeadName;
import io.headscope.view.Named;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.Property;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.util.Subscription;
import org.controlsfx.control.SegmentedButton;
import org.controlsfx.control.ToggleSwitch;
import org.jspecify.annotations.Nullable;

/// The controls above a drawing. Their texts follow the language; each has an accessible name.
public final class ViewControls implements AutoCloseable {

    private final FlowPane node = new FlowPane(12, 6);
    private final List<Consumer<Messages>> texts = new ArrayList<>();
    private final List<Subscription> subscriptions = new ArrayList<>();
    private Messages messages;

    public ViewControls(ObservableValue<Messages> messages) {
        this.messages = messages.getValue();
        node.getStyleClass().add("view-controls");
        node.setPadding(new Insets(6, 12, 6, 12));
        node.setAlignment(Pos.CENTER_LEFT);
        subscriptions.add(messages.subscribe(this::speak));
    }

    public Node node() {
        return node;
    }

    /// The controls in one row, neither wider nor narrower than they are: for a place beside something else.
    public Node row() {
        HBox row = new HBox(6);
        row.getChildren().setAll(node.getChildren());
        row.getStyleClass().add("view-controls");
        row.setPadding(node.getPadding());
        row.setAlignment(Pos.CENTER_LEFT);
        row.setMinWidth(Region.USE_PREF_SIZE);
        return row;
    }

    /// A row of buttons, one of them pressed.
    ///
    /// @param key     its name; the values' names are below it (`view.scale`, `view.scale.log`)
    /// @param idOf    the last part of a value's message key
    public <T> ViewControls choice(String key, List<T> values, Function<T, String> idOf, Property<T> property) {
        SegmentedButton buttons = new SegmentedButton();
        ToggleGroup group = new ToggleGroup();
        buttons.setToggleGroup(group);
        for (T value : values) {
            ToggleButton button = new ToggleButton();
            button.setUserData(value);
            button.setSelected(value.equals(property.getValue()));
            // A group lets its button be released: then nothing would be chosen.
            button.setOnAction(_ -> {
                button.setSelected(true);
                property.setValue(value);
            });
            property.subscribe(chosen -> button.setSelected(value.equals(chosen)));
            spoken(text -> {
                button.setText(text.text(key + "." + idOf.apply(value)));
                button.setAccessibleText(text.text(key) + ": " + button.getText());
            });
            Tooltip tooltip = new Tooltip();
            button.setTooltip(tooltip);
            spoken(text -> tooltip.setText(text.text(key)));
            buttons.getButtons().add(button);
        }
        return add(buttons);
    }

    /// A list to drop down.
    public <T> ViewControls list(String key, List<T> values, Function<T, String> idOf, Property<T> property) {
        ComboBox<T> box = new ComboBox<>();
        box.getItems().setAll(values);
        box.valueProperty().bindBidirectional(property);
        Tooltip tooltip = new Tooltip();
        box.setTooltip(tooltip);
        spoken(text -> {
            box.setConverter(new Named<>(value -> text.text(key + "." + idOf.apply(value))));
            box.setAccessibleText(text.text(key));
            box.setPromptText(text.text(key));
            tooltip.setText(text.text(key));
        });
        return add(box);
    }

    /// Which stack's attention to look at; there only while the trace has several kinds.
    public ViewControls sections(ObservableValue<@Nullable Trace> trace, Property<@Nullable Section> property) {
        ComboBox<Optional<Section>> box = new ComboBox<>();
        Tooltip tooltip = new Tooltip();
        box.setTooltip(tooltip);
        spoken(text -> {
            box.setConverter(new Named<>(value -> value.map(section -> HeadName.section(section, text))
                    .orElseGet(() -> text.text("view.section.all"))));
            box.setAccessibleText(text.text("view.section"));
            tooltip.setText(text.text("view.section"));
        });
        box.setOnAction(_ -> {
            if (box.getValue() != null) {
                property.setValue(box.getValue().orElse(null));
            }
        });
        subscriptions.add(trace.subscribe(now -> offer(box, now, property.getValue())));
        subscriptions.add(property.subscribe(now -> box.setValue(Optional.ofNullable(now))));
        return add(box);
    }

    private static void offer(ComboBox<Optional<Section>> box, @Nullable Trace trace, @Nullable Section chosen) {
        List<Section> sections = trace == null ? List.of() : Section.of(trace.sites());
        List<Optional<Section>> offered =
                Stream.concat(Stream.of(Optional.<Section>empty()), sections.stream().map(Optional::of)).toList();
        // The same list again would close the one that is open while someone types.
        if (!box.getItems().equals(offered)) {
            box.getItems().setAll(offered);
            box.setValue(chosen != null && sections.contains(chosen) ? Optional.of(chosen) : Optional.empty());
        }
        box.setVisible(sections.size() > 1);
        box.setManaged(sections.size() > 1);
    }

    /// A control that has its own texts.
    public ViewControls with(Node control) {
        return add(control);
    }

    public ViewControls toggle(String key, BooleanProperty property) {
        ToggleSwitch toggle = new ToggleSwitch();
        toggle.selectedProperty().bindBidirectional(property);
        Tooltip tooltip = new Tooltip();
        toggle.setTooltip(tooltip);
        spoken(text -> {
            toggle.setText(text.text(key));
            toggle.setAccessibleText(text.text(key));
            tooltip.setText(text.text(key + ".hint"));
        });
        return add(toggle);
    }

    public ViewControls slider(String key, DoubleProperty property, double least, double most) {
        Slider slider = new Slider(least, most, property.get());
        slider.setPrefWidth(130);
        slider.setBlockIncrement((most - least) / 50);
        slider.valueProperty().bindBidirectional(property);
        spoken(text -> slider.setAccessibleText(text.text(key)));
        // Thumbs draw their value nowhere: it stands beside, in room enough for the widest.
        Label value = new Label();
        value.setMinWidth(30);
        property.subscribe(now -> value.setText(String.format(Locale.ROOT, "%.2f", now.doubleValue())));
        return named(key, slider, value);
    }

    /// Buttons that belong together.
    public ViewControls buttons(Action... actions) {
        HBox group = new HBox(4);
        for (Action action : actions) {
            Button button = new Button();
            button.setOnAction(_ -> action.work.run());
            Tooltip tooltip = new Tooltip();
            button.setTooltip(tooltip);
            spoken(text -> {
                button.setText(action.sign(text));
                button.setAccessibleText(text.text(action.key));
                tooltip.setText(text.text(action.key));
            });
            group.getChildren().add(button);
        }
        return add(group);
    }

    /// Buttons that belong together, there only while `needed`.
    public ViewControls buttons(ObservableValue<@Nullable Boolean> needed, Action... actions) {
        buttons(actions);
        Node last = node.getChildren().getLast();
        subscriptions.add(needed.subscribe(now -> {
            last.setVisible(Boolean.TRUE.equals(now));
            last.setManaged(Boolean.TRUE.equals(now));
        }));
        return this;
    }

    /// @param key    the message that names it
    /// @param symbol what stands on its button; without one, the text under the key and `.short`
    public record Action(String key, @Nullable String symbol, Runnable work) {

        /// An action that no sign says as well as a word.
        public static Action named(String key, Runnable work) {
            return new Action(key, null, work);
        }

        private String sign(Messages messages) {
            return symbol == null ? messages.text(key + ".short") : symbol;
        }
    }

    private ViewControls named(String key, Node control, Node value) {
        Label name = new Label();
        name.setLabelFor(control);
        spoken(text -> name.setText(text.text(key)));
        HBox pair = new HBox(6, name, control, value);
        pair.setAlignment(Pos.CENTER_LEFT);
        return add(pair);
    }

    private ViewControls add(Node control) {
        node.getChildren().add(control);
        return this;
    }

    private void spoken(Consumer<Messages> text) {
        texts.add(text);
        text.accept(messages);
    }

    private void speak(Messages now) {
        messages = now;
        texts.forEach(text -> text.accept(now));
    }

    @Override
    public void close() {
        subscriptions.forEach(Subscription::unsubscribe);
    }
}

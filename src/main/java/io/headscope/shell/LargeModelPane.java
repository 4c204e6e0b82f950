package io.headscope.shell;

import io.headscope.message.Messages;
import io.headscope.session.LargeModel;
import io.headscope.session.ModelOpener;
import java.util.function.IntConsumer;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Spinner;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/// What a model costs that does not fit in memory, before anything of it is loaded: all of it, its first layers, or nothing,
/// which is what happens when nothing is chosen.
final class LargeModelPane extends VBox {

    private static final double GIGA = 1e9;
    private static final double MEGA = 1e6;
    private static final int MINUTE = 60;

    private final Wording wording;
    private final LargeModel model;
    private final IntegerProperty count;
    private final Button leave;

    /// @param open  opens so many layers
    /// @param close puts the question away
    LargeModelPane(Wording wording, LargeModel model, IntConsumer open, Runnable close) {
        this.wording = wording;
        this.model = model;
        this.count = new SimpleIntegerProperty(model.most());
        getStyleClass().add("about");
        setId("large-model");
        Label title = paragraph(words -> words.format("shell.large-model.title", String.valueOf(model.folder().getFileName())));
        title.getStyleClass().add("model-name");
        getChildren().addAll(
                title,
                paragraph(words -> words.format(
                        "shell.large-model.what",
                        ModelCard.compact(words, model.parameters()),
                        bytes(words, model.stored()),
                        bytes(words, model.free()))),
                paragraph(this::cost));
        Button all = answer(wording.text("shell.large-model.open-all"), "large-model-all", () -> open.accept(ModelOpener.ALL_LAYERS), close);
        leave = answer(wording.text("shell.large-model.leave"), "large-model-leave", () -> {}, close);
        leave.setDefaultButton(true);
        leave.setCancelButton(true);
        HBox answers = new HBox(12);
        answers.setAlignment(Pos.CENTER);
        if (model.layers() > 1) {
            getChildren().addAll(paragraph(words -> words.text("shell.large-model.first")), createLayers());
            ObservableValue<String> first = wording.text(count, (words, layers) -> words.format("shell.large-model.open-first", layers));
            answers.getChildren().add(answer(first, "large-model-first", () -> open.accept(count.get()), close));
        }
        answers.getChildren().addAll(all, leave);
        getChildren().add(answers);
    }

    void begin() {
        leave.requestFocus();
    }

    private String cost(Messages words) {
        return words.format(
                model.byLayer() ? "shell.large-model.by-layer" : "shell.large-model.from-disk",
                bytes(words, model.whole()),
                LargeModel.TOKENS,
                bytes(words, model.atOnce()),
                bytes(words, model.stored()),
                time(words, model.seconds()));
    }

    private HBox createLayers() {
        Spinner<Integer> spinner = new Spinner<>(1, model.layers(), count.get());
        spinner.setId("large-model-layers");
        spinner.setEditable(true);
        spinner.setPrefWidth(90);
        wording.hint(spinner, words("shell.large-model.layers", model.layers()));
        spinner.valueProperty().subscribe(value -> {
            if (value != null) {
                count.set(value);
            }
        });
        Label label = wording.label(new Label(), words("shell.large-model.layers", model.layers()));
        Label takes = wording.label(new Label(), wording.text(count, (words, layers) -> words.format(
                model.fits(layers.intValue()) ? "shell.large-model.fits" : "shell.large-model.not",
                bytes(words, model.ofLayers(layers.intValue())))));
        takes.setId("large-model-takes");
        takes.getStyleClass().add("fact-name");
        HBox row = new HBox(10, label, spinner, takes);
        row.setAlignment(Pos.CENTER_LEFT);
        return row;
    }

    private ObservableValue<String> words(String key, Object value) {
        return wording.messages().map(words -> words.format(key, value));
    }

    private Label paragraph(java.util.function.Function<Messages, String> said) {
        Label paragraph = wording.label(new Label(), wording.messages().map(said));
        paragraph.setWrapText(true);
        paragraph.setMinHeight(USE_PREF_SIZE);
        return paragraph;
    }

    private Button answer(ObservableValue<String> text, String id, Runnable action, Runnable close) {
        Button button = wording.label(new Button(), text);
        button.setId(id);
        button.setOnAction(_ -> {
            close.run();
            action.run();
        });
        return button;
    }

    private static String bytes(Messages words, long bytes) {
        return bytes >= GIGA
                ? words.format("shell.large-model.gigabytes", bytes / GIGA)
                : words.format("shell.large-model.megabytes", Math.ceil(bytes / MEGA));
    }

    private static String time(Messages words, double seconds) {
        return seconds > 2 * MINUTE
                ? words.format("shell.large-model.minutes", Math.ceil(seconds / MINUTE))
                : words.format("shell.large-model.seconds", Math.ceil(seconds));
    }
}

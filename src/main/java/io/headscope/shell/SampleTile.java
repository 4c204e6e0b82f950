package io.headscope.shell;

import io.headscope.message.Messages;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javafx.beans.value.ObservableValue;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.image.Image;
import javafx.scene.image.ImageView;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/// A sample model to choose: one of its heads, what it is called, what it does. One click opens it.
final class SampleTile extends Button {

    private static final double WIDTH = 196;
    private static final double SIDE = 168;

    private final ImageView portrait = new ImageView();
    private final VBox content = new VBox();

    SampleTile(Path folder, Wording wording, Runnable open) {
        String name = String.valueOf(folder.getFileName());
        setId("tile-" + name);
        getStyleClass().setAll("sample-tile");
        setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
        ObservableValue<String> task = wording.messages().map(words -> said(words, name, "task"));
        ObservableValue<String> about = wording.messages().map(words -> said(words, name, "about"));
        accessibleTextProperty().bind(wording.messages().map(words -> Stream.of(said(words, name, "task"), name, said(words, name, "about"))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(". "))));
        Label title = wording.label(new Label(), task);
        title.getStyleClass().add("sample-task");
        Label called = new Label(name);
        called.getStyleClass().add("fact-name");
        Label sentence = wording.label(new Label(), about);
        for (Label label : new Label[] {title, sentence}) {
            label.setWrapText(true);
            label.setMinHeight(Region.USE_PREF_SIZE);
        }
        portrait.setFitWidth(SIDE);
        portrait.setFitHeight(SIDE);
        StackPane frame = new StackPane(portrait);
        frame.getStyleClass().add("sample-portrait");
        frame.setMinSize(SIDE, SIDE);
        content.getChildren().addAll(frame, title, called, sentence);
        content.getStyleClass().add("sample-words");
        content.setPrefWidth(SIDE);
        content.setMaxWidth(SIDE);
        setGraphic(content);
        setPrefWidth(WIDTH);
        setMaxHeight(Double.MAX_VALUE);
        setOnAction(_ -> open.run());
    }

    // The button's own asks before the lines know how wide they are: they would break after every letter.
    @Override
    protected double computePrefHeight(double width) {
        return snappedTopInset() + content.prefHeight(SIDE) + snappedBottomInset();
    }

    /// What is written of models that nobody wrote of: nothing.
    private static String said(Messages words, String name, String what) {
        return words.find("sample." + name + "." + what).orElse("");
    }

    /// Shows the picture that lies there.
    void show(Path picture) {
        portrait.setImage(new Image(picture.toUri().toString(), 2 * SIDE, 2 * SIDE, true, false, true));
    }

    /// Whether its picture has come.
    boolean isShown() {
        return portrait.getImage() != null;
    }
}

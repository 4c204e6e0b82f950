package io.headscope.shell;

import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;

/// What Headscope is, in a few lines.
final class AboutPane extends VBox {

    private final Button done;

    AboutPane(String version, Wording wording, Runnable close) {
        getStyleClass().add("about");
        setAlignment(Pos.CENTER);
        Label name = new Label("Headscope");
        name.getStyleClass().add("welcome-title");
        Label release = wording.label(new Label(), wording.messages().map(words -> words.format("shell.about.version", version)));
        release.getStyleClass().add("welcome-hint");
        Label what = createParagraph(wording, "shell.about.what");
        Label offline = createParagraph(wording, "shell.about.offline");
        Label licence = createParagraph(wording, "shell.about.licence");
        licence.getStyleClass().add("fact-name");
        done = wording.label(new Button(), "shell.about.close");
        done.setDefaultButton(true);
        done.setOnAction(_ -> close.run());
        getChildren().addAll(name, release, what, offline, licence, done);
    }

    void begin() {
        done.requestFocus();
    }

    private static Label createParagraph(Wording wording, String key) {
        Label paragraph = wording.label(new Label(), key);
        paragraph.setWrapText(true);
        paragraph.setMinHeight(USE_PREF_SIZE);
        return paragraph;
    }
}

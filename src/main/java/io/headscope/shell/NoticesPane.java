package io.headscope.shell;

import io.headscope.session.Notice;
import io.headscope.session.Notices;
import javafx.collections.ListChangeListener;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/// What has to be read, one bar a notice, each there until it is put away.
final class NoticesPane extends VBox {

    private final Notices notices;
    private final Wording wording;

    NoticesPane(Notices notices, Wording wording) {
        this.notices = notices;
        this.wording = wording;
        getStyleClass().add("notices");
        notices.unread().addListener((ListChangeListener<Notice>) _ -> show());
        show();
    }

    private void show() {
        getChildren().setAll(notices.unread().stream().map(this::createBar).toList());
    }

    private Node createBar(Notice notice) {
        Label sentence = wording.label(new Label(), wording.messages().map(notice::sentence));
        sentence.setWrapText(true);
        sentence.setMinHeight(Region.USE_PREF_SIZE);
        sentence.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(sentence, Priority.ALWAYS);
        Button close = wording.label(new Button(), "shell.notice.close");
        close.getStyleClass().addAll("small", "flat");
        close.setMinWidth(USE_PREF_SIZE);
        close.setOnAction(_ -> notices.dismiss(notice));
        HBox bar = new HBox(sentence, close);
        bar.setAlignment(Pos.CENTER_LEFT);
        bar.getStyleClass().addAll("notice", switch (notice) {
            case Notice.Foreseen _ -> "foreseen";
            case Notice.Unforeseen _ -> "unforeseen";
        });
        return bar;
    }
}

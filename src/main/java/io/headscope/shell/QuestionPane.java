package io.headscope.shell;

import javafx.beans.value.ObservableValue;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/// A question with two answers, of which doing nothing is the safe one.
final class QuestionPane extends VBox {

    private final Button no;

    /// @param question what is asked
    /// @param yes      what the button that goes on says
    /// @param goOn     what it does
    /// @param close    puts the question away
    QuestionPane(Wording wording, ObservableValue<String> question, String yes, Runnable goOn, Runnable close) {
        getStyleClass().add("about");
        setId("question");
        setAlignment(Pos.CENTER);
        Label text = wording.label(new Label(), question);
        text.setWrapText(true);
        text.setMinHeight(USE_PREF_SIZE);
        Button doIt = wording.label(new Button(), yes);
        doIt.setId("question-yes");
        doIt.setOnAction(_ -> {
            close.run();
            goOn.run();
        });
        no = wording.label(new Button(), "shell.question.no");
        no.setDefaultButton(true);
        no.setCancelButton(true);
        no.setOnAction(_ -> close.run());
        HBox answers = new HBox(12, doIt, no);
        answers.setAlignment(Pos.CENTER);
        getChildren().addAll(text, answers);
    }

    void begin() {
        no.requestFocus();
    }
}

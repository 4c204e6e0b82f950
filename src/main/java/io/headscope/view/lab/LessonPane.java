package io.headscope.view.lab;

import io.headscope.lab.lesson.Lesson;
import io.headscope.lab.lesson.Lesson.Answer;
import io.headscope.lab.lesson.Lesson.Question;
import io.headscope.message.Messages;
import java.util.List;
import java.util.function.Consumer;
import javafx.beans.value.ObservableValue;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.RadioButton;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;
import org.jspecify.annotations.Nullable;

/// A lesson that is held: one step at a time, with its questions. Entering a step does what the step says.
public final class LessonPane implements AutoCloseable {

    private final ObservableValue<Messages> messages;
    private final Consumer<Lesson.Step> enter;
    private final Runnable end;
    private final Label title = new Label();
    private final Label name = new Label();
    private final Label place = new Label();
    private final VBox body = new VBox();
    private final ScrollPane scroll = new ScrollPane(body);
    private final Button back = new Button();
    private final Button on = new Button();
    private final Button leave = new Button();
    private final BorderPane node = new BorderPane();
    private final Subscription subscription;
    private @Nullable Lesson lesson;
    private int step;

    /// @param enter does what a step says
    /// @param end   puts the lesson away
    public LessonPane(ObservableValue<Messages> messages, Consumer<Lesson.Step> enter, Runnable end) {
        this.messages = messages;
        this.enter = enter;
        this.end = end;
        title.getStyleClass().add("panel-title");
        name.getStyleClass().add("lesson-name");
        name.setWrapText(true);
        name.setMinHeight(Region.USE_PREF_SIZE);
        body.getStyleClass().add("lesson-body");
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        back.setOnAction(_ -> goTo(step - 1));
        on.setOnAction(_ -> forward());
        on.getStyleClass().add("accent");
        leave.setOnAction(_ -> end.run());
        List.of(back, on, leave).forEach(button -> button.setMinWidth(Region.USE_PREF_SIZE));
        HBox buttons = new HBox(8, back, on, filler(), leave);
        buttons.getStyleClass().add("lesson-buttons");
        node.setTop(new VBox(4, title, name, place));
        node.setCenter(scroll);
        node.setBottom(buttons);
        node.setMinWidth(0);
        node.getStyleClass().add("lesson");
        subscription = messages.subscribe(_ -> speak());
    }

    public Region node() {
        return node;
    }

    /// Holds a lesson from one of its steps on.
    public void open(Lesson next, int from) {
        lesson = next;
        goTo(from);
    }

    /// The step that is held, from 0.
    public int step() {
        return step;
    }

    /// Goes to a step, the nearest there is.
    public void goTo(int wanted) {
        Lesson held = lesson;
        if (held != null) {
            step = Math.clamp(wanted, 0, held.steps().size() - 1);
            show(held);
            enter.accept(held.steps().get(step));
        }
    }

    private void forward() {
        Lesson held = lesson;
        if (held != null && step == held.steps().size() - 1) {
            end.run();
        } else {
            goTo(step + 1);
        }
    }

    private void show(Lesson held) {
        Lesson.Step now = held.steps().get(step);
        title.setText(held.title());
        name.setText(now.name());
        body.getChildren().setAll(MarkdownText.of(now.text()));
        now.questions().forEach(question -> body.getChildren().add(ask(question)));
        scroll.setVvalue(0);
        speak();
    }

    private VBox ask(Question question) {
        Label text = wrapped(question.text(), "lesson-question");
        Label verdict = wrapped("", "lesson-verdict");
        verdict.setVisible(false);
        verdict.setManaged(false);
        ToggleGroup group = new ToggleGroup();
        VBox box = new VBox(6, text);
        box.getStyleClass().add("lesson-ask");
        for (Answer answer : question.answers()) {
            RadioButton choice = new RadioButton(answer.text());
            choice.setWrapText(true);
            choice.setMinHeight(Region.USE_PREF_SIZE);
            choice.setToggleGroup(group);
            choice.setOnAction(_ -> {
                Messages words = messages.getValue();
                verdict.setText(words.text(answer.right() ? "lab.lesson-right" : "lab.lesson-wrong") + " " + question.explanation());
                verdict.setVisible(true);
                verdict.setManaged(true);
            });
            box.getChildren().add(choice);
        }
        box.getChildren().add(verdict);
        return box;
    }

    private static Label wrapped(String text, String styleClass) {
        Label label = new Label(text);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        label.getStyleClass().add(styleClass);
        return label;
    }

    private void speak() {
        Messages words = messages.getValue();
        Lesson held = lesson;
        int steps = held == null ? 1 : held.steps().size();
        back.setText(words.text("lab.lesson-back"));
        back.setDisable(step == 0);
        on.setText(words.text(step == steps - 1 ? "lab.lesson-end" : "lab.lesson-on"));
        leave.setText(words.text("lab.lesson-leave"));
        place.setText(words.format("lab.lesson-place", step + 1, steps));
    }

    private static Region filler() {
        Region filler = new Region();
        HBox.setHgrow(filler, Priority.ALWAYS);
        return filler;
    }

    @Override
    public void close() {
        subscription.unsubscribe();
    }
}

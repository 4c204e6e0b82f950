package io.headscope.view.training;

import io.headscope.drawing.Box;
import io.headscope.message.Messages;
import io.headscope.session.Replay;
import io.headscope.session.Replay.Kept;
import io.headscope.session.ViewContext;
import io.headscope.training.Watched;
import io.headscope.training.WatchedInput;
import io.headscope.view.Named;
import io.headscope.view.canvas.DrawingCanvas;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import javafx.animation.KeyFrame;
import javafx.animation.Timeline;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.Duration;
import javafx.util.Subscription;
import org.jspecify.annotations.Nullable;

/// The strip that runs through the training of the open model: a slider under its loss curve, from the first weights to the
/// last; all views show the heads as they were at the time chosen. There only where that was kept.
public final class ReplayPane implements AutoCloseable {

    private static final double HEIGHT = 46;
    /// Half of the slider's thumb: its track begins there.
    private static final double INSET = 8;
    private static final Duration PACE = Duration.millis(700);

    private final ViewContext context;
    private final Replay replay;
    private final HBox node = new HBox(12);
    private final DrawingCanvas curve = new DrawingCanvas();
    private final Slider slider = new Slider();
    private final ComboBox<Integer> inputs = new ComboBox<>();
    private final Label at = new Label();
    private final Button play = new Button();
    private final Button model = new Button();
    private final Timeline playing = new Timeline(new KeyFrame(PACE, _ -> advance()));
    private final List<Subscription> subscriptions = new ArrayList<>();
    private boolean following;

    public ReplayPane(ViewContext context) {
        this.context = context;
        this.replay = context.replay();
        node.getStyleClass().add("replay");
        node.setAlignment(Pos.CENTER_LEFT);
        createSlider();
        createInputs();
        createButtons();
        VBox line = new VBox(curve, slider);
        HBox.setHgrow(line, Priority.ALWAYS);
        line.setMinWidth(120);
        VBox words = new VBox(4, inputs, at);
        words.setMinWidth(180);
        words.setMaxWidth(260);
        play.setMinWidth(Region.USE_PREF_SIZE);
        model.setMinWidth(Region.USE_PREF_SIZE);
        node.getChildren().addAll(play, line, words, model);
        node.setMinHeight(Region.USE_PREF_SIZE);
        playing.setCycleCount(Timeline.INDEFINITE);
        subscriptions.add(context.theme().subscribe(curve::setTheme));
        subscriptions.add(context.messages().subscribe(_ -> speak()));
        subscriptions.add(replay.kept().subscribe(_ -> offer()));
        subscriptions.add(replay.shown().subscribe(_ -> follow()));
        subscriptions.add(curve.viewport().subscribe(_ -> draw()));
    }

    public Region node() {
        return node;
    }

    private void createSlider() {
        slider.setId("replay-slider");
        slider.setMajorTickUnit(1);
        slider.setMinorTickCount(0);
        slider.setBlockIncrement(1);
        slider.setSnapToTicks(true);
        slider.valueProperty().addListener((_, before, now) -> moved(before.doubleValue(), now.doubleValue()));
        curve.setMinHeight(HEIGHT);
        curve.setPrefHeight(HEIGHT);
        curve.setMaxHeight(HEIGHT);
        curve.setFocusTraversable(false);
    }

    private void moved(double before, double now) {
        Kept kept = replay.kept().get();
        if (kept != null && !following && (Math.round(before) != Math.round(now) || replay.shown().get() == Replay.NOTHING)) {
            replay.show(kept.steps().get((int) Math.round(now)));
        }
    }

    private void createInputs() {
        inputs.setId("replay-input");
        inputs.setMaxWidth(Double.MAX_VALUE);
        inputs.setOnAction(_ -> {
            if (inputs.getValue() != null && !following) {
                replay.input().set(inputs.getValue());
            }
        });
    }

    private void createButtons() {
        play.setId("replay-play");
        play.setOnAction(_ -> {
            if (playing.getStatus() == javafx.animation.Animation.Status.RUNNING) {
                halt();
            } else {
                if (slider.getValue() >= slider.getMax()) {
                    slider.setValue(0);
                }
                playing.play();
                speak();
            }
        });
        model.setId("replay-model");
        // What is shown once more, through the model as it is.
        model.setOnAction(_ -> replay.leave());
    }

    private void advance() {
        if (slider.getValue() >= slider.getMax() || node.getScene() == null) {
            halt();
        } else {
            slider.setValue(Math.round(slider.getValue()) + 1);
        }
    }

    private void halt() {
        playing.stop();
        speak();
    }

    /// Takes up what was kept of another model, or nothing.
    private void offer() {
        Kept kept = replay.kept().get();
        playing.stop();
        node.setVisible(kept != null);
        node.setManaged(kept != null);
        if (kept != null) {
            following = true;
            slider.setMin(0);
            slider.setMax(kept.steps().size() - 1.0);
            slider.setValue(slider.getMax());
            inputs.getItems().setAll(IntStream.range(0, kept.heads().inputs().size()).boxed().toList());
            inputs.setValue(0);
            following = false;
            speak();
        }
    }

    private void follow() {
        Kept kept = replay.kept().get();
        int shown = replay.shown().get();
        if (kept != null && shown != Replay.NOTHING) {
            following = true;
            slider.setValue(kept.steps().indexOf(shown));
            following = false;
        }
        say();
        draw();
    }

    private void say() {
        Kept kept = replay.kept().get();
        int shown = replay.shown().get();
        Messages messages = context.messages().getValue();
        if (kept == null) {
            slider.setAccessibleText(messages.text("view.replay.slider"));
            return;
        }
        Double loss = shown < 1 ? null : loss(kept, shown);
        at.setText(shown == Replay.NOTHING
                ? messages.text("view.replay.none")
                : loss == null ? messages.format("view.replay.at", shown) : messages.format("view.replay.at-loss", shown, loss));
        slider.setAccessibleText(messages.text("view.replay.slider") + " " + at.getText());
        model.setDisable(shown == Replay.NOTHING);
    }

    private static @Nullable Double loss(Kept kept, int steps) {
        return kept.record() == null || kept.record().history().steps() < steps ? null : kept.record().history().losses().get(steps - 1);
    }

    private void speak() {
        Messages messages = context.messages().getValue();
        boolean runs = playing.getStatus() == javafx.animation.Animation.Status.RUNNING;
        name(play, runs ? "⏸" : "▶", messages.text(runs ? "view.replay.pause" : "view.replay.play"));
        name(model, messages.text("view.replay.model"), messages.text("view.replay.model.hint"));
        inputs.setAccessibleText(messages.text("view.replay.input"));
        inputs.setConverter(new Named<>(at -> name(at, messages)));
        curve.setAccessibleText(messages.text("view.replay.curve"));
        say();
        draw();
    }

    private static void name(Button button, String sign, String says) {
        button.setText(sign);
        button.setAccessibleText(says);
        button.setTooltip(new Tooltip(says));
    }

    private String name(int input, Messages messages) {
        Kept kept = Objects.requireNonNull(replay.kept().get());
        WatchedInput watched = kept.heads().inputs().get(input);
        return switch (watched.watched()) {
            case Watched.Repeated _ -> messages.text("view.replay.repeated");
            case Watched.Shown shown -> shown.text().isBlank() && shown.medium() != null
                    ? shown.medium().name()
                    : shown.text().replace('\n', ' ');
        };
    }

    /// The loss over the times kept, which lie as far from each other as the slider's.
    private void draw() {
        Kept kept = replay.kept().get();
        Box room = curve.viewport().get();
        if (kept == null || room.width() < 1) {
            return;
        }
        curve.setDrawing(ReplayLayout.layout(kept, replay.shown().get(), INSET, room.width(), HEIGHT));
    }

    /// Stops playing and listening.
    @Override
    public void close() {
        playing.stop();
        subscriptions.forEach(Subscription::unsubscribe);
    }
}

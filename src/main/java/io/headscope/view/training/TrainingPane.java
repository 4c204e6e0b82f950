package io.headscope.view.training;

import io.headscope.drawing.Box;
import io.headscope.drawing.Drawing;
import io.headscope.message.Messages;
import io.headscope.message.ProblemException;
import io.headscope.session.TrainingBench;
import io.headscope.session.ViewContext;
import io.headscope.task.Cancellation;
import io.headscope.view.ViewPane;
import io.headscope.view.canvas.DrawingCanvas;
import io.headscope.view.canvas.LayoutJob;
import io.headscope.view.canvas.ViewControls;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import javafx.beans.Observable;
import javafx.scene.control.Label;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;

/// The training: what to learn above, how it goes below, live.
public final class TrainingPane implements ViewPane {

    private final ViewContext context;
    private final TrainingBench bench;
    private final TrainingViewModel model;
    private final TrainingForm form;
    private final ViewControls controls;
    private final DrawingCanvas canvas = new DrawingCanvas();
    private final LayoutJob<Drawing> job;
    private final Label status = new Label();
    private final Label problem = new Label();
    private final BorderPane node = new BorderPane();
    private final List<Subscription> subscriptions = new ArrayList<>();

    public TrainingPane(ViewContext context, TrainingFolders folders) {
        this.context = context;
        this.bench = context.training();
        this.model = new TrainingViewModel(context);
        this.form = new TrainingForm(bench, folders, context.messages());
        this.controls = new ViewControls(context.messages()).toggle("view.training.log", model.logarithmic());
        this.job = new LayoutJob<>(context.background(), canvas::setDrawing);
        status.setId("training-status");
        status.setWrapText(true);
        status.setMinHeight(Region.USE_PREF_SIZE);
        problem.setId("training-problem");
        problem.getStyleClass().add("input-problem");
        problem.setWrapText(true);
        problem.setMinHeight(Region.USE_PREF_SIZE);
        form.node().getChildren().addAll(problem, status);
        node.getStyleClass().add("training-view");
        node.setTop(new VBox(form.node(), controls.node()));
        node.setCenter(canvas);
        subscribe();
        refresh();
    }

    private void subscribe() {
        subscriptions.add(context.theme().subscribe(canvas::setTheme));
        subscriptions.add(context.lab().presenting().subscribe(on -> canvas.setZoom(on ? DrawingCanvas.PRESENTED : 1)));
        subscriptions.add(context.messages().subscribe(_ -> tell()));
        subscriptions.add(context.messages().subscribe(_ -> refresh()));
        subscriptions.add(bench.phase().subscribe(_ -> tell()));
        subscriptions.add(bench.problem().subscribe(_ -> tell()));
        subscriptions.add(bench.now().subscribe(_ -> tell()));
        subscriptions.add(canvas.viewport().subscribe(this::resized));
        subscriptions.add(canvas.sceneProperty().subscribe(this::refresh));
        for (Observable cause : model.causes()) {
            subscriptions.add(cause.subscribe(this::refresh));
        }
    }

    @Override
    public Region node() {
        return node;
    }

    @Override
    public Function<Cancellation, Drawing> figure() {
        Box room = canvas.viewport().get();
        return next(room.width(), room.height());
    }

    private Function<Cancellation, Drawing> next(double width, double height) {
        Curves curves = model.curves();
        TrainingLayout.Options options = model.options(width, height);
        Messages messages = context.messages().getValue();
        return _ -> TrainingLayout.layout(curves, options, messages);
    }

    private void resized(Box before, Box now) {
        if (before.width() != now.width() || before.height() != now.height()) {
            refresh();
        }
    }

    private void refresh() {
        Box room = canvas.viewport().get();
        if (canvas.getScene() != null && room.width() >= 1 && room.height() >= 1) {
            job.request(next(room.width(), room.height()));
        }
    }

    private void tell() {
        Messages messages = context.messages().getValue();
        ProblemException wrong = bench.problem().get();
        problem.setText(wrong == null ? "" : wrong.sentence(messages));
        problem.setVisible(wrong != null);
        problem.setManaged(wrong != null);
        status.setText(model.status(messages));
        canvas.setAccessibleText(messages.text("view.training.described") + " " + status.getText());
    }

    @Override
    public void close() {
        subscriptions.forEach(Subscription::unsubscribe);
        job.drop();
        form.close();
        controls.close();
    }
}

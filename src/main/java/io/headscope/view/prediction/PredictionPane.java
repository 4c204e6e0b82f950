package io.headscope.view.prediction;

import io.headscope.attention.Trace;
import io.headscope.drawing.Box;
import io.headscope.drawing.Drawing;
import io.headscope.message.Messages;
import io.headscope.model.Network;
import io.headscope.session.ViewContext;
import io.headscope.task.Cancellation;
import io.headscope.view.ViewPane;
import io.headscope.view.canvas.LivePicture;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.Region;
import org.jspecify.annotations.Nullable;

/// What the network answers, live.
public final class PredictionPane implements ViewPane {

    private final ViewContext context;
    private final PredictionViewModel model;
    private final LivePicture<PredictionPicture> picture;
    private final BorderPane node = new BorderPane();

    public PredictionPane(ViewContext context) {
        this.context = context;
        this.model = new PredictionViewModel(context);
        this.picture = new LivePicture<>(context, this::next, this::describe, model.causes());
        node.getStyleClass().add("prediction-view");
        node.setCenter(picture.canvas());
    }

    @Override
    public Region node() {
        return node;
    }

    @Override
    public @Nullable Function<Cancellation, Drawing> figure() {
        return picture.figure();
    }

    private Function<Cancellation, PredictionPicture> next(Trace trace, Box viewport) {
        Messages messages = context.messages().getValue();
        @Nullable Network network = context.network().getValue();
        @Nullable IntFunction<String> vocabulary = context.vocabulary().getValue();
        @Nullable Integer position = model.position(trace);
        return _ -> PredictionLayout.layout(
                Prediction.of(trace, network, vocabulary, position, messages), viewport.width(), messages);
    }

    private void describe() {
        PredictionPicture shown = picture.picture();
        if (shown == null) {
            return;
        }
        picture.canvas().setOverlay(Drawing.EMPTY);
        Messages messages = context.messages().getValue();
        String answers = shown.prediction().questions().stream()
                .map(question -> question.text() + " " + question.answers().stream()
                        .map(answer -> answer.text() + " " + PredictionLayout.percent(answer.probability(), messages))
                        .collect(Collectors.joining(", ")))
                .collect(Collectors.joining(". "));
        picture.canvas().setAccessibleText(shown.prediction().remark() == null ? answers : shown.prediction().remark());
    }

    @Override
    public void close() {
        picture.close();
    }
}

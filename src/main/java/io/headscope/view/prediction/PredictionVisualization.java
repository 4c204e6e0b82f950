package io.headscope.view.prediction;

import io.headscope.drawing.Drawing;
import io.headscope.session.ViewContext;
import io.headscope.view.FigureRequest;
import io.headscope.view.ViewPane;
import io.headscope.view.Visualization;

/// What the network answers.
public final class PredictionVisualization implements Visualization {

    @Override
    public String id() {
        return "prediction";
    }

    @Override
    public ViewPane createPane(ViewContext context) {
        return new PredictionPane(context);
    }

    @Override
    public Drawing draw(FigureRequest request) {
        Prediction prediction = Prediction.of(
                request.trace(), request.network(), request.vocabulary(), null, request.messages());
        return PredictionLayout.layout(prediction, 0, request.messages()).drawing();
    }
}

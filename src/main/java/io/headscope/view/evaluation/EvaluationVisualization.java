package io.headscope.view.evaluation;

import io.headscope.drawing.ColorMap;
import io.headscope.drawing.Drawing;
import io.headscope.session.ViewContext;
import io.headscope.view.FigureRequest;
import io.headscope.view.ViewPane;
import io.headscope.view.Visualization;

/// How well the model does on a data set.
public final class EvaluationVisualization implements Visualization {

    private final DataFolders folders;

    public EvaluationVisualization(DataFolders folders) {
        this.folders = folders;
    }

    @Override
    public String id() {
        return "evaluation";
    }

    @Override
    public ViewPane createPane(ViewContext context) {
        return new EvaluationPane(context, folders);
    }

    /// Of one run there is nothing to count: `headscope evaluate` asks a whole data set.
    @Override
    public Drawing draw(FigureRequest request) {
        return EvaluationLayout.layout(null, 0, ColorMap.VIRIDIS, request.messages()).drawing();
    }
}

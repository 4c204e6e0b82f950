package io.headscope.view.lines;

import io.headscope.drawing.Drawing;
import io.headscope.session.ViewContext;
import io.headscope.task.Cancellation;
import io.headscope.view.FigureRequest;
import io.headscope.view.ViewPane;
import io.headscope.view.Visualization;

/// Heads as lines between two columns of tokens.
public final class LinesVisualization implements Visualization {

    @Override
    public String id() {
        return "lines";
    }

    @Override
    public ViewPane createPane(ViewContext context) {
        return new LinesPane(context);
    }

    @Override
    public Drawing draw(FigureRequest request) {
        LinesLayout.Options options = LinesLayout.Options.usual(request.heads(), request.reduction());
        return LinesLayout.layout(request.trace(), options, request.messages(), Cancellation.never()).drawing();
    }
}

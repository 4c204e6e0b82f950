package io.headscope.view.head;

import io.headscope.drawing.Drawing;
import io.headscope.session.ViewContext;
import io.headscope.task.Cancellation;
import io.headscope.view.FigureRequest;
import io.headscope.view.ViewPane;
import io.headscope.view.Visualization;

/// One head in full.
public final class HeadVisualization implements Visualization {

    @Override
    public String id() {
        return "head";
    }

    @Override
    public ViewPane createPane(ViewContext context) {
        return new HeadPane(context);
    }

    @Override
    public Drawing draw(FigureRequest request) {
        return HeadLayout.layout(
                        request.trace(),
                        request.heads().getFirst(),
                        HeadLayout.Options.USUAL.with(request.reduction()),
                        request.messages(),
                        Cancellation.never())
                .drawing();
    }
}

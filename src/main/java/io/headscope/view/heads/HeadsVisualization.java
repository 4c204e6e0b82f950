package io.headscope.view.heads;

import io.headscope.drawing.Drawing;
import io.headscope.session.ViewContext;
import io.headscope.task.Cancellation;
import io.headscope.view.FigureRequest;
import io.headscope.view.ViewPane;
import io.headscope.view.Visualization;

/// All heads at once.
public final class HeadsVisualization implements Visualization {

    @Override
    public String id() {
        return "heads";
    }

    @Override
    public ViewPane createPane(ViewContext context) {
        return new HeadsPane(context);
    }

    @Override
    public Drawing draw(FigureRequest request) {
        return HeadsLayout.layout(request.trace(), HeadsLayout.Options.USUAL.with(request.reduction()), request.messages(), Cancellation.never())
                .drawing();
    }
}

package io.headscope.view.diagram;

import io.headscope.diagram.layout.DiagramLayout;
import io.headscope.diagram.layout.DiagramPicture;
import io.headscope.diagram.pipeline.Detail;
import io.headscope.diagram.pipeline.PipelineReader;
import io.headscope.drawing.Drawing;
import io.headscope.session.ViewContext;
import io.headscope.task.Cancellation;
import io.headscope.view.FigureRequest;
import io.headscope.view.ViewPane;
import io.headscope.view.Visualization;
import java.util.Set;

/// The open network as a diagram of itself.
public final class DiagramVisualization implements Visualization {

    @Override
    public String id() {
        return "diagram";
    }

    @Override
    public ViewPane createPane(ViewContext context) {
        return new DiagramPane(context);
    }

    @Override
    public Drawing draw(FigureRequest request) {
        if (request.network() == null) {
            return Drawing.EMPTY;
        }
        var pipeline = PipelineReader.read(
                request.network().program(), Detail.BLOCKS, Set.of(), DiagramViewModel.lengths(request.trace()), request.messages());
        DiagramViewModel model = new DiagramViewModel();
        var alive = model.alive(pipeline, request.trace(), request.messages());
        return DiagramPicture.draw(DiagramLayout.place(alive, Cancellation.never()));
    }
}

package io.headscope.view.diagram;

import io.headscope.diagram.layout.DiagramLayout;
import io.headscope.diagram.layout.DiagramPicture;
import io.headscope.diagram.layout.Placed;
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
    public boolean tellsOfSteps() {
        return true;
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
                request.network().program(), Detail.BLOCKS, Set.of(), DiagramViewModel.lengths(request.network().program(), request.trace()),
                DiagramViewModel.shapes(request.trace()), request.messages());
        Alive alive = new Alive(request.trace(), request.network(), pipeline, request.messages());
        Placed placed = DiagramLayout.place(alive.diagram(), Cancellation.never());
        return DiagramPicture.draw(placed, sheet -> alive.draw(sheet, placed, request.heads().stream().findFirst().orElse(null)));
    }
}

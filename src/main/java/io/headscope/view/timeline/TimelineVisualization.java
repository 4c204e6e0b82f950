package io.headscope.view.timeline;

import io.headscope.drawing.Drawing;
import io.headscope.session.ViewContext;
import io.headscope.task.Cancellation;
import io.headscope.view.FigureRequest;
import io.headscope.view.ViewPane;
import io.headscope.view.Visualization;

/// A text as it was written.
public final class TimelineVisualization implements Visualization {

    @Override
    public String id() {
        return "timeline";
    }

    @Override
    public ViewPane createPane(ViewContext context) {
        return new TimelinePane(context);
    }

    @Override
    public Drawing draw(FigureRequest request) {
        Integer position = request.focus() == null ? null : request.focus().query();
        int layer = request.heads().getFirst().site().layer();
        return Moment.of(request.trace(), null, request.network(), position, layer)
                .map(moment -> TimelineLayout.layout(
                        moment, TimelineLayout.Options.usual(request.vocabulary()), request.messages(), Cancellation.never()))
                .orElseGet(() -> TimelineLayout.nothing(0, request.messages()))
                .drawing();
    }
}

package io.headscope.view.inspector;

import io.headscope.attention.HeadAddress;
import io.headscope.drawing.Drawing;
import io.headscope.session.ViewContext;
import io.headscope.task.Cancellation;
import io.headscope.view.FigureRequest;
import io.headscope.view.HeadName;
import io.headscope.view.ViewPane;
import io.headscope.view.Visualization;

/// The focused head in numbers.
public final class InspectorVisualization implements Visualization {

    @Override
    public String id() {
        return "inspector";
    }

    @Override
    public ViewPane createPane(ViewContext context) {
        return new InspectorPane(context);
    }

    @Override
    public Drawing draw(FigureRequest request) {
        HeadAddress head = request.heads().getFirst();
        Inspection.Overview overview = Inspection.Overview.of(request.trace(), head, request.reduction(), Cancellation.never());
        Inspection inspection = Inspection.of(request.trace(), request.network(), head, overview, request.focus(), request.reduction().words());
        return InspectorLayout.layout(inspection, HeadName.of(head, request.trace(), request.messages()), 0, request.messages())
                .drawing();
    }
}

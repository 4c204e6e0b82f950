package io.headscope.view.lab;

import io.headscope.drawing.Drawing;
import io.headscope.lab.LabState;
import io.headscope.session.HeadTaking;
import io.headscope.session.LabBench;
import io.headscope.session.ViewContext;
import io.headscope.view.FigureRequest;
import io.headscope.view.ViewPane;
import io.headscope.view.Visualization;

/// The mechanism lab: attention by hand, number by number.
public final class LabVisualization implements Visualization {

    @Override
    public String id() {
        return "lab";
    }

    @Override
    public boolean needsModel() {
        return false;
    }

    @Override
    public ViewPane createPane(ViewContext context) {
        return new LabPane(context);
    }

    /// The first of the heads, worked out on its first tokens; without a network, the table as it lies at the beginning.
    @Override
    public Drawing draw(FigureRequest request) {
        LabBench lab = new LabBench();
        if (request.network() != null) {
            HeadTaking.take(lab, request.trace(), request.network(), request.heads().getFirst(), null);
        }
        LabState state = lab.state().get();
        return LabLayout.layout(state, LabLayout.Options.USUAL, request.messages()).drawing();
    }
}

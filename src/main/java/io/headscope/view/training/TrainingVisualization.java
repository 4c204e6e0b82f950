package io.headscope.view.training;

import io.headscope.drawing.Drawing;
import io.headscope.session.ViewContext;
import io.headscope.view.FigureRequest;
import io.headscope.view.ViewPane;
import io.headscope.view.Visualization;

/// Training: curves, and how heads come about.
public final class TrainingVisualization implements Visualization {

    private final TrainingFolders folders;

    public TrainingVisualization(TrainingFolders folders) {
        this.folders = folders;
    }

    @Override
    public String id() {
        return "training";
    }

    @Override
    public boolean needsModel() {
        return false;
    }

    @Override
    public ViewPane createPane(ViewContext context) {
        return new TrainingPane(context, folders);
    }

    /// Without a window nothing is being trained.
    @Override
    public Drawing draw(FigureRequest request) {
        return TrainingLayout.layout(null, TrainingLayout.Options.USUAL, request.messages());
    }
}

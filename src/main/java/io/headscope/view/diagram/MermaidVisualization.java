package io.headscope.view.diagram;

import io.headscope.diagram.layout.DiagramLayout;
import io.headscope.diagram.layout.DiagramPicture;
import io.headscope.diagram.mermaid.MermaidReader;
import io.headscope.drawing.Drawing;
import io.headscope.session.ViewContext;
import io.headscope.task.Cancellation;
import io.headscope.view.FigureRequest;
import io.headscope.view.ViewPane;
import io.headscope.view.Visualization;
import java.util.List;

/// Mermaid flowcharts: their text and, beside it, what it draws.
public final class MermaidVisualization implements Visualization {

    private final MermaidFiles files;
    private final Pages pages;

    public MermaidVisualization(MermaidFiles files, Pages pages) {
        this.files = files;
        this.pages = pages;
    }

    @Override
    public boolean needsModel() {
        return false;
    }

    @Override
    public List<String> opens() {
        return List.of("mmd", "mermaid");
    }

    @Override
    public String id() {
        return "mermaid";
    }

    @Override
    public ViewPane createPane(ViewContext context) {
        return new MermaidPane(context, files, pages);
    }

    /// Without a window there is no text but the first example.
    @Override
    public Drawing draw(FigureRequest request) {
        String text = MermaidExample.ATTENTION.text(request.messages());
        return DiagramPicture.draw(DiagramLayout.place(MermaidReader.read(text).orThrow("example"), Cancellation.never()));
    }
}

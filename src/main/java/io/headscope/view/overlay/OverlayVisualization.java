package io.headscope.view.overlay;

import io.headscope.attention.HeadAddress;
import io.headscope.drawing.Drawing;
import io.headscope.session.ViewContext;
import io.headscope.task.Cancellation;
import io.headscope.view.Backdrop;
import io.headscope.view.FigureRequest;
import io.headscope.view.ViewPane;
import io.headscope.view.Visualization;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Attention over the picture or the sound.
public final class OverlayVisualization implements Visualization {

    @Override
    public String id() {
        return "overlay";
    }

    @Override
    public ViewPane createPane(ViewContext context) {
        return new OverlayPane(context);
    }

    /// Where one head is asked for, all of its layer are there beside it.
    @Override
    public Drawing draw(FigureRequest request) {
        return OverlayLayout.layout(
                        request.trace(),
                        OverlayLayout.Options.usual(heads(request.heads()), request.focus(), request.reduction().words()),
                        request.messages(),
                        new Backdrop(),
                        Cancellation.never())
                .drawing();
    }

    static List<HeadAddress> heads(List<HeadAddress> asked) {
        HeadAddress first = asked.getFirst();
        return asked.size() > 1
                ? asked
                : Stream.concat(Stream.of(first), IntStream.range(0, first.site().heads())
                                .mapToObj(first.site()::head)
                                .filter(head -> !head.equals(first)))
                        .toList();
    }
}

package io.headscope.view;

import io.headscope.drawing.Drawing;
import io.headscope.session.ViewContext;

/// A way of looking at a trace: the one class to register for a view. Its title is the message `view.<id>.title`.
public interface Visualization {

    /// One word for it in files, style classes, message keys and the command line: `heads`.
    String id();

    /// Whether its picture tells what passed the network's steps ([io.headscope.attention.Trace#passed]).
    default boolean tellsOfSteps() {
        return false;
    }

    /// A new pane over `context`.
    ViewPane createPane(ViewContext context);

    /// The same picture without a window, as large as it needs to be.
    Drawing draw(FigureRequest request);
}

package io.headscope.view;

import io.headscope.drawing.Drawing;
import io.headscope.session.ViewContext;
import java.util.List;

/// A way of looking at a trace: the one class to register for a view. Its title is the message `view.<id>.title`.
public interface Visualization {

    /// One word for it in files, style classes, message keys and the command line: `heads`.
    String id();

    /// Whether its picture tells what passed the network's steps ([io.headscope.attention.Trace#passed]).
    default boolean tellsOfSteps() {
        return false;
    }

    /// Whether there is anything to see only while a model is open.
    default boolean needsModel() {
        return true;
    }

    /// What the names of files end with that it shows, without the dot.
    default List<String> opens() {
        return List.of();
    }

    /// A new pane over `context`.
    ViewPane createPane(ViewContext context);

    /// The same picture without a window, as large as it needs to be.
    Drawing draw(FigureRequest request);
}

package io.headscope.view;

import javafx.scene.layout.Region;

/// An open view.
public interface ViewPane extends AutoCloseable {

    /// What to put in the window.
    Region node();

    /// Stops listening to the context and lets everything go.
    @Override
    void close();
}

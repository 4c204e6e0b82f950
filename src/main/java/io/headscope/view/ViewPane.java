package io.headscope.view;

import io.headscope.drawing.Drawing;
import io.headscope.task.Cancellation;
import java.nio.file.Path;
import java.util.function.Function;
import javafx.scene.layout.Region;
import org.jspecify.annotations.Nullable;

/// An open view.
public interface ViewPane extends AutoCloseable {

    /// What to put in the window.
    Region node();

    /// The picture that is shown, to be saved: collects what is seen and how, on the window's thread; the function
    /// returned draws it, on any, as long as the newest trace is open. Nothing where nothing has been run.
    @Nullable Function<Cancellation, Drawing> figure();

    /// Shows a file of the kind that its visualization [opens][Visualization#opens]; what is wrong with it is said there.
    default void open(Path file) {}

    /// Begins something new, where that can be done here.
    default void begin() {}

    /// Stops listening to the context and lets everything go.
    @Override
    void close();
}

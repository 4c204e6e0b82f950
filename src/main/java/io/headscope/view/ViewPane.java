package io.headscope.view;

import io.headscope.drawing.Drawing;
import io.headscope.task.Cancellation;
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

    /// Stops listening to the context and lets everything go.
    @Override
    void close();
}

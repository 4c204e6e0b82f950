package io.headscope.shell;

import io.headscope.drawing.Drawing;
import io.headscope.session.ViewContext;
import io.headscope.task.Cancellation;
import io.headscope.view.FigureRequest;
import io.headscope.view.ViewPane;
import io.headscope.view.Visualization;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.util.Subscription;

/// A view that shows nothing, for tests of what is around it. Counts how many are open.
record PlainView(String id, AtomicInteger open) implements Visualization {

    @Override
    public ViewPane createPane(ViewContext context) {
        open.incrementAndGet();
        StackPane node = new StackPane();
        Subscription subscription = context.trace().subscribe(trace -> node.setUserData(trace));
        return new ViewPane() {
            @Override
            public Region node() {
                return node;
            }

            @Override
            public Function<Cancellation, Drawing> figure() {
                return _ -> Drawing.EMPTY;
            }

            @Override
            public void close() {
                subscription.unsubscribe();
                open.decrementAndGet();
            }
        };
    }

    @Override
    public Drawing draw(FigureRequest request) {
        return Drawing.EMPTY;
    }
}

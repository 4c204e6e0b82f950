package io.headscope.view.canvas;

import io.headscope.attention.Trace;
import io.headscope.drawing.Box;
import io.headscope.drawing.Drawing;
import io.headscope.drawing.Mark.Anchor;
import io.headscope.drawing.Role;
import io.headscope.drawing.Sheet;
import io.headscope.session.ViewContext;
import io.headscope.task.Cancellation;
import io.headscope.view.Picture;
import io.headscope.view.TextSize;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import javafx.beans.Observable;
import javafx.util.Subscription;
import org.jspecify.annotations.Nullable;

/// A picture that follows the newest trace, the size of its place, theme and language, and whatever else it is told to,
/// as long as it is in a window; put back into one, it catches up.
///
/// @param <P> what the layout makes
public final class LivePicture<P extends Picture> implements AutoCloseable {

    /// Collects what is to be drawn, on the window's thread; the function returned draws it, on any.
    public interface Source<P> {
        Function<Cancellation, P> next(Trace trace, Box viewport);

        /// The same before anything has been run, of views that have something to show even then.
        default @Nullable Function<Cancellation, P> before(Box viewport) {
            return null;
        }
    }

    private final ViewContext context;
    private final Source<P> source;
    private final Runnable shown;
    private final DrawingCanvas canvas = new DrawingCanvas();
    private final LayoutJob<P> job;
    private final List<Subscription> subscriptions = new ArrayList<>();
    private @Nullable P picture;

    /// @param shown   called after a new picture has come
    /// @param causes  what, when it changes, asks for a new picture
    public LivePicture(ViewContext context, Source<P> source, Runnable shown, List<? extends Observable> causes) {
        this.context = context;
        this.source = source;
        this.shown = shown;
        this.job = new LayoutJob<>(context.background(), this::show);
        subscriptions.add(context.theme().subscribe(canvas::setTheme));
        subscriptions.add(context.lab().presenting().subscribe(on -> canvas.setZoom(on ? DrawingCanvas.PRESENTED : 1)));
        subscriptions.add(context.trace().subscribe(_ -> forget()));
        subscriptions.add(context.messages().subscribe(_ -> refresh()));
        subscriptions.add(canvas.viewport().subscribe((before, now) -> resized(before, now)));
        subscriptions.add(canvas.sceneProperty().subscribe(this::refresh));
        causes.forEach(cause -> subscriptions.add(cause.subscribe(this::refresh)));
        refresh();
    }

    public DrawingCanvas canvas() {
        return canvas;
    }

    /// What is shown, none before the first and none whose trace has been replaced.
    public @Nullable P picture() {
        return picture;
    }

    /// Asks for a new picture.
    public void refresh() {
        Trace trace = context.trace().getValue();
        Box viewport = canvas.viewport().get();
        if (canvas.getScene() == null || viewport.width() < 1 || viewport.height() < 1) {
            return;
        }
        Function<Cancellation, P> next = next(trace, viewport);
        if (next == null) {
            canvas.setOverlay(Drawing.EMPTY);
            canvas.setDrawing(nothingYet(viewport));
        } else {
            job.request(next);
        }
    }

    /// What is shown, to be drawn once more ([io.headscope.view.ViewPane#figure]).
    public @Nullable Function<Cancellation, Drawing> figure() {
        Function<Cancellation, P> next = next(context.trace().getValue(), canvas.viewport().get());
        return next == null ? null : next.andThen(Picture::drawing);
    }

    private @Nullable Function<Cancellation, P> next(@Nullable Trace trace, Box viewport) {
        return trace == null ? source.before(viewport) : source.next(trace, viewport);
    }

    /// The picture stays on the screen until the next one comes, but nothing is read from its trace any more.
    private void forget() {
        job.drop();
        picture = null;
        refresh();
    }

    private void resized(Box before, Box now) {
        if (before.width() != now.width() || before.height() != now.height()) {
            refresh();
        }
    }

    private void show(P made) {
        picture = made;
        canvas.setDrawing(made.drawing());
        shown.run();
    }

    private Drawing nothingYet(Box viewport) {
        String text = context.messages().getValue().text("view.nothing-yet");
        return new Sheet()
                .text(text, viewport.width() / 2, viewport.height() / 2, TextSize.TOKEN, Anchor.MIDDLE, Role.QUIET_TEXT)
                .drawing(viewport.width(), viewport.height());
    }

    @Override
    public void close() {
        subscriptions.forEach(Subscription::unsubscribe);
        job.drop();
        picture = null;
    }
}

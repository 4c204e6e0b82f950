package io.headscope.view.canvas;

import io.headscope.task.Cancellation;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.application.Platform;
import org.jspecify.annotations.Nullable;

/// Lays out beside the window's thread, one layout at a time; of those that wait only the newest is ever begun.
/// Used from the window's thread.
///
/// @param <P> what a layout makes
public final class LayoutJob<P> {

    private final Executor background;
    private final Consumer<P> show;
    private @Nullable Function<Cancellation, P> waiting;
    private @Nullable Cancellation running;

    /// @param background where layouts are made; may be the window's thread itself
    /// @param show       takes what was made, on the window's thread
    public LayoutJob(Executor background, Consumer<P> show) {
        this.background = background;
        this.show = show;
    }

    /// What runs is finished and shown first: while someone drags, late pictures are better than none.
    public void request(Function<Cancellation, P> layout) {
        waiting = layout;
        if (running == null) {
            start();
        }
    }

    /// Forgets what waits and what runs: it is of a trace that may be closed from now on. What runs is asked to stop, and
    /// the next begins when it has.
    public void drop() {
        waiting = null;
        if (running != null) {
            running.cancel();
        }
    }

    private void start() {
        Function<Cancellation, P> layout = waiting;
        if (layout == null) {
            return;
        }
        waiting = null;
        Cancellation mine = new Cancellation();
        running = mine;
        background.execute(() -> {
            Runnable ending = run(layout, mine);
            if (Platform.isFxApplicationThread()) {
                ending.run();
            } else {
                Platform.runLater(ending);
            }
        });
    }

    private Runnable run(Function<Cancellation, P> layout, Cancellation mine) {
        try {
            P made = layout.apply(mine);
            return () -> end(mine, () -> show.accept(made));
        } catch (RuntimeException | Error failure) {
            return () -> end(mine, () -> {
                throw failure;
            });
        }
    }

    /// A dropped layout may fail as it likes: its trace was closed under it.
    private void end(Cancellation mine, Runnable ending) {
        running = null;
        try {
            if (!mine.isCancelled()) {
                ending.run();
            }
        } finally {
            if (running == null) {
                start();
            }
        }
    }
}

package io.headscope.task;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/// A wish to stop, seen by the work that is to stop. Safe from any thread.
public final class Cancellation {

    private final List<Runnable> listeners = new ArrayList<>();
    private boolean cancelled;

    /// For work that nobody will stop.
    public static Cancellation never() {
        return new Cancellation();
    }

    public void cancel() {
        List<Runnable> told;
        synchronized (this) {
            if (cancelled) {
                return;
            }
            cancelled = true;
            told = List.copyOf(listeners);
            listeners.clear();
        }
        told.forEach(Runnable::run);
    }

    public synchronized boolean isCancelled() {
        return cancelled;
    }

    /// @throws CancellationException if the work is to stop
    public void check() {
        if (isCancelled()) {
            throw new CancellationException();
        }
    }

    /// Calls `listener` when the work is to stop, at once if it already is; until the result is closed.
    public Registration onCancel(Runnable listener) {
        synchronized (this) {
            if (!cancelled) {
                listeners.add(listener);
                return () -> forget(listener);
            }
        }
        listener.run();
        return () -> {};
    }

    private synchronized void forget(Runnable listener) {
        listeners.remove(listener);
    }

    /// Ends a listener's interest.
    @FunctionalInterface
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}

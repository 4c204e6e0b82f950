package io.headscope.task;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// A task on its way.
public final class Job {

    private final String name;
    private final String subject;
    private final Cancellation cancellation = new Cancellation();
    private final AtomicBoolean announced = new AtomicBoolean();
    private volatile long done;
    private volatile long total;

    Job(Task<?> task) {
        this.name = task.name();
        this.subject = task.subject();
    }

    /// The key of the message that says what is being done.
    public String name() {
        return name;
    }

    public String subject() {
        return subject;
    }

    /// How much of it is done, from 0 to 1; -1 while that is unknown.
    public double progress() {
        long all = total;
        return all <= 0 ? -1 : Math.clamp((double) done / all, 0, 1);
    }

    /// Asks it to stop. It ends as cancelled even where its work cannot be interrupted.
    public void cancel() {
        cancellation.cancel();
    }

    boolean isCancelled() {
        return cancellation.isCancelled();
    }

    /// Does the work where this is called; the result is what is to happen on the foreground.
    <T extends @Nullable Object> Runnable work(Task<T> task, Runnable progressed) {
        try {
            cancellation.check();
            T result = task.run(cancellation, (now, all) -> report(now, all, progressed));
            return () -> deliver(task, result);
        } catch (CancellationException stopped) {
            return task::cancelled;
        } catch (Throwable failure) { // the border between threads: whatever happened is told to the task
            return () -> fail(task, failure);
        }
    }

    private <T extends @Nullable Object> void deliver(Task<T> task, T result) {
        if (cancellation.isCancelled()) {
            task.discarded(result);
        } else {
            task.succeeded(result);
        }
    }

    private void fail(Task<?> task, Throwable failure) {
        if (cancellation.isCancelled()) {
            task.cancelled();
        } else {
            task.failed(failure);
        }
    }

    private void report(long now, long all, Runnable progressed) {
        done = now;
        total = all;
        // A thousand reports between two looks at the foreground are announced once.
        if (announced.compareAndSet(false, true)) {
            progressed.run();
        }
    }

    void seen() {
        announced.set(false);
    }
}

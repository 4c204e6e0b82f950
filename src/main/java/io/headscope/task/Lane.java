package io.headscope.task;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tasks of which only the latest counts: a newer one voids the older and asks it to stop. One runs at a time, so that
/// what they share is never used by two. Used from the foreground only.
public final class Lane {

    private final Tasks tasks;
    private final List<Runnable> afterwards = new ArrayList<>();
    private @Nullable Job running;
    private @Nullable Task<?> waiting;
    private boolean busy;

    Lane(Tasks tasks) {
        this.tasks = tasks;
    }

    public void submit(Task<?> task) {
        cancel();
        if (busy) {
            waiting = task;
        } else {
            start(task);
        }
    }

    /// Voids what runs and what waits.
    public void cancel() {
        Task<?> outrun = waiting;
        waiting = null;
        if (outrun != null) {
            outrun.cancelled();
        }
        if (running != null) {
            running.cancel();
        }
    }

    /// Does `last` on the foreground as soon as nothing of this lane runs: at once, or after the running task has ended.
    public void whenFree(Runnable last) {
        if (busy) {
            afterwards.add(last);
        } else {
            last.run();
        }
    }

    /// Whether nothing of this lane runs or waits.
    public boolean isFree() {
        return !busy && waiting == null;
    }

    private void start(Task<?> task) {
        busy = true;
        Job job = tasks.start(task, this::ended);
        // Inline work has ended before its job is known here.
        running = busy ? job : null;
    }

    private void ended() {
        busy = false;
        running = null;
        List<Runnable> due = List.copyOf(afterwards);
        afterwards.clear();
        due.forEach(Runnable::run);
        Task<?> next = waiting;
        waiting = null;
        if (next != null && !busy) {
            start(next);
        }
    }
}

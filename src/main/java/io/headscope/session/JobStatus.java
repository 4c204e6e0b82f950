package io.headscope.session;

import io.headscope.task.Job;
import io.headscope.task.JobListener;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;

/// What is running just now: the job started last of those that have not ended.
public final class JobStatus implements JobListener {

    private final SequencedSet<Job> jobs = new LinkedHashSet<>();
    private final ReadOnlyObjectWrapper<@Nullable Job> current = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyDoubleWrapper progress = new ReadOnlyDoubleWrapper();

    public ReadOnlyObjectProperty<@Nullable Job> current() {
        return current.getReadOnlyProperty();
    }

    /// From 0 to 1; -1 while unknown, 0 when nothing runs.
    public ReadOnlyDoubleProperty progress() {
        return progress.getReadOnlyProperty();
    }

    /// Asks everything that runs to stop.
    public void cancelAll() {
        java.util.List.copyOf(jobs).forEach(Job::cancel);
    }

    @Override
    public void started(Job job) {
        jobs.add(job);
        show();
    }

    @Override
    public void progressed(Job job) {
        show();
    }

    @Override
    public void ended(Job job) {
        jobs.remove(job);
        show();
    }

    private void show() {
        Job last = jobs.isEmpty() ? null : jobs.getLast();
        current.set(last);
        progress.set(last == null ? 0 : last.progress());
    }
}

package io.headscope.task;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Runs tasks in the background and brings their results to the foreground. Used from the foreground only.
public final class Tasks implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Tasks.class.getName());

    /// People who quit do not wait longer.
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Executor background;
    private final Executor foreground;
    private final Runnable stop;
    private final List<JobListener> listeners = new ArrayList<>();
    private final Set<Job> jobs = new LinkedHashSet<>();

    /// @param background where the work is done
    /// @param foreground where results are used: the window's thread
    public Tasks(Executor background, Executor foreground) {
        this(background, foreground, () -> {});
    }

    private Tasks(Executor background, Executor foreground, Runnable stop) {
        this.background = background;
        this.foreground = foreground;
        this.stop = stop;
    }

    /// Work on threads of its own, as many as there is work at a time.
    public static Tasks threaded(Executor foreground) {
        AtomicInteger count = new AtomicInteger();
        ExecutorService threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "headscope-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        return new Tasks(threads, foreground, () -> end(threads));
    }

    /// What was asked to stop is waited for, as at the end of the process engines are taken from under what still runs.
    private static void end(ExecutorService threads) {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.log(System.Logger.Level.WARNING, "left behind: work that did not stop within {0}", PATIENCE);
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    /// Everything at once, where it is submitted: for tests and for the command line.
    public static Tasks inline() {
        return new Tasks(Runnable::run, Runnable::run);
    }

    /// For short work that nobody waits for or stops, as a view's layout is.
    public Executor background() {
        return background;
    }

    /// Starts a task beside all others.
    public Job start(Task<?> task) {
        return start(task, () -> {});
    }

    /// A lane in which only the latest task counts.
    public Lane lane() {
        return new Lane(this);
    }

    public void watch(JobListener listener) {
        listeners.add(listener);
    }

    Job start(Task<?> task, Runnable ended) {
        Job job = new Job(task);
        jobs.add(job);
        List.copyOf(listeners).forEach(listener -> listener.started(job));
        background.execute(() -> {
            Runnable ending = job.work(task, () -> foreground.execute(() -> progressed(job, task)));
            foreground.execute(() -> end(job, ending, ended));
        });
        return job;
    }

    private void progressed(Job job, Task<?> task) {
        job.seen();
        if (jobs.contains(job)) {
            if (!job.isCancelled()) {
                task.progressed();
            }
            List.copyOf(listeners).forEach(listener -> listener.progressed(job));
        }
    }

    private void end(Job job, Runnable ending, Runnable ended) {
        jobs.remove(job);
        try {
            ending.run();
        } finally {
            List.copyOf(listeners).forEach(listener -> listener.ended(job));
            ended.run();
        }
    }

    /// Stops everything that runs, waits a while until it has stopped, and starts nothing more.
    @Override
    public void close() {
        List.copyOf(jobs).forEach(Job::cancel);
        stop.run();
    }
}

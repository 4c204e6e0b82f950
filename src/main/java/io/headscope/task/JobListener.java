package io.headscope.task;

/// Follows all jobs, on the foreground.
public interface JobListener {

    void started(Job job);

    void progressed(Job job);

    void ended(Job job);
}

package io.headscope.task;

/// Where long work tells how far it is.
@FunctionalInterface
public interface Progress {

    /// Nobody listens.
    Progress NONE = (done, total) -> {};

    /// @param done  units of work done so far
    /// @param total units in all, or 0 while unknown
    void report(long done, long total);
}

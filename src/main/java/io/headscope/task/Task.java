package io.headscope.task;

import org.jspecify.annotations.Nullable;

/// One piece of long work and what becomes of it. [#run] happens in the background, everything else on the foreground.
/// Of the four endings exactly one comes.
///
/// @param <T> what the work yields
public interface Task<T extends @Nullable Object> {

    /// The message that says what is being done (`task.open`); [#subject] takes its place `{0}`.
    String name();

    /// What it is done to, as a person would name it.
    default String subject() {
        return "";
    }

    T run(Cancellation cancellation, Progress progress) throws Exception;

    /// It has told how far it is; what it told in quick succession is announced once. Not after it was asked to stop.
    default void progressed() {}

    void succeeded(T result);

    void failed(Throwable failure);

    /// It was stopped, or outrun by newer work, and yields nothing.
    default void cancelled() {}

    /// It was stopped, or outrun by newer work, but had got its result already, which must be given back.
    default void discarded(T result) {
        cancelled();
    }
}

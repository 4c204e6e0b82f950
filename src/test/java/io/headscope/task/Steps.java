package io.headscope.task;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/// An executor that does what it was given one by one, when told to.
public final class Steps implements Executor {

    private final Queue<Runnable> waiting = new ArrayDeque<>();

    @Override
    public void execute(Runnable work) {
        waiting.add(work);
    }

    /// Does the next piece of work.
    public void step() {
        waiting.remove().run();
    }

    /// Does everything there is and everything that comes of it.
    public void all() {
        while (!waiting.isEmpty()) {
            step();
        }
    }

    public int size() {
        return waiting.size();
    }
}

package io.headscope.app.bench;

import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;

/// Knows when everything that it was given is done.
final class CountedWork implements Executor {

    private final Executor threads;
    private int pending;

    CountedWork(Executor threads) {
        this.threads = threads;
    }

    @Override
    public void execute(Runnable work) {
        count(1);
        threads.execute(() -> {
            try {
                work.run();
            } finally {
                count(-1);
            }
        });
    }

    private synchronized void count(int more) {
        pending += more;
        notifyAll();
    }

    synchronized boolean isIdle() {
        return pending == 0;
    }

    synchronized void awaitIdle() {
        try {
            while (pending > 0) {
                wait();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CancellationException();
        }
    }
}

package io.headscope.task;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Calls something again and again, on a thread of its own, while other work goes on.
public final class Ticker implements AutoCloseable {

    private final ScheduledExecutorService thread;

    private Ticker(ScheduledExecutorService thread) {
        this.thread = thread;
    }

    /// Calls `tick` after every `period` until the result is closed.
    public static Ticker every(Duration period, Runnable tick) {
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread ticker = new Thread(work, "headscope-ticker");
            ticker.setDaemon(true);
            return ticker;
        });
        thread.scheduleAtFixedRate(tick, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
        return new Ticker(thread);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}

package io.headscope.task;

import java.util.concurrent.CountDownLatch;

/// Stops long work when the process is told to end (Ctrl-C, SIGTERM) and holds its end up until the work has stopped:
/// what runs in native code must not meet libraries that are being torn down, and what is half done can be put down
/// whole. Closed when the work is done.
public final class Interruption implements AutoCloseable {

    private final Cancellation cancellation = new Cancellation();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread ending = new Thread(this::end, "ending");

    private Interruption() {}

    /// @return what has to be closed in the same thread when the work is over, however it ended
    public static Interruption awaited() {
        Interruption interruption = new Interruption();
        Runtime.getRuntime().addShutdownHook(interruption.ending);
        return interruption;
    }

    /// What the work asks whether it is to stop.
    public Cancellation cancellation() {
        return cancellation;
    }

    /// Stops the work and waits until it has stopped.
    void end() {
        cancellation.cancel();
        boolean waited = false;
        while (!waited) {
            try {
                stopped.await();
                waited = true;
            } catch (InterruptedException _) {
                // The work has not stopped yet, and nothing else can be done meanwhile.
            }
        }
    }

    @Override
    public void close() {
        stopped.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(ending);
        } catch (IllegalStateException _) {
            // The process is ending already, and waits for nothing more.
        }
    }
}

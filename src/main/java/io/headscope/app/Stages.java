package io.headscope.app;

import io.headscope.task.Ticker;
import java.io.PrintWriter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Says on the terminal what a command is at, once that takes longer than a person waits without wondering.
final class Stages implements AutoCloseable {

    private static final Duration TICK = Duration.ofSeconds(1);
    private static final int REPEAT = 10;

    private final PrintWriter err;
    private final @Nullable Ticker ticker;
    private String stage = "";
    private int ticks;

    private Stages(PrintWriter err, boolean ticking) {
        this.err = err;
        this.ticker = ticking ? Ticker.every(TICK, this::tick) : null;
    }

    static Stages on(PrintWriter err) {
        return new Stages(err, true);
    }

    /// Told by the caller when time passes.
    static Stages withoutClock(PrintWriter err) {
        return new Stages(err, false);
    }

    /// The next stage begins: `Opening bert-base`.
    synchronized void enter(String next) {
        stage = next;
        ticks = 0;
    }

    /// A second has passed.
    synchronized void tick() {
        if (ticks++ % REPEAT == 0 && !stage.isEmpty()) {
            err.println(ticks == 1 ? stage + " …" : stage + " … " + ticks * TICK.toSeconds() + " s");
            err.flush();
        }
    }

    @Override
    public void close() {
        if (ticker != null) {
            ticker.close();
        }
    }
}

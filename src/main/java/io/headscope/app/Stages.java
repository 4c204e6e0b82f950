package io.headscope.app;

import io.headscope.task.Ticker;
import java.io.PrintWriter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Says on the terminal what a command is at, once that takes longer than a person waits without wondering. What is
/// refused is refused before: then there is the one line that says why.
final class Stages implements AutoCloseable {

    private static final Duration TICK = Duration.ofSeconds(1);
    private static final int FIRST = 3;
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

    /// The same stage goes on: `Asking digits-vit, 120 of 850`.
    synchronized void at(String what, long done, long all) {
        stage = what + ", " + done + " of " + all;
    }

    /// A second has passed.
    synchronized void tick() {
        ticks++;
        if (!stage.isEmpty() && ticks % REPEAT == FIRST) {
            err.println(ticks == FIRST ? stage + " …" : stage + " … " + ticks * TICK.toSeconds() + " s");
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

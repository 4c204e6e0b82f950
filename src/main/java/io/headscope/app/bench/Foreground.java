package io.headscope.app.bench;

import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javafx.application.Platform;
import org.jspecify.annotations.Nullable;

/// The window's thread, seen from the one that measures.
final class Foreground {

    /// Far beyond everything that is measured: what takes longer never comes.
    private static final long PATIENCE_S = 120;

    private Foreground() {}

    /// Starts it where it does not run yet.
    ///
    /// @throws ProblemException if there is no display
    static void start() {
        try {
            CompletableFuture<Boolean> running = new CompletableFuture<>();
            Platform.startup(() -> running.complete(true));
            await(running);
            Platform.setImplicitExit(false);
        } catch (UnsupportedOperationException noDisplay) {
            throw new ProblemException(noDisplay, Problem.DISPLAY_MISSING);
        } catch (IllegalStateException running) {
            // Started by someone else, who also ends it.
            run(() -> {});
        }
    }

    /// Does something there and waits for it; what it throws is thrown here.
    static <T extends @Nullable Object> T call(Callable<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Platform.runLater(() -> {
            try {
                result.complete(work.call());
            } catch (Exception | Error failure) {
                result.completeExceptionally(failure);
            }
        });
        return await(result);
    }

    static void run(Runnable work) {
        Foreground.<@Nullable Object>call(() -> {
            work.run();
            return null;
        });
    }

    /// @throws IllegalStateException if it failed or never comes
    static <T extends @Nullable Object> T await(CompletableFuture<T> result) {
        try {
            return result.get(PATIENCE_S, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof ProblemException foreseen) {
                throw foreseen;
            }
            throw new IllegalStateException(failed.getCause());
        } catch (TimeoutException never) {
            throw new IllegalStateException("the window did not answer in " + PATIENCE_S + " s", never);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CancellationException();
        }
    }
}

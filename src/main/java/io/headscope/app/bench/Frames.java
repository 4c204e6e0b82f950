package io.headscope.app.bench;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import javafx.application.Platform;
import javafx.scene.Scene;

/// The window's thread and its frames, seen from a thread that measures.
final class Frames {

    private Frames() {}

    /// Starts the toolkit in memory, without a display, unless it runs already.
    static Frames start() {
        System.setProperty("glass.platform", "Headless");
        System.setProperty("prism.order", "sw");
        CompletableFuture<Boolean> running = new CompletableFuture<>();
        try {
            Platform.startup(() -> running.complete(true));
            Platform.setImplicitExit(false);
        } catch (IllegalStateException already) {
            running.complete(false);
        }
        running.join();
        return new Frames();
    }

    /// Does something on the window's thread.
    <T> T call(Callable<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Platform.runLater(() -> {
            try {
                result.complete(work.call());
            } catch (Exception failure) {
                result.completeExceptionally(failure);
            }
        });
        try {
            return result.join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException failure ? failure : failed;
        }
    }

    private static long soon(CompletableFuture<Long> painted) {
        try {
            return painted.get(1, TimeUnit.MINUTES);
        } catch (ExecutionException | TimeoutException | InterruptedException failure) {
            throw new IllegalStateException("nothing was painted within a minute", failure);
        }
    }

    /// Does something, and waits for the frame in which it has come about.
    ///
    /// @return milliseconds from the one to the end of the other
    double until(Scene scene, Runnable action, BooleanSupplier done) {
        CompletableFuture<Long> painted = new CompletableFuture<>();
        Runnable listener = () -> {
            if (done.getAsBoolean()) {
                painted.complete(System.nanoTime());
            }
        };
        long start = call(() -> {
            scene.addPostLayoutPulseListener(listener);
            long now = System.nanoTime();
            action.run();
            Platform.requestNextPulse();
            return now;
        });
        long end = soon(painted);
        call(() -> {
            scene.removePostLayoutPulseListener(listener);
            return true;
        });
        return (end - start) / 1e6;
    }
}

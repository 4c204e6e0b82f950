package io.headscope.shell;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import javafx.application.Platform;
import javafx.scene.Scene;

/// The window's thread for tests: started once, never stopped.
public final class FxThread {

    private static boolean started;

    private FxThread() {}

    public static synchronized void start() {
        if (!started) {
            CompletableFuture<Void> running = new CompletableFuture<>();
            try {
                Platform.startup(() -> running.complete(null));
            } catch (IllegalStateException startedByAnotherTest) {
                running.complete(null);
            }
            running.join();
            Platform.setImplicitExit(false);
            started = true;
        }
    }

    /// Does something there and waits for it; what it throws is thrown here.
    public static <T> T call(Callable<T> work) {
        start();
        CompletableFuture<T> result = new CompletableFuture<>();
        Platform.runLater(() -> {
            try {
                result.complete(work.call());
            } catch (Throwable failure) {
                result.completeExceptionally(failure);
            }
        });
        try {
            return result.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(failed.getCause());
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    public static void run(Action action) {
        call(() -> {
            action.run();
            return null;
        });
    }

    /// Lets two frames pass, so that everything is styled, laid out and painted.
    public static void frames(Scene scene) {
        for (int i = 0; i < 2; i++) {
            CompletableFuture<Void> painted = new CompletableFuture<>();
            Runnable listener = () -> painted.complete(null);
            run(() -> {
                scene.addPostLayoutPulseListener(listener);
                Platform.requestNextPulse();
            });
            painted.join();
            run(() -> scene.removePostLayoutPulseListener(listener));
        }
    }

    /// Something that may fail.
    @FunctionalInterface
    public interface Action {
        void run() throws Exception;
    }
}

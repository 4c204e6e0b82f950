package io.headscope.task;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class InterruptionTest {

    @Test
    void theEndWaitsUntilTheWorkHasStopped() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        CompletableFuture<Void> end;
        try (Interruption interruption = Interruption.awaited()) {
            interruption.cancellation().onCancel(told::countDown);
            end = CompletableFuture.runAsync(interruption::end);
            assertTrue(told.await(10, TimeUnit.SECONDS), "the work is told");
            assertThrows(TimeoutException.class, () -> end.get(1, TimeUnit.MILLISECONDS), "the work has not stopped");
        }
        end.get(10, TimeUnit.SECONDS);
    }

    @Test
    void workThatIsDoneHoldsNothingUp() {
        Interruption interruption = Interruption.awaited();
        interruption.close();
        interruption.end();
        assertFalse(Thread.currentThread().isInterrupted());
        interruption.close();
    }
}

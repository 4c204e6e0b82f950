package io.headscope.view.canvas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.shell.FxThread;
import io.headscope.task.Cancellation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/// On the window's thread, with a background that works when it is told to.
class LayoutJobTest {

    private final Queue<Runnable> background = new ArrayDeque<>();
    private final List<String> shown = new ArrayList<>();
    private final LayoutJob<String> job = new LayoutJob<>(background::add, shown::add);

    @Test
    void ofThoseThatWaitOnlyTheNewestIsMade() {
        FxThread.run(() -> {
            job.request(_ -> "first");
            job.request(_ -> "second");
            job.request(_ -> "third");
            workAll();
            assertEquals(List.of("first", "third"), shown);
        });
    }

    @Test
    void whatWasDroppedIsNotShownHoweverItEnds() {
        FxThread.run(() -> {
            List<Cancellation> seen = new ArrayList<>();
            job.request(cancellation -> {
                seen.add(cancellation);
                throw new IllegalStateException("its trace has been closed");
            });
            job.request(_ -> "waiting");
            job.drop();
            job.request(_ -> "of the next trace");
            workAll();
            assertEquals(List.of("of the next trace"), shown);
            assertTrue(seen.getFirst().isCancelled());
        });
    }

    @Test
    void aFailureIsNotSwallowedAndDoesNotStopTheNext() {
        FxThread.run(() -> {
            job.request(_ -> {
                throw new IllegalStateException("a fault of ours");
            });
            job.request(_ -> "next");
            Runnable failing = background.remove();
            assertThrows(IllegalStateException.class, failing::run);
            workAll();
            assertEquals(List.of("next"), shown);
        });
    }

    @Test
    void anErrorIsNotSwallowedAndDoesNotStopTheNext() {
        FxThread.run(() -> {
            job.request(_ -> {
                throw new OutOfMemoryError("a picture too large");
            });
            job.request(_ -> "next");
            Runnable failing = background.remove();
            assertThrows(OutOfMemoryError.class, failing::run);
            workAll();
            assertEquals(List.of("next"), shown);
        });
    }

    @Test
    void afterADropTheNextWaitsUntilTheDroppedOneHasEnded() {
        FxThread.run(() -> {
            job.request(_ -> "of the last trace");
            job.drop();
            job.request(_ -> "of the next trace");
            assertEquals(1, background.size());
            workAll();
            assertEquals(List.of("of the next trace"), shown);
        });
    }

    private void workAll() {
        while (!background.isEmpty()) {
            background.remove().run();
        }
    }
}

package io.headscope.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TasksTest {

    private final Steps background = new Steps();
    private final Steps foreground = new Steps();
    private final Tasks tasks = new Tasks(background, foreground);
    private final List<String> heard = new ArrayList<>();

    @Test
    void resultIsDeliveredOnTheForeground() {
        tasks.start(new Heard("a"));
        background.all();
        assertEquals(List.of("run a"), heard);
        foreground.all();
        assertEquals(List.of("run a", "succeeded a"), heard);
    }

    @Test
    void failureIsDeliveredOnTheForeground() {
        tasks.start(new Heard("a") {
            @Override
            public String run(Cancellation cancellation, Progress progress) {
                throw new IllegalStateException("broken");
            }
        });
        background.all();
        foreground.all();
        assertEquals(List.of("failed broken"), heard);
    }

    @Test
    void cancelledBeforeItBeganIsNeverRun() {
        tasks.start(new Heard("a")).cancel();
        background.all();
        foreground.all();
        assertEquals(List.of("cancelled a"), heard);
    }

    @Test
    void closingStopsWhatRunsAndWaitsUntilItHasEnded() throws InterruptedException {
        CountDownLatch began = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        Tasks threaded = Tasks.threaded(_ -> {});
        threaded.start(new Heard("a") {
            @Override
            public String run(Cancellation cancellation, Progress progress) {
                began.countDown();
                while (!cancellation.isCancelled()) {
                    Thread.onSpinWait();
                }
                // An operator is finished before an engine stops.
                long sum = LongStream.range(0, 50_000_000).map(i -> i ^ (i >> 3)).sum();
                ended.set(sum != 0);
                return "stopped";
            }
        });
        began.await();
        threaded.close();
        assertTrue(ended.get());
    }

    @Test
    void workThatStopsItselfEndsAsCancelled() {
        tasks.start(new Heard("a") {
            @Override
            public String run(Cancellation cancellation, Progress progress) {
                throw new CancellationException();
            }
        });
        background.all();
        foreground.all();
        assertEquals(List.of("cancelled a"), heard);
    }

    @Test
    void resultThatComesTooLateIsGivenBack() {
        Job job = tasks.start(new Heard("a"));
        background.all();
        job.cancel();
        foreground.all();
        assertEquals(List.of("run a", "discarded a"), heard);
    }

    @Test
    void laneStartsOnlyTheLatestOfThoseThatWaited() {
        Lane lane = tasks.lane();
        lane.submit(new Heard("a"));
        lane.submit(new Heard("b"));
        lane.submit(new Heard("c"));
        while (background.size() + foreground.size() > 0) {
            background.all();
            foreground.all();
        }
        assertEquals(List.of("cancelled b", "cancelled a", "run c", "succeeded c"), heard);
    }

    @Test
    void laneIsFreeOnlyAfterItsTaskHasEnded() {
        Lane lane = tasks.lane();
        lane.submit(new Heard("a"));
        lane.cancel();
        lane.whenFree(() -> heard.add("free"));
        assertEquals(List.of(), heard);
        background.all();
        foreground.all();
        assertEquals(List.of("cancelled a", "free"), heard);
        lane.whenFree(() -> heard.add("still free"));
        assertEquals(List.of("cancelled a", "free", "still free"), heard);
    }

    @Test
    void listenersHearStartProgressAndEnd() {
        tasks.watch(new JobListener() {
            @Override
            public void started(Job job) {
                heard.add("started " + job.progress());
            }

            @Override
            public void progressed(Job job) {
                heard.add("at " + job.progress());
            }

            @Override
            public void ended(Job job) {
                heard.add("ended");
            }
        });
        tasks.start(new Heard("a") {
            @Override
            public String run(Cancellation cancellation, Progress progress) {
                progress.report(1, 4);
                progress.report(2, 4);
                return "a";
            }
        });
        background.all();
        foreground.all();
        assertEquals(List.of("started -1.0", "at 0.5", "succeeded a", "ended"), heard);
    }

    @Test
    void closingStopsWhatRuns() {
        tasks.start(new Heard("a"));
        tasks.close();
        background.all();
        foreground.all();
        assertEquals(List.of("cancelled a"), heard);
    }

    @Test
    void inlineTasksEndWhereTheyAreSubmitted() {
        Lane lane = Tasks.inline().lane();
        lane.submit(new Heard("a"));
        lane.submit(new Heard("b"));
        assertEquals(List.of("run a", "succeeded a", "run b", "succeeded b"), heard);
    }

    private class Heard implements Task<String> {
        private final String name;

        Heard(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public String run(Cancellation cancellation, Progress progress) {
            heard.add("run " + name);
            return name;
        }

        @Override
        public void succeeded(String result) {
            heard.add("succeeded " + result);
        }

        @Override
        public void failed(Throwable failure) {
            heard.add("failed " + failure.getMessage());
        }

        @Override
        public void cancelled() {
            heard.add("cancelled " + name);
        }

        @Override
        public void discarded(String result) {
            heard.add("discarded " + result);
        }
    }
}

package io.headscope.training;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.attention.FloatTensor;
import io.headscope.engine.djl.DjlTrainer;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.InputTensor;
import io.headscope.model.Trainer;
import io.headscope.task.Cancellation;
import io.headscope.task.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrainingRunTest {

    @TempDir
    Path folder;

    private final Course course = new CountingCourse();
    private TrainingRun run = new TrainingRun(course, recipe(1), Path.of("nowhere"));

    @Test
    void theLossFallsFarBelowGuessingAndTheBestModelIsWritten() {
        History history = train(recipe(60), folder, 0);
        History.Look best = Objects.requireNonNull(history.best());
        assertAll(
                () -> assertEquals(60, history.steps()),
                () -> assertTrue(history.losses().getFirst() > 1.5, history::toString),
                () -> assertTrue(best.score().value() > 0.9, history::toString),
                () -> assertTrue(Files.exists(folder.resolve("model.safetensors"))),
                () -> assertTrue(Files.exists(folder.resolve("config.json"))),
                () -> assertEquals(List.of("heads", "progress.json"), names(folder.resolve("training")).stream().sorted().toList()));
    }

    @Test
    void theSameSeedGivesTheSameWeightsAndAnotherSeedOthers() throws IOException {
        train(recipe(8), folder.resolve("one"), 0);
        train(recipe(8), folder.resolve("again"), 0);
        train(recipe(8).withSeed(2), folder.resolve("other"), 0);
        byte[] one = Files.readAllBytes(folder.resolve("one/model.safetensors"));
        assertAll(
                () -> assertArrayEquals(one, Files.readAllBytes(folder.resolve("again/model.safetensors"))),
                () -> assertFalse(Arrays.equals(one, Files.readAllBytes(folder.resolve("other/model.safetensors")))));
    }

    @Test
    void aTrainingThatWasBrokenOffGoesOnAsIfItHadNotBeen() throws IOException {
        History whole = train(recipe(12), folder.resolve("whole"), 0);
        assertThrows(CancellationException.class, () -> train(recipe(12), folder.resolve("parts"), 5));
        History resumed = train(recipe(12), folder.resolve("parts"), 0);
        assertAll(
                () -> assertEquals(whole, resumed),
                () -> assertArrayEquals(
                        Files.readAllBytes(folder.resolve("whole/model.safetensors")),
                        Files.readAllBytes(folder.resolve("parts/model.safetensors"))));
    }

    @Test
    void aTrainingThatBringsNothingBetterStopsEarly() {
        Recipe still = new Recipe(200, 1e-9, 1, 2, 3, 0, 0, 1);
        assertEquals(8, train(still, folder, 0).steps(), "one look, and three that were no better");
    }

    @Test
    void aSavedTrainingOfAnotherRecipeIsNotTakenForThisOne() {
        assertThrows(CancellationException.class, () -> train(recipe(12), folder, 5));
        ProblemException refused = assertThrows(ProblemException.class, () -> train(recipe(13), folder, 0));
        assertEquals(Problem.TRAINING_OF_ANOTHER, refused.problem());
    }

    @Test
    void aSavedTrainingWhoseNumbersAreDamagedIsRefused() throws IOException {
        assertThrows(CancellationException.class, () -> train(recipe(12), folder, 5));
        try (var files = Files.newDirectoryStream(folder.resolve("training"), "state-*")) {
            for (Path file : files) {
                Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 100));
            }
        }
        ProblemException refused = assertThrows(ProblemException.class, () -> train(recipe(12), folder, 0));
        assertEquals(Problem.SAFETENSORS_TRUNCATED, refused.problem());
    }

    @Test
    void aTrainingThatDivergesStopsAndSaysWhereAndTheBestModelStays() throws IOException {
        train(recipe(4), folder, 0);
        byte[] before = Files.readAllBytes(folder.resolve("model.safetensors"));
        float[] nans = new float[16];
        Arrays.fill(nans, Float.NaN);
        try (Trainer trainer = new DjlTrainer(course.network(), 1, Map.of("transformer.ln_f.bias", FloatTensor.of(nans, 16)))) {
            TrainingRun run = new TrainingRun(course, recipe(4), folder);
            TrainingDiverged diverged = assertThrows(
                    TrainingDiverged.class,
                    () -> run.run(trainer, Cancellation.never(), Progress.NONE, new TrainingRun.Listener() {}));
            assertEquals(0, diverged.step());
        }
        assertArrayEquals(before, Files.readAllBytes(folder.resolve("model.safetensors")));
    }

    @Test
    void weightsThatAreNoNumbersWhereNoBatchTouchesThemAreSeenWhenTheModelIsLookedAt() throws IOException {
        train(recipe(4), folder, 0);
        byte[] before = Files.readAllBytes(folder.resolve("model.safetensors"));
        Course blind = new CountingCourse() {
            @Override
            public Score look(Trainer trainer) {
                return Score.share(Double.NaN, "accuracy", 1);
            }
        };
        try (Trainer trainer = new DjlTrainer(blind.network(), 1, Map.of())) {
            TrainingDiverged diverged = assertThrows(
                    TrainingDiverged.class,
                    () -> new TrainingRun(blind, recipe(4), folder).run(trainer, Cancellation.never(), Progress.NONE, new TrainingRun.Listener() {}));
            assertEquals(4, diverged.step());
        }
        assertArrayEquals(before, Files.readAllBytes(folder.resolve("model.safetensors")));
    }

    @Test
    void aModelWithNumbersThatAreNoneIsNoStart() throws IOException {
        train(recipe(4), folder, 0);
        Path file = folder.resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(file);
        java.nio.ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN).putFloat(bytes.length - Float.BYTES, Float.NaN);
        Files.write(file, bytes);
        ProblemException refused = assertThrows(ProblemException.class, () -> Starts.of(folder, course.network()));
        assertEquals(Problem.TENSOR_NOT_FINITE, refused.problem());
    }

    @Test
    void aDiskThatIsFullWhileACheckpointIsWrittenCostsNothingThatWasWrittenBefore() throws IOException {
        train(recipe(12), folder.resolve("whole"), 0);
        Path parts = folder.resolve("parts");
        // The look after 8 steps finds the disk full: what is written apart goes to the device that has no room.
        Path unfinished = parts.resolve("training/.state-8.safetensors.unfinished-" + ProcessHandle.current().pid());
        ProblemException full = assertThrows(ProblemException.class, () -> train(recipe(12), parts, steps -> {
            if (steps == 7) {
                Files.createSymbolicLink(unfinished, Path.of("/dev/full"));
            }
        }));
        assertEquals(
                parts.resolve("training") + " could not be written (there is no space left on the disk). Free some space or choose another folder.",
                full.getMessage());
        assertEquals(
                List.of("heads", "progress.json", "state-4.safetensors"), names(parts.resolve("training")).stream().sorted().toList());
        train(recipe(12), parts, 0);
        assertArrayEquals(
                Files.readAllBytes(folder.resolve("whole/model.safetensors")), Files.readAllBytes(parts.resolve("model.safetensors")));
    }

    @Test
    void aDiskThatIsFullWhileTheModelIsWrittenLeavesTheOneThatWasThere() throws IOException {
        train(recipe(4), folder, 0);
        byte[] before = Files.readAllBytes(folder.resolve("model.safetensors"));
        String pid = "model.unfinished/.model.safetensors.unfinished-" + ProcessHandle.current().pid();
        Path unfinished = folder.resolve("." + pid);
        ProblemException full = assertThrows(ProblemException.class, () -> train(recipe(4), folder, steps -> {
            if (steps == 1) {
                Files.createDirectories(Objects.requireNonNull(unfinished.getParent()));
                Files.createSymbolicLink(unfinished, Path.of("/dev/full"));
            }
        }));
        assertEquals(Problem.FILE_NOT_WRITTEN, full.problem());
        assertArrayEquals(before, Files.readAllBytes(folder.resolve("model.safetensors")));
        assertEquals(
                List.of("config.json", "model.safetensors", "tokenizer.json", "training"), names(folder).stream().sorted().toList());
    }

    @Test
    void aTrainingRunsOnWhateverThread() throws Exception {
        History here = train(recipe(6), folder.resolve("here"), 0);
        java.util.concurrent.FutureTask<History> elsewhere = new java.util.concurrent.FutureTask<>(() -> train(recipe(6), folder.resolve("there"), 3));
        java.util.concurrent.FutureTask<History> further = new java.util.concurrent.FutureTask<>(() -> train(recipe(6), folder.resolve("there"), 0));
        Thread one = new Thread(elsewhere);
        one.start();
        one.join();
        Thread other = new Thread(further);
        other.start();
        other.join();
        assertThrows(java.util.concurrent.ExecutionException.class, elsewhere::get, "broken off");
        assertEquals(here, further.get());
    }

    @Test
    void aTrainingThatIsStoppedEndsWithTheBestItHas() {
        History stopped = train(recipe(60), folder, steps -> {
            if (steps == 6) {
                run.stop();
            }
        });
        assertEquals(6, stopped.steps());
        assertEquals(List.of(4, 6), stopped.looks().stream().map(History.Look::steps).toList(), "a last look at what it was stopped at");
        assertTrue(Files.exists(folder.resolve("model.safetensors")));
        TrainingRecord record = TrainingRecord.of(folder).orElseThrow();
        assertTrue(record.ended());
        assertEquals(stopped, record.history());
    }

    @Test
    void whatIsKeptAsideIsAskedOnceAndOfTheBestWeightsThatLieInTheFolder() throws IOException {
        List<byte[]> asked = new ArrayList<>();
        List<Integer> looks = new ArrayList<>();
        Course watching = new CountingCourse() {
            /// Better at the second look than ever after.
            @Override
            public Score look(Trainer trainer) {
                looks.add(looks.size());
                return Score.share(1, "accuracy", looks.size() == 2 ? 1 : 0.5);
            }

            @Override
            public Score validate(Trainer trainer) {
                asked.add(bytes(trainer.weights()));
                return Score.share(1, "accuracy", 0.25);
            }
        };
        Recipe recipe = recipe(16);
        History history;
        try (Trainer trainer = new DjlTrainer(watching.network(), 1, watching.starts())) {
            history = new TrainingRun(watching, recipe, folder).run(trainer, Cancellation.never(), Progress.NONE, new TrainingRun.Listener() {});
        }
        byte[] best = bytes(Starts.of(folder, watching.network()));
        assertAll(
                () -> assertEquals(4, looks.size()),
                () -> assertEquals(8, Objects.requireNonNull(history.best()).steps()),
                () -> assertEquals(1, asked.size()),
                () -> assertArrayEquals(best, asked.getFirst()),
                () -> assertEquals(0.25, Objects.requireNonNull(history.aside()).value()),
                () -> assertEquals(history, TrainingRecord.of(folder).orElseThrow().history()));
    }

    private static byte[] bytes(Map<String, FloatTensor> weights) {
        FloatTensor tensor = Objects.requireNonNull(weights.get("transformer.wte.weight"));
        java.nio.ByteBuffer bytes = java.nio.ByteBuffer.allocate(Math.toIntExact(tensor.size() * Float.BYTES));
        for (float number : tensor.toArray()) {
            bytes.putFloat(number);
        }
        return bytes.array();
    }

    @Test
    void targetsThatAreIgnoredTeachNothing() {
        try (Trainer trainer = new DjlTrainer(course.network(), 1, Map.of())) {
            Trainer.Batch batch = course.batch(0, recipe(4));
            long[] halved = batch.targets().values().clone();
            long[] shape = batch.targets().shape();
            Arrays.fill(halved, 0, halved.length / 2, Trainer.IGNORED);
            Trainer.Batch half = new Trainer.Batch(batch.inputs(), InputTensor.of(halved, shape));
            Arrays.fill(halved, halved.length / 2, halved.length, 3);
            assertNotEquals(trainer.loss(batch), trainer.loss(half), 1e-9);
        }
    }

    /// As a teacher gives them: with the whole of it on the right classes they are those classes, and in between they lie between.
    @Test
    void targetsMayBeHowLikelyEveryClassIs() {
        try (Trainer trainer = new DjlTrainer(course.network(), 1, Map.of())) {
            Trainer.Batch right = course.batch(0, recipe(4));
            Trainer.Batch wrong = withTargets(right, oneUp(right.targets().values()));
            assertEquals(trainer.loss(right), trainer.loss(likely(trainer, right, wrong, 1)), 1e-5);
            double between = 0.25 * trainer.loss(right) + 0.75 * trainer.loss(wrong);
            assertEquals(between, trainer.loss(likely(trainer, right, wrong, 0.25f)), 1e-5);
        }
    }

    private static long[] oneUp(long[] targets) {
        return Arrays.stream(targets).map(target -> target == 0 ? 1 : target - 1).toArray();
    }

    private static Trainer.Batch withTargets(Trainer.Batch batch, long[] targets) {
        return new Trainer.Batch(batch.inputs(), InputTensor.of(targets, batch.targets().shape()));
    }

    private static Trainer.Batch likely(Trainer trainer, Trainer.Batch one, Trainer.Batch other, float share) {
        long[] shape = trainer.logits(one.inputs()).shape().stream().mapToLong(i -> i).toArray();
        int classes = Math.toIntExact(shape[shape.length - 1]);
        float[] chances = new float[one.targets().values().length * classes];
        for (int at = 0; at < one.targets().values().length; at++) {
            chances[at * classes + Math.toIntExact(one.targets().values()[at])] += share;
            chances[at * classes + Math.toIntExact(other.targets().values()[at])] += 1 - share;
        }
        return new Trainer.Batch(one.inputs(), InputTensor.of(chances, shape));
    }

    private static Recipe recipe(int steps) {
        return new Recipe(steps, 1e-2, 2, 4, 100, 0.1, 0, 1);
    }

    /// @param breakAfter the step after which it is broken off; 0 for never
    private History train(Recipe recipe, Path into, int breakAfter) {
        Cancellation cancellation = new Cancellation();
        return train(recipe, into, cancellation, steps -> {
            if (steps == breakAfter) {
                cancellation.cancel();
            }
        });
    }

    private History train(Recipe recipe, Path into, AfterStep afterStep) {
        return train(recipe, into, Cancellation.never(), afterStep);
    }

    private interface AfterStep {
        void taken(int steps) throws IOException;
    }

    private History train(Recipe recipe, Path into, Cancellation cancellation, AfterStep afterStep) {
        Trainer.Settings settings = new Trainer.Settings(recipe.seed(), recipe.weightDecay(), recipe.smoothing());
        try (Trainer trainer = new DjlTrainer(course.network(), settings, course.starts())) {
            run = new TrainingRun(course, recipe, into);
            return run.run(trainer, cancellation, Progress.NONE, new TrainingRun.Listener() {
                @Override
                public void stepped(int taken, double loss) {
                    try {
                        afterStep.taken(taken);
                    } catch (IOException failure) {
                        throw new UncheckedIOException(failure);
                    }
                }
            });
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}

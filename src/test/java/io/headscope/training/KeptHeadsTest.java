package io.headscope.training;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.app.FolderModel;
import io.headscope.attention.AttentionSite;
import io.headscope.attention.Trace;
import io.headscope.engine.djl.DjlTrainer;
import io.headscope.engine.onnx.OnnxEngine;
import io.headscope.message.Messages;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.RunRequest;
import io.headscope.model.Trainer;
import io.headscope.task.Cancellation;
import io.headscope.task.Progress;
import io.headscope.training.HeadScores.Measure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Heads that are kept while they are trained.
final class KeptHeadsTest {

    @TempDir
    Path folder;

    private final Course course = new CountingCourse();

    @Test
    void theyAreKeptBeforeTheFirstStepAtPowersOfTwoAndAtTheEnd() {
        train(11, folder, 0);
        assertEquals(List.of(0, 1, 2, 4, 8, 11), kept(folder).steps());
    }

    @Test
    void whatWasKeptAtTheEndIsWhatTheModelDoes() {
        // One look, at the end, so that the model is that of the last step.
        train(new Recipe(16, 1e-2, 2, 16, 100, 0.1, 0, 1), folder, 0);
        KeptHeads kept = kept(folder);
        try (FolderModel model = FolderModel.open(folder, new OnnxEngine());
                Trace last = kept.trace(16, 0);
                Trace run = model.run(kept.inputs().getFirst().input(), RunRequest.of("logits"), Cancellation.never())) {
            AttentionSite site = run.sites().getFirst();
            for (int head = 0; head < site.heads(); head++) {
                assertArrayEquals(run.map(site).head(head), last.map(site).head(head), 1e-3f);
            }
            assertArrayEquals(run.tensor("logits").toArray(), last.tensor("logits").toArray(), 2e-2f);
            assertArrayEquals(
                    run.projections(site).queries().toArray(), last.projections(site).queries().toArray(), 1e-2f);
        }
    }

    @Test
    void theyChangeAndWhatTheyDoIsMeasured() {
        train(60, folder, 0);
        KeptHeads kept = kept(folder);
        HeadScores first = kept.scores(0);
        HeadScores last = kept.scores(60);
        double before = first.of(Measure.PREVIOUS).values().stream().mapToDouble(share -> share).max().orElseThrow();
        double after = last.of(Measure.PREVIOUS).values().stream().mapToDouble(share -> share).max().orElseThrow();
        assertAll(
                () -> assertEquals(2, first.of(Measure.PREVIOUS).size()),
                () -> assertEquals(2, first.of(Measure.INDUCTION).size()),
                () -> assertTrue(first.of(Measure.ALIGNMENT).isEmpty()),
                () -> assertFalse(Math.abs(after - before) < 1e-3, before + " before, " + after + " after"));
    }

    @Test
    void whatIsWatchedDoesNotChangeWhatIsLearned() throws IOException {
        train(8, folder.resolve("watched"), 0);
        try (Trainer trainer = trainer(recipe(8))) {
            new TrainingRun(course, recipe(8), folder.resolve("alone"), false)
                    .run(trainer, Cancellation.never(), Progress.NONE, new TrainingRun.Listener() {});
        }
        assertArrayEquals(
                Files.readAllBytes(folder.resolve("watched/model.safetensors")),
                Files.readAllBytes(folder.resolve("alone/model.safetensors")));
        assertTrue(KeptHeads.of(folder.resolve("alone"), course.network()).isEmpty());
    }

    @Test
    void aTrainingTakenUpAgainGoesOnKeeping() throws IOException {
        train(11, folder.resolve("whole"), 0);
        assertThrows(CancellationException.class, () -> train(11, folder.resolve("parts"), 3));
        assertEquals(List.of(0, 1, 2), kept(folder.resolve("parts")).steps());
        train(11, folder.resolve("parts"), 0);
        assertEquals(List.of(0, 1, 2, 4, 8, 11), kept(folder.resolve("parts")).steps());
        for (int steps : kept(folder.resolve("whole")).steps()) {
            String name = "training/heads/" + HeadFiles.step(steps);
            assertArrayEquals(
                    Files.readAllBytes(folder.resolve("whole").resolve(name)), Files.readAllBytes(folder.resolve("parts").resolve(name)));
        }
    }

    @Test
    void trainingAnewLetsGoOfWhatWasKeptBefore() throws IOException {
        train(4, folder, 0);
        Files.writeString(folder.resolve("training/heads").resolve(HeadFiles.step(64)), "of a longer one");
        train(4, folder, 0);
        assertEquals(List.of(0, 1, 2, 4), kept(folder).steps());
    }

    @Test
    void aDamagedFileIsToldOf() throws IOException {
        train(4, folder, 0);
        Path file = folder.resolve("training/heads").resolve(HeadFiles.step(2));
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 60));
        ProblemException refused = assertThrows(ProblemException.class, () -> kept(folder).trace(2, 0));
        assertTrue(List.of(Problem.SAFETENSORS_TRUNCATED, Problem.SAFETENSORS_HEADER).contains(refused.problem()), refused::getMessage);
        Files.writeString(folder.resolve("training/heads/inputs.json"), "{\"inputs\": [{}]}");
        ProblemException broken = assertThrows(ProblemException.class, () -> kept(folder));
        assertTrue(
                broken.sentence(Messages.ENGLISH).contains("inputs.json cannot be used: it is not the list of inputs"), broken::getMessage);
    }

    @Test
    void randomTokensSaidTwiceAreTheSameTwice() {
        train(1, folder, 0);
        long[] ids = kept(folder).inputs().get(1).input().tensor("input_ids").values();
        assertEquals(8, ids.length);
        assertTrue(IntStream.range(0, 4).allMatch(i -> ids[i] == ids[i + 4]));
        assertEquals(4, Arrays.stream(ids).distinct().count());
    }

    private KeptHeads kept(Path model) {
        return KeptHeads.of(model, course.network()).orElseThrow();
    }

    private static Recipe recipe(int steps) {
        return new Recipe(steps, 1e-2, 2, 4, 100, 0.1, 0, 1);
    }

    private Trainer trainer(Recipe recipe) {
        return new DjlTrainer(course.network(), new Trainer.Settings(recipe.seed(), recipe.weightDecay(), recipe.smoothing()), course.starts());
    }

    private void train(int steps, Path into, int breakAfter) {
        train(recipe(steps), into, breakAfter);
    }

    private void train(Recipe recipe, Path into, int breakAfter) {
        Cancellation cancellation = new Cancellation();
        try (Trainer trainer = trainer(recipe)) {
            new TrainingRun(course, recipe, into).run(trainer, cancellation, Progress.NONE, new TrainingRun.Listener() {
                @Override
                public void stepped(int taken, double loss) {
                    if (taken == breakAfter) {
                        cancellation.cancel();
                    }
                }
            });
        }
    }
}

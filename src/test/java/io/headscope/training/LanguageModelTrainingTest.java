package io.headscope.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import io.headscope.attention.FloatTensor;
import io.headscope.engine.djl.DjlTrainer;
import io.headscope.model.ModelConfig;
import io.headscope.model.Network;
import io.headscope.model.Trainer;
import io.headscope.model.family.Gpt2;
import io.headscope.task.Cancellation;
import io.headscope.task.Progress;
import io.headscope.training.LanguageModelTraining.Recipe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LanguageModelTrainingTest {

    /// Counting to seven, again and again: easy to learn, impossible to guess.
    private static final int[] COUNTING = IntStream.range(0, 400).map(i -> 1 + i % 7).toArray();

    private static final Recipe RECIPE = new Recipe(80, 64, 16, 0, 1e-2, 5, 3);

    private static Network network() {
        return new Gpt2().write(new ModelConfig(Path.of("config.json"), JsonParser.parseString("""
                {"model_type": "gpt2", "vocab_size": 8, "n_positions": 16, "n_embd": 16, "n_layer": 1, "n_head": 2}""")
                .getAsJsonObject()));
    }

    private static SequencedMap<String, FloatTensor> train(int seed, List<Double> losses) {
        try (Trainer trainer = new DjlTrainer(network(), seed, Map.of())) {
            LanguageModelTraining training = new LanguageModelTraining(trainer, COUNTING, RECIPE);
            training.run(Cancellation.never(), Progress.NONE, (_, _) -> losses.add(training.totalLoss(COUNTING) / COUNTING.length));
            return trainer.weights();
        }
    }

    @Test
    void theLossFallsFarBelowGuessing() {
        List<Double> losses = new ArrayList<>();
        train(1, losses);
        assertEquals(RECIPE.steps(), losses.size());
        // Guessing costs ln 7 = 1.95 nats a token; each window begins blind, so that one token in 16 must be guessed.
        assertTrue(losses.getFirst() > 1.5, losses::toString);
        assertTrue(losses.getLast() < 0.5, losses::toString);
    }

    @Test
    void theSameSeedGivesTheSameWeights() {
        SequencedMap<String, FloatTensor> one = train(5, new ArrayList<>());
        SequencedMap<String, FloatTensor> again = train(5, new ArrayList<>());
        SequencedMap<String, FloatTensor> other = train(6, new ArrayList<>());
        assertEquals(one.sequencedKeySet().stream().toList(), again.sequencedKeySet().stream().toList());
        Map<String, FloatTensor> repeated = new TreeMap<>(again);
        one.forEach((name, tensor) -> assertArrayEquals(tensor.toArray(), Objects.requireNonNull(repeated.get(name)).toArray(), name));
        assertNotEquals(
                one.firstEntry().getValue().at(0), other.firstEntry().getValue().at(0), "another seed, another start");
    }

    @Test
    void startsThatAreGivenAreKept() {
        FloatTensor table = Sinusoids.table(16, 16, 100, 0.5);
        try (Trainer trainer = new DjlTrainer(network(), 1, Map.of("transformer.wpe.weight", table))) {
            assertArrayEquals(table.toArray(), Objects.requireNonNull(trainer.weights().get("transformer.wpe.weight")).toArray());
        }
    }

    @Test
    void aCancelledTrainingStops() {
        try (Trainer trainer = new DjlTrainer(network(), 1, Map.of())) {
            LanguageModelTraining training = new LanguageModelTraining(trainer, COUNTING, RECIPE);
            Cancellation cancellation = new Cancellation();
            List<Integer> steps = new ArrayList<>();
            assertThrows(CancellationException.class, () -> training.run(cancellation, Progress.NONE, (step, _) -> {
                steps.add(step);
                if (step == 3) {
                    cancellation.cancel();
                }
            }));
            assertEquals(List.of(1, 2, 3), steps);
        }
    }

    @Test
    void aTrainingThatDivergesStopsAndSaysWhere() {
        try (Trainer trainer = new DjlTrainer(network(), 1, Map.of("transformer.ln_f.bias", FloatTensor.of(nans(), 16)))) {
            LanguageModelTraining training = new LanguageModelTraining(trainer, COUNTING, RECIPE);
            TrainingDiverged diverged = assertThrows(
                    TrainingDiverged.class, () -> training.run(Cancellation.never(), Progress.NONE, (_, _) -> {}));
            assertEquals(0, diverged.step());
        }
    }

    private static float[] nans() {
        float[] nans = new float[16];
        java.util.Arrays.fill(nans, Float.NaN);
        return nans;
    }
}

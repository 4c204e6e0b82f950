package io.headscope.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import io.headscope.attention.FloatTensor;
import io.headscope.engine.djl.DjlTrainer;
import io.headscope.model.InputTensor;
import io.headscope.model.ModelConfig;
import io.headscope.model.Network;
import io.headscope.model.Trainer;
import io.headscope.model.Trainer.Batch;
import io.headscope.model.Trainer.Loss;
import io.headscope.model.family.Segformer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// A SegFormer of 8×8 pixels, taught where it is light.
final class SegmentationTrainingTest {

    private static final int SIDE = 8;
    private static final int PLACES = 4;
    private static final Network NETWORK = new Segformer().write(new ModelConfig(Path.of("config.json"), JsonParser.parseString("""
            {"architectures": ["SegformerForSemanticSegmentation"], "model_type": "segformer", "image_size": 8, "num_channels": 1,
             "depths": [1], "hidden_sizes": [8], "num_attention_heads": [1], "sr_ratios": [2], "patch_sizes": [3], "strides": [2],
             "mlp_ratios": [2], "decoder_hidden_size": 8, "initializer_range": 0.3,
             "id2label": {"0": "dark", "1": "light"}}""").getAsJsonObject()));

    private static Batch batch(long seed) {
        Random random = new Random(seed);
        float[] pixels = new float[SIDE * SIDE];
        long[] targets = new long[PLACES * PLACES];
        for (int place = 0; place < targets.length; place++) {
            targets[place] = random.nextInt(2);
            for (int i = 0; i < 4; i++) {
                int row = place / PLACES * 2 + i / 2;
                pixels[row * SIDE + place % PLACES * 2 + i % 2] = targets[place];
            }
        }
        return new Batch(
                Map.of("pixel_values", InputTensor.of(pixels, 1, 1, SIDE, SIDE)), InputTensor.of(targets, 1, PLACES, PLACES));
    }

    @Test
    void theLossIsThatOfEveryPlaceWhereItLies() {
        try (Trainer trainer = new DjlTrainer(NETWORK, 1, Map.of())) {
            Batch batch = batch(3);
            FloatTensor logits = trainer.logits(batch.inputs());
            double sum = 0;
            for (int place = 0; place < PLACES * PLACES; place++) {
                double apart = logits.at(place) - logits.at((long) PLACES * PLACES + place);
                sum += Math.log1p(Math.exp(batch.targets().values()[place] == 1 ? apart : -apart));
            }
            assertEquals(sum / (PLACES * PLACES), trainer.loss(batch), 1e-5);
        }
    }

    @Test
    void diceIsAddedToWhatIsMadeSmall() {
        Trainer.Settings plain = new Trainer.Settings(1, 0, 0, Loss.CROSS_ENTROPY);
        Trainer.Settings both = new Trainer.Settings(1, 0, 0, Loss.CROSS_ENTROPY_AND_DICE);
        Batch batch = batch(3);
        try (Trainer one = new DjlTrainer(NETWORK, plain, Map.of());
                Trainer other = new DjlTrainer(NETWORK, both, Map.of())) {
            FloatTensor logits = one.logits(batch.inputs());
            double common = 0;
            double sum = 0;
            for (int place = 0; place < PLACES * PLACES; place++) {
                double chance = 1 / (1 + Math.exp(logits.at(place) - logits.at((long) PLACES * PLACES + place)));
                long wanted = batch.targets().values()[place];
                common += chance * wanted;
                sum += chance + wanted;
            }
            assertEquals(one.step(batch, 0) + 1 - (2 * common + 1) / (sum + 1), other.step(batch, 0), 1e-5);
        }
    }

    @Test
    void itLearnsAndTheStatisticsOfItsNormStayAsTheyWere() {
        Trainer.Settings settings = new Trainer.Settings(1, 0, 0, Loss.CROSS_ENTROPY_AND_DICE);
        try (Trainer trainer = new DjlTrainer(NETWORK, settings, Map.of())) {
            FloatTensor scale = Objects.requireNonNull(trainer.weights().get("decode_head.batch_norm.weight"));
            for (int step = 0; step < 60; step++) {
                trainer.step(batch(step), 1e-2);
            }
            float[] ones = new float[PLACES * 2];
            Arrays.fill(ones, 1);
            assertArrayEquals(ones, Objects.requireNonNull(trainer.weights().get("decode_head.batch_norm.running_var")).toArray());
            assertFalse(Arrays.equals(
                    scale.toArray(), Objects.requireNonNull(trainer.weights().get("decode_head.batch_norm.weight")).toArray()));
            assertTrue(trainer.loss(batch(1000)) < Math.log(2) / 2, () -> "loss " + trainer.loss(batch(1000)));
        }
    }
}

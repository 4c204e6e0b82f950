package io.headscope.training.course;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.headscope.attention.FloatTensor;
import io.headscope.input.Medium;
import io.headscope.input.image.Strokes.Spot;
import io.headscope.input.image.Strokes;
import io.headscope.model.InputTensor;
import io.headscope.model.ModelConfig;
import io.headscope.model.Network;
import io.headscope.model.Trainer.Batch;
import io.headscope.model.Trainer;
import io.headscope.model.family.Vit;
import io.headscope.training.Course;
import io.headscope.training.Recipe;
import io.headscope.training.Score;
import io.headscope.training.Watched;
import io.headscope.training.data.Digit;
import io.headscope.training.data.Parts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/// `digits-vit`: a small vision transformer that reads handwritten digits by patches of 4×4.
public final class DigitsVit implements Course {

    private static final int BATCH = 64;
    private static final int CHANNELS = 3;
    private static final int SHIFT = 2;
    private static final int PATCH = 4;
    private static final int WIDTH = 64;
    private static final double CHOOSING = 0.1;
    private static final double POSITION_BASE = 8;
    private static final double POSITION_DEVIATION = 0.3;

    private final Parts<Digit> parts;
    private final LengthBatches<Digit> batches;

    /// @param data the folder of the digits
    public DigitsVit(Path data) {
        this.parts = Parts.of(Digit.split(data), CHOOSING);
        this.batches = new LengthBatches<>(parts.learning(), _ -> 1, BATCH);
    }

    @Override
    public String name() {
        return "digits-vit";
    }

    @Override
    public Recipe usual() {
        return new Recipe(2400, 2e-3, 100, 120, 8, 0.05, 0.05, 1);
    }

    @Override
    public int stepsAnEpoch() {
        return batches.perRound();
    }

    @Override
    public JsonObject config() {
        JsonObject config = new Gson().fromJson("""
                {"architectures": ["ViTForImageClassification"], "model_type": "vit",
                 "num_hidden_layers": 4, "num_attention_heads": 4, "intermediate_size": 128, "hidden_act": "gelu",
                 "hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0, "initializer_range": 0.1,
                 "layer_norm_eps": 1e-12, "image_size": 28,  "num_channels": 3, "qkv_bias": true,
                 "torch_dtype": "float32"}""", JsonObject.class);
        config.addProperty("hidden_size", WIDTH);
        config.addProperty("patch_size", PATCH);
        JsonObject labels = new JsonObject();
        IntStream.range(0, 10).forEach(digit -> labels.addProperty(Integer.toString(digit), Integer.toString(digit)));
        config.add("id2label", labels);
        return config;
    }

    @Override
    public Network network() {
        return new Vit().write(new ModelConfig(Path.of("config.json"), config()));
    }

    @Override
    public Map<String, FloatTensor> starts() {
        return Map.of(
                "vit.embeddings.position_embeddings", Sinusoids.grid(Digit.SIDE / PATCH, WIDTH, POSITION_BASE, POSITION_DEVIATION));
    }

    @Override
    public Batch batch(int step, Recipe recipe) {
        Random random = new Random(recipe.seed() * 7919L + step);
        return batch(batches.at(step, recipe.seed()), random);
    }

    /// @param random moves every digit a little; none where they stay where they are
    private static Batch batch(List<Digit> digits, @org.jspecify.annotations.Nullable Random random) {
        float[] pixels = new float[digits.size() * CHANNELS * Digit.SIDE * Digit.SIDE];
        for (int i = 0; i < digits.size(); i++) {
            int down = random == null ? 0 : random.nextInt(-SHIFT, SHIFT + 1);
            int right = random == null ? 0 : random.nextInt(-SHIFT, SHIFT + 1);
            draw(digits.get(i), down, right, pixels, i * CHANNELS * Digit.SIDE * Digit.SIDE);
        }
        return new Batch(
                Map.of("pixel_values", InputTensor.of(pixels, digits.size(), CHANNELS, Digit.SIDE, Digit.SIDE)),
                InputTensor.of(digits.stream().mapToLong(Digit::label).toArray(), digits.size()));
    }

    /// As a picture of three equal colours from -1, black, to 1.
    private static void draw(Digit digit, int down, int right, float[] pixels, int from) {
        int plane = Digit.SIDE * Digit.SIDE;
        for (int y = 0; y < Digit.SIDE; y++) {
            for (int x = 0; x < Digit.SIDE; x++) {
                int row = y - down;
                int column = x - right;
                boolean within = row >= 0 && row < Digit.SIDE && column >= 0 && column < Digit.SIDE;
                float value = (within ? digit.pixels()[row * Digit.SIDE + column] & 0xff : 0) / 127.5f - 1;
                for (int channel = 0; channel < CHANNELS; channel++) {
                    pixels[from + channel * plane + y * Digit.SIDE + x] = value;
                }
            }
        }
    }

    @Override
    public Score look(Trainer trainer) {
        return score(trainer, parts.choosing());
    }

    @Override
    public Score validate(Trainer trainer) {
        return score(trainer, parts.aside());
    }

    private static Score score(Trainer trainer, List<Digit> digits) {
        int right = 0;
        double loss = 0;
        for (int from = 0; from < digits.size(); from += BATCH) {
            List<Digit> some = digits.subList(from, Math.min(digits.size(), from + BATCH));
            Batch batch = batch(some, null);
            loss += trainer.loss(batch) * some.size();
            FloatTensor logits = trainer.logits(batch.inputs());
            for (int row = 0; row < some.size(); row++) {
                right += Classes.largest(logits, row) == some.get(row).label() ? 1 : 0;
            }
        }
        return Score.share(loss / digits.size(), "accuracy", right / (double) digits.size());
    }

    /// Every digit is what the digit that looks most alike is, pixel by pixel, of the mean of each class.
    @Override
    public Baseline baseline() {
        double[][] means = new double[10][Digit.SIDE * Digit.SIDE];
        int[] counts = new int[10];
        for (Digit digit : parts.known()) {
            counts[digit.label()]++;
            for (int i = 0; i < digit.pixels().length; i++) {
                means[digit.label()][i] += digit.pixels()[i] & 0xff;
            }
        }
        IntStream.range(0, 10).forEach(label -> IntStream.range(0, means[label].length).forEach(i -> means[label][i] /= counts[label]));
        long right = parts.aside().stream().filter(digit -> nearest(digit, means) == digit.label()).count();
        return new Baseline("nearest-mean", right / (double) parts.aside().size());
    }

    private static int nearest(Digit digit, double[][] means) {
        int nearest = 0;
        double least = Double.MAX_VALUE;
        for (int label = 0; label < means.length; label++) {
            double distance = 0;
            for (int i = 0; i < digit.pixels().length; i++) {
                double apart = (digit.pixels()[i] & 0xff) - means[label][i];
                distance += apart * apart;
            }
            nearest = distance < least ? label : nearest;
            least = Math.min(least, distance);
        }
        return nearest;
    }

    /// Two digits that were drawn for it.
    @Override
    public List<Watched> watched() {
        Strokes seven = new Strokes(List.of(List.of(new Spot(0.2, 0.1), new Spot(0.8, 0.1), new Spot(0.4, 0.9))));
        Strokes four = new Strokes(List.of(
                List.of(new Spot(0.55, 0.1), new Spot(0.15, 0.6), new Spot(0.85, 0.6)), List.of(new Spot(0.65, 0.35), new Spot(0.6, 0.95))));
        return List.of(
                Watched.medium(new Medium.Picture("seven", seven.picture(Digit.SIDE))),
                Watched.medium(new Medium.Picture("four", four.picture(Digit.SIDE))));
    }

    @Override
    public void writeBeside(Path folder) throws IOException {
        JsonObject settings = new Gson().fromJson("""
                {"image_processor_type": "ViTImageProcessor", "do_resize": true, "resample": 2, "do_rescale": true,
                 "rescale_factor": 0.00392156862745098, "do_normalize": true}""", JsonObject.class);
        JsonObject size = new JsonObject();
        size.addProperty("height", Digit.SIDE);
        size.addProperty("width", Digit.SIDE);
        settings.add("size", size);
        JsonArray half = new JsonArray();
        IntStream.range(0, CHANNELS).forEach(_ -> half.add(0.5));
        settings.add("image_mean", half);
        settings.add("image_std", half);
        Files.writeString(folder.resolve("preprocessor_config.json"), settings + "\n");
    }
}

package io.headscope.training.course;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.RgbImage;
import io.headscope.input.Medium;
import io.headscope.measure.ClassMap;
import io.headscope.measure.Otsu;
import io.headscope.measure.Overlap;
import io.headscope.message.Phrase;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.InputTensor;
import io.headscope.model.ModelConfig;
import io.headscope.model.Network;
import io.headscope.model.Trainer;
import io.headscope.model.Trainer.Batch;
import io.headscope.model.Trainer.Loss;
import io.headscope.model.family.Segformer;
import io.headscope.training.Course;
import io.headscope.training.Recipe;
import io.headscope.training.Score;
import io.headscope.training.Watched;
import io.headscope.training.data.Micrograph;
import io.headscope.training.data.Parts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;

/// `nuclei-segformer`: a SegFormer of three stages that says where cell nuclei are in a picture taken through a microscope.
public final class NucleiSegformer implements Course {

    private static final int BATCH = 4;
    private static final int CHANNELS = 3;
    private static final int SIDE = 256;
    private static final double CHOOSING = 0.12;
    /// Places along each axis of what the network answers.
    private static final int PLACES = 128;
    private static final int NUCLEUS = 1;
    private static final double MEAN = 0.05;
    private static final double DEVIATION = 0.07;
    /// Flips and quarter turns.
    private static final int SYMMETRIES = 8;
    private static final double GAIN = 0.3;
    private static final double GAMMA = 0.15;
    private static final double NOISE = 0.01;

    /// A disc of light, in pixels; its level from 0 to 255.
    private record Disc(int x, int y, int radius, int level) {}

    private static final List<Disc> DISCS = List.of(
            new Disc(60, 60, 22, 120), new Disc(150, 50, 16, 60), new Disc(205, 110, 26, 90), new Disc(90, 140, 18, 45),
            new Disc(122, 150, 15, 130), new Disc(50, 205, 12, 70), new Disc(180, 200, 20, 35));

    private final Parts<Micrograph> parts;
    private final LengthBatches<Micrograph> batches;

    /// @param data the folder of the pictures and their masks
    public NucleiSegformer(Path data) {
        this.parts = Parts.of(Micrograph.split(data), CHOOSING);
        Micrograph first = parts.learning().getFirst();
        if (first.image().width() != SIDE || first.image().height() != SIDE) {
            throw new ProblemException(
                    Problem.DATA_BROKEN, first.file(), Phrase.of("reason.want-pixels", first.image().width(), first.image().height(), SIDE, SIDE));
        }
        this.batches = new LengthBatches<>(parts.learning(), _ -> 1, BATCH);
    }

    @Override
    public String name() {
        return "nuclei-segformer";
    }

    @Override
    public Recipe usual() {
        return new Recipe(2000, 3e-3, 60, 100, 10, 0.05, 0, 1);
    }

    @Override
    public int stepsAnEpoch() {
        return batches.perRound();
    }

    @Override
    public Loss loss() {
        return Loss.CROSS_ENTROPY_AND_DICE;
    }

    @Override
    public JsonObject config() {
        JsonObject config = new Gson().fromJson("""
                {"architectures": ["SegformerForSemanticSegmentation"], "model_type": "segformer", "num_encoder_blocks": 3,
                 "depths": [1, 2, 2], "hidden_sizes": [16, 32, 64], "num_attention_heads": [1, 2, 4], "sr_ratios": [8, 4, 2],
                 "patch_sizes": [5, 3, 3], "strides": [2, 2, 2], "mlp_ratios": [2, 2, 2], "decoder_hidden_size": 32,
                 "hidden_act": "gelu", "hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0,
                 "initializer_range": 0.1, "num_channels": 3,
                 "id2label": {"0": "background", "1": "nucleus"}, "label2id": {"background": 0, "nucleus": 1},
                 "torch_dtype": "float32"}""", JsonObject.class);
        config.addProperty("image_size", SIDE);
        return config;
    }

    @Override
    public Network network() {
        return new Segformer().write(new ModelConfig(Path.of("config.json"), config()));
    }

    @Override
    public Batch batch(int step, Recipe recipe) {
        Random random = new Random(recipe.seed() * 7919L + step);
        return batch(batches.at(step, recipe.seed()), picture -> Look.drawn(random));
    }

    private static Batch batch(List<Micrograph> pictures, Function<Micrograph, Look> looks) {
        float[] pixels = new float[pictures.size() * CHANNELS * SIDE * SIDE];
        long[] targets = new long[pictures.size() * PLACES * PLACES];
        for (int i = 0; i < pictures.size(); i++) {
            Look look = looks.apply(pictures.get(i));
            look.pixels(pictures.get(i).image(), pixels, i * CHANNELS * SIDE * SIDE);
            look.targets(pictures.get(i).nuclei(), targets, i * PLACES * PLACES);
        }
        return new Batch(
                Map.of("pixel_values", InputTensor.of(pixels, pictures.size(), CHANNELS, SIDE, SIDE)),
                InputTensor.of(targets, pictures.size(), PLACES, PLACES));
    }

    /// One way of looking at a picture: turned, lighter or darker, a little noisy.
    ///
    /// @param symmetry one of eight
    /// @param gain     what light is multiplied with
    /// @param gamma    what it is raised to
    private record Look(int symmetry, double gain, double gamma, @org.jspecify.annotations.Nullable Random noise) {

        static final Look PLAIN = new Look(0, 1, 1, null);

        static Look drawn(Random random) {
            return new Look(
                    random.nextInt(SYMMETRIES),
                    Math.exp(GAIN * random.nextGaussian()),
                    Math.exp(GAMMA * random.nextGaussian()),
                    random);
        }

        /// Where in the picture as it was taken a pixel comes from.
        private int from(int x, int y) {
            int column = (symmetry & 1) == 0 ? x : SIDE - 1 - x;
            int row = (symmetry & 2) == 0 ? y : SIDE - 1 - y;
            return (symmetry & 4) == 0 ? row * SIDE + column : column * SIDE + row;
        }

        void pixels(RgbImage image, float[] into, int at) {
            int plane = SIDE * SIDE;
            float[] table = new float[256];
            for (int level = 0; level < table.length; level++) {
                table[level] = (float) ((Math.min(1, gain * Math.pow(level / 255.0, gamma)) - MEAN) / DEVIATION);
            }
            for (int y = 0; y < SIDE; y++) {
                for (int x = 0; x < SIDE; x++) {
                    int from = from(x, y) * CHANNELS;
                    float grain = noise == null ? 0 : (float) (NOISE / DEVIATION * noise.nextGaussian());
                    for (int channel = 0; channel < CHANNELS; channel++) {
                        into[at + channel * plane + y * SIDE + x] = table[image.rgb()[from + channel] & 0xff] + grain;
                    }
                }
            }
        }

        /// Where at least half of the pixels of a place are of a nucleus.
        void targets(boolean[] nuclei, long[] into, int at) {
            int step = SIDE / PLACES;
            for (int row = 0; row < PLACES; row++) {
                for (int column = 0; column < PLACES; column++) {
                    int count = 0;
                    for (int i = 0; i < step * step; i++) {
                        count += nuclei[from(column * step + i % step, row * step + i / step)] ? 1 : 0;
                    }
                    into[at + row * PLACES + column] = 2 * count >= step * step ? NUCLEUS : 0;
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

    /// The mean over the pictures of how far what was found and what is there cover each other, pixel by pixel.
    private static Score score(Trainer trainer, List<Micrograph> pictures) {
        double loss = 0;
        double dice = 0;
        for (Micrograph picture : pictures) {
            Batch batch = batch(List.of(picture), _ -> Look.PLAIN);
            FloatTensor logits = trainer.logits(batch.inputs());                       // [1, 2, places, places]
            loss += crossEntropy(logits, batch.targets().values());
            dice += Overlap.of(ClassMap.of(logits, 0, SIDE, SIDE).isClass(NUCLEUS), picture.nuclei()).dice();
        }
        int all = pictures.size();
        return Score.share(loss / all, "dice", dice / all);
    }

    /// The mean over all places, in nats.
    private static double crossEntropy(FloatTensor logits, long[] targets) {
        double sum = 0;
        for (int place = 0; place < targets.length; place++) {
            double apart = logits.at(place) - logits.at((long) targets.length + place);
            sum += Math.log1p(Math.exp(targets[place] == NUCLEUS ? apart : -apart));
        }
        return sum / targets.length;
    }

    @Override
    public Baseline baseline() {
        double dice = parts.aside().stream()
                .mapToDouble(picture -> Overlap.of(Otsu.foreground(picture.image()), picture.nuclei()).dice())
                .average()
                .orElseThrow();
        return new Baseline("otsu", dice);
    }

    /// Discs of light on a dark ground, large and small, bright and faint.
    @Override
    public List<Watched> watched() {
        byte[] rgb = new byte[SIDE * SIDE * CHANNELS];
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                int level = 8;
                for (Disc disc : DISCS) {
                    double away = Math.hypot(x - disc.x, y - disc.y) / disc.radius;
                    level = Math.max(level, (int) (disc.level * Math.clamp(4 * (1.1 - away), 0, 1)));
                }
                java.util.Arrays.fill(rgb, (y * SIDE + x) * CHANNELS, (y * SIDE + x + 1) * CHANNELS, (byte) level);
            }
        }
        return List.of(Watched.medium(new Medium.Picture("discs", new RgbImage(SIDE, SIDE, rgb))));
    }

    @Override
    public void writeBeside(Path folder) throws IOException {
        JsonObject settings = new Gson().fromJson("""
                {"image_processor_type": "SegformerImageProcessor", "do_resize": true, "resample": 2, "do_rescale": true,
                 "rescale_factor": 0.00392156862745098, "do_normalize": true}""", JsonObject.class);
        JsonObject size = new JsonObject();
        size.addProperty("height", SIDE);
        size.addProperty("width", SIDE);
        settings.add("size", size);
        settings.add("image_mean", perChannel(MEAN));
        settings.add("image_std", perChannel(DEVIATION));
        Files.writeString(folder.resolve("preprocessor_config.json"), settings + "\n");
    }

    private static JsonArray perChannel(double value) {
        JsonArray values = new JsonArray();
        IntStream.range(0, CHANNELS).forEach(_ -> values.add(value));
        return values;
    }
}

package io.headscope.training.course;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.Layout;
import io.headscope.attention.Waveform;
import io.headscope.input.Medium;
import io.headscope.input.sound.SoundFile;
import io.headscope.input.sound.SoundPreprocessing;
import io.headscope.input.sound.SoundSettings;
import io.headscope.model.InputTensor;
import io.headscope.model.ModelConfig;
import io.headscope.model.Network;
import io.headscope.model.Trainer;
import io.headscope.model.Trainer.Batch;
import io.headscope.training.Course;
import io.headscope.training.Recipe;
import io.headscope.training.Score;
import io.headscope.training.Watched;
import io.headscope.training.data.Parts;
import io.headscope.training.data.SpokenDigit;
import io.headscope.training.data.SpokenRow;
import io.headscope.measure.ErrorRate;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/// `spoken-digits`: a small Whisper that writes down one to four English digits said in a row.
public final class SpokenDigits implements Course {

    private static final int BATCH = 16;
    private static final int WIDTH = 64;
    private static final int SECONDS = 3;
    private static final int RATE = 16_000;
    private static final int HOP = 160;
    private static final int WINDOW = 400;
    private static final int BINS = 40;
    private static final int TARGETS = 8;
    private static final int MOST = 4;
    private static final double CHOOSING = 0.1;
    /// The shares of all steps until which every digit has a time of its own, and from which on they follow each other.
    private static final double APART = 0.2;
    private static final double TOGETHER = 0.6;
    private static final double POSITION_BASE = 200;
    private static final double POSITION_DEVIATION = 0.3;

    private static final int END = 0;
    private static final int START = 1;
    private static final int ZERO = 2;
    private static final List<String> WORDS =
            List.of("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine");

    private static final SoundSettings.Whisper SETTINGS = new SoundSettings.Whisper(RATE, BINS, WINDOW, HOP, SECONDS * RATE);

    private final Parts<SpokenDigit> parts;
    private final DigitRows rows;
    private final List<DigitRows.Row> choosing;
    private final List<DigitRows.Row> aside;

    /// @param data the folder of the recordings
    public SpokenDigits(Path data) {
        this.parts = Parts.of(SpokenDigit.split(data), CHOOSING);
        this.rows = new DigitRows(parts.learning(), SETTINGS);
        this.choosing = rows(parts.choosing());
        this.aside = rows(parts.aside());
    }

    /// Rows of recordings, as sounds that go all the way that a sound goes.
    private static List<DigitRows.Row> rows(List<SpokenDigit> digits) {
        return SpokenRow.of(digits).stream()
                .map(row -> new DigitRows.Row(
                        SoundPreprocessing.of(row.sound(), SETTINGS).values(), row.labels().stream().mapToInt(label -> label).toArray()))
                .toList();
    }

    @Override
    public String name() {
        return "spoken-digits";
    }

    @Override
    public Recipe usual() {
        return new Recipe(6000, 2e-3, 150, 250, 30, 0.05, 0.02, 1);
    }

    @Override
    public int stepsAnEpoch() {
        return parts.learning().size() / BATCH;
    }

    @Override
    public JsonObject config() {
        JsonObject config = new Gson().fromJson("""
                {"architectures": ["WhisperForConditionalGeneration"], "model_type": "whisper",
                 "encoder_layers": 2, "decoder_layers": 2, "encoder_attention_heads": 2, "decoder_attention_heads": 4,
                 "activation_function": "gelu", "dropout": 0.0, "attention_dropout": 0.0, "activation_dropout": 0.0,
                 "init_std": 0.1, "scale_embedding": false, "torch_dtype": "float32"}""", JsonObject.class);
        config.addProperty("vocab_size", ZERO + WORDS.size());
        config.addProperty("num_mel_bins", BINS);
        config.addProperty("max_source_positions", SECONDS * RATE / HOP / 2);
        config.addProperty("max_target_positions", TARGETS);
        config.addProperty("d_model", WIDTH);
        config.addProperty("encoder_ffn_dim", 4 * WIDTH);
        config.addProperty("decoder_ffn_dim", 4 * WIDTH);
        config.addProperty("decoder_start_token_id", START);
        config.addProperty("bos_token_id", START);
        config.addProperty("eos_token_id", END);
        config.addProperty("pad_token_id", END);
        return config;
    }

    @Override
    public Network network() {
        return new io.headscope.model.family.Whisper().write(new ModelConfig(Path.of("config.json"), config()));
    }

    @Override
    public Map<String, FloatTensor> starts() {
        return Map.of(
                "model.encoder.embed_positions.weight",
                Sinusoids.table(SECONDS * RATE / HOP / 2, WIDTH, POSITION_BASE, POSITION_DEVIATION));
    }

    @Override
    public Batch batch(int step, Recipe recipe) {
        Random random = new Random(recipe.seed() * 7919L + step);
        double together = Math.clamp((step / (double) recipe.steps() - APART) / (TOGETHER - APART), 0, 1);
        return batch(IntStream.range(0, BATCH)
                .mapToObj(_ -> rows.random(Math.max(1, MOST - random.nextInt(6)), MOST, together, random))
                .toList());
    }

    private static Batch batch(List<DigitRows.Row> some) {
        List<int[]> targets = some.stream()
                .map(row -> IntStream.concat(IntStream.of(row.labels()).map(label -> ZERO + label), IntStream.of(END)).toArray())
                .toList();
        List<int[]> begun = targets.stream()
                .map(target -> IntStream.concat(IntStream.of(START), IntStream.of(target).limit(target.length - 1L)).toArray())
                .toList();
        Map<String, InputTensor> inputs = new HashMap<>(heard(some));
        inputs.putAll(Padded.target(begun, END));
        return new Batch(inputs, Padded.fill(targets, Padded.longest(targets), Trainer.IGNORED));
    }

    private static Map<String, InputTensor> heard(List<DigitRows.Row> some) {
        int each = some.getFirst().mel().length;
        float[] numbers = new float[some.size() * each];
        for (int i = 0; i < some.size(); i++) {
            System.arraycopy(some.get(i).mel(), 0, numbers, i * each, each);
        }
        return Map.of("input_features", InputTensor.of(numbers, some.size(), BINS, each / BINS));
    }

    @Override
    public Score look(Trainer trainer) {
        return score(trainer, choosing);
    }

    @Override
    public Score validate(Trainer trainer) {
        return score(trainer, aside);
    }

    private static Score score(Trainer trainer, List<DigitRows.Row> heard) {
        GreedyDecoding decoding = new GreedyDecoding(START, END, Set.of(START), TARGETS - 1);
        ErrorRate errors = new ErrorRate();
        double loss = 0;
        for (int from = 0; from < heard.size(); from += BATCH) {
            List<DigitRows.Row> some = heard.subList(from, Math.min(heard.size(), from + BATCH));
            loss += trainer.loss(batch(some)) * some.size();
            List<int[]> written = decoding.write(trainer, heard(some), some.size());
            for (int i = 0; i < some.size(); i++) {
                errors.add(IntStream.of(written.get(i)).map(id -> id - ZERO).boxed().toList(), IntStream.of(some.get(i).labels()).boxed().toList());
            }
        }
        return new Score(loss / heard.size(), "digit-error-rate", errors.value(), false);
    }

    /// As many digits as there are, each what is said most often: told how many there are, it still mistakes nine of ten.
    @Override
    public Baseline baseline() {
        int[] counts = new int[WORDS.size()];
        parts.known().forEach(digit -> counts[digit.label()]++);
        int most = IntStream.range(0, counts.length).reduce((one, other) -> counts[other] > counts[one] ? other : one).orElseThrow();
        ErrorRate errors = new ErrorRate();
        aside.forEach(row -> errors.add(
                IntStream.of(row.labels()).mapToObj(_ -> most).toList(), IntStream.of(row.labels()).boxed().toList()));
        return new Baseline("most-frequent-digit", errors.value());
    }

    /// Two digits, said by a speech synthesiser (espeak-ng).
    @Override
    public List<Watched> watched() {
        try (InputStream stream = Objects.requireNonNull(SpokenDigits.class.getResourceAsStream("/watched/four-two.wav"))) {
            Waveform wave = SoundFile.of(Path.of("four-two.wav"), stream.readAllBytes()).sound();
            return List.of(Watched.heard(
                    new Medium.Sound("four two", wave, Optional.empty()),
                    "four two",
                    Map.of("four", new Layout.Time(0.07, 0.50), "two", new Layout.Time(0.58, 0.95))));
        } catch (IOException damaged) {
            throw new UncheckedIOException("the program is damaged", damaged);
        }
    }

    @Override
    public void writeBeside(Path folder) throws IOException {
        JsonObject tokenizer = new Gson().fromJson("""
                {"version": "1.0", "truncation": null, "padding": null,
                 "added_tokens": [
                   {"id": 0, "content": "<|endoftext|>", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true},
                   {"id": 1, "content": "<|startoftranscript|>", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true}],
                 "normalizer": {"type": "Lowercase"},
                 "pre_tokenizer": {"type": "Sequence", "pretokenizers": [
                   {"type": "WhitespaceSplit"}, {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always", "split": true}]},
                 "post_processor": {"type": "TemplateProcessing",
                   "single": [{"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "<|endoftext|>", "type_id": 0}}],
                   "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 0}},
                            {"SpecialToken": {"id": "<|endoftext|>", "type_id": 0}}],
                   "special_tokens": {"<|endoftext|>": {"id": "<|endoftext|>", "ids": [0], "tokens": ["<|endoftext|>"]}}},
                 "decoder": {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always", "split": true},
                 "model": {"type": "WordLevel", "unk_token": "<|endoftext|>"}}""", JsonObject.class);
        JsonObject vocabulary = new JsonObject();
        vocabulary.addProperty("<|endoftext|>", END);
        vocabulary.addProperty("<|startoftranscript|>", START);
        IntStream.range(0, WORDS.size()).forEach(digit -> vocabulary.addProperty("\u2581" + WORDS.get(digit), ZERO + digit));
        tokenizer.getAsJsonObject("model").add("vocab", vocabulary);
        Files.writeString(folder.resolve("tokenizer.json"), tokenizer + "\n");
        JsonObject settings = new Gson().fromJson("""
                {"feature_extractor_type": "WhisperFeatureExtractor", "padding_side": "right", "padding_value": 0.0,
                 "return_attention_mask": false}""", JsonObject.class);
        settings.addProperty("feature_size", BINS);
        settings.addProperty("sampling_rate", RATE);
        settings.addProperty("hop_length", HOP);
        settings.addProperty("n_fft", WINDOW);
        settings.addProperty("chunk_length", SECONDS);
        settings.addProperty("n_samples", SECONDS * RATE);
        settings.addProperty("nb_max_frames", SECONDS * RATE / HOP);
        Files.writeString(folder.resolve("preprocessor_config.json"), settings + "\n");
    }
}

package io.headscope.training.course;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.headscope.attention.FloatTensor;
import io.headscope.model.ModelConfig;
import io.headscope.model.Network;
import io.headscope.model.Trainer.Batch;
import io.headscope.model.Trainer;
import io.headscope.model.family.Gpt2;
import io.headscope.training.Course;
import io.headscope.training.Recipe;
import io.headscope.training.Score;
import io.headscope.training.Watched;
import io.headscope.training.data.TextCorpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// `shakespeare-gpt`: a GPT-2 of about one million parameters that continues plays.
public final class ShakespeareGpt implements Course {

    private static final int VOCABULARY = 1024;
    private static final int WINDOW = 256;
    private static final int WIDTH = 128;
    /// Few, so that there are many steps: a small network learns more from these than from exacter gradients.
    private static final int TOKENS_A_STEP = 1024;
    /// The share of what is not kept aside, its end, that the best weights are chosen by.
    private static final double CHOOSING = 0.025;
    private static final double POSITION_BASE = 20;
    private static final double POSITION_DEVIATION = 0.15;

    private final TextCorpus corpus;
    private final BytePairVocabulary vocabulary;
    private final TextWindows training;
    private final TextWindows choosing;
    private final TextWindows aside;

    /// @param data the folder of tiny-shakespeare
    public ShakespeareGpt(Path data) {
        this.corpus = TextCorpus.read(data);
        this.vocabulary = BytePairVocabulary.learn(corpus.training(), VOCABULARY);
        int[] tokens = vocabulary.encode(corpus.training());
        int learned = tokens.length - Math.max(WINDOW + 2, (int) Math.round(CHOOSING * tokens.length));
        this.training = windows(Arrays.copyOf(tokens, learned));
        this.choosing = windows(Arrays.copyOfRange(tokens, learned, tokens.length));
        this.aside = windows(vocabulary.encode(corpus.validation()));
    }

    private static TextWindows windows(int[] tokens) {
        return new TextWindows(tokens, 0, WINDOW, TOKENS_A_STEP);
    }

    @Override
    public String name() {
        return "shakespeare-gpt";
    }

    @Override
    public Recipe usual() {
        return new Recipe(8000, 5e-3, 300, 400, 20, 0.1, 0, 1);
    }

    @Override
    public int stepsAnEpoch() {
        return training.length() / TOKENS_A_STEP;
    }

    @Override
    public JsonObject config() {
        JsonObject config = new Gson().fromJson("""
                {"architectures": ["GPT2LMHeadModel"], "model_type": "gpt2", "n_layer": 4, "n_head": 8,
                 "activation_function": "gelu", "layer_norm_epsilon": 1e-5, "embd_pdrop": 0.1, "attn_pdrop": 0.0,
                 "resid_pdrop": 0.15, "initializer_range": 0.1, "bos_token_id": 0, "eos_token_id": 0,
                 "torch_dtype": "float32"}""", JsonObject.class);
        config.addProperty("vocab_size", VOCABULARY);
        config.addProperty("n_positions", WINDOW);
        config.addProperty("n_embd", WIDTH);
        return config;
    }

    @Override
    public Network network() {
        return new Gpt2().write(new ModelConfig(Path.of("config.json"), config()));
    }

    @Override
    public Map<String, FloatTensor> starts() {
        return Map.of("transformer.wpe.weight", Sinusoids.table(WINDOW, WIDTH, POSITION_BASE, POSITION_DEVIATION));
    }

    @Override
    public Batch batch(int step, Recipe recipe) {
        return training.at(step, recipe.steps(), recipe.seed());
    }

    @Override
    public Score look(Trainer trainer) {
        double charactersAToken = corpus.training().length() / (double) (training.length() + choosing.length());
        return score(trainer, choosing, choosing.length() * charactersAToken);
    }

    @Override
    public Score validate(Trainer trainer) {
        return score(trainer, aside, corpus.validation().length());
    }

    private static Score score(Trainer trainer, TextWindows windows, double characters) {
        double total = windows.totalLoss(trainer);
        return new Score(total / windows.length(), "nats-a-character", total / characters, false);
    }

    /// Every character predicted by how often it occurs, whatever stands before it.
    @Override
    public Baseline baseline() {
        Map<Integer, Integer> counts = new HashMap<>();
        corpus.training().codePoints().forEach(character -> counts.merge(character, 1, Integer::sum));
        double all = corpus.training().length() + counts.size();
        double nats = corpus.validation().codePoints()
                .mapToDouble(character -> -Math.log((counts.getOrDefault(character, 0) + 1) / all))
                .average()
                .orElseThrow();
        return new Baseline("character-counts", nats);
    }

    @Override
    public List<Watched> watched() {
        return List.of(
                Watched.text("ROMEO:\nWhat light through yonder window breaks?"),
                Watched.text("KING:\nI know thee not, good friend; I know thee well.\n"),
                new Watched.Repeated(16, 1));
    }

    @Override
    public void writeBeside(Path folder) throws IOException {
        Files.writeString(folder.resolve("tokenizer.json"), vocabulary.toTokenizerJson());
    }
}

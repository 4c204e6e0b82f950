package io.headscope.training;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.headscope.attention.FloatTensor;
import io.headscope.checkpoint.Checkpoint;
import io.headscope.checkpoint.SafetensorsWriter;
import io.headscope.checkpoint.WeightCheck;
import io.headscope.engine.djl.DjlTrainer;
import io.headscope.file.WholeFile;
import io.headscope.message.ProblemException;
import io.headscope.model.ModelConfig;
import io.headscope.model.Network;
import io.headscope.model.Program;
import io.headscope.model.Trainer;
import io.headscope.model.Weights;
import io.headscope.model.family.Gpt2;
import io.headscope.task.Cancellation;
import io.headscope.task.Progress;
import io.headscope.training.LanguageModelTraining.Recipe;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Trains the sample model `shakespeare-gpt`: a GPT-2 of about one million parameters on the plays in tiny-shakespeare.
public final class ShakespeareGpt {

    /// As many as the model that ships was trained for.
    public static final int STEPS = 5000;

    private static final int VOCABULARY = 1024;
    private static final int WINDOW = 256;
    private static final int WIDTH = 128;
    private static final int LAYERS = 4;
    private static final int HEADS = 8;
    private static final int EVALUATE_EVERY = 500;
    private static final double POSITION_BASE = 20;
    private static final double POSITION_DEVIATION = 0.15;

    private final Path folder;
    private final Recipe recipe;
    private final Consumer<String> log;

    /// @param folder where the model goes; written anew whenever the validation loss has fallen
    /// @param steps  of training
    /// @param seed   the same seed gives the same model, on the same machine
    /// @param log    told of every evaluation
    public ShakespeareGpt(Path folder, int steps, int seed, Consumer<String> log) {
        this.folder = folder;
        this.recipe = new Recipe(steps, 2048, WINDOW, 0, 2e-3, 100, seed);
        this.log = log;
    }

    /// The loss on the validation text.
    ///
    /// @param token     nats a token
    /// @param character nats a character
    /// @param step      the step it was measured after
    public record Validation(double token, double character, int step) {}

    /// Trains on the text in a folder and writes the model.
    ///
    /// @param from the folder of a model to go on from, one that was trained here on the same text; none to begin anew
    /// @throws ProblemException if the text or that model cannot be read, or the new one not written
    public Validation train(Path data, @Nullable Path from, Cancellation cancellation, Progress progress) {
        TextCorpus corpus = TextCorpus.read(data);
        BytePairVocabulary vocabulary = BytePairVocabulary.learn(corpus.training(), VOCABULARY);
        int[] training = vocabulary.encode(corpus.training());
        int[] validation = vocabulary.encode(corpus.validation());
        JsonObject config = config();
        Network network = new Gpt2().write(new ModelConfig(folder.resolve("config.json"), config));
        log.accept(String.format(
                Locale.ROOT,
                "%,d parameters; %,d tokens to learn from, %,d to validate on",
                network.program().parameters(),
                training.length,
                validation.length));
        Instant start = Instant.now();
        Validation[] best = {new Validation(Double.MAX_VALUE, Double.MAX_VALUE, 0)};
        Map<String, FloatTensor> starts = from == null
                ? Map.of("transformer.wpe.weight", Sinusoids.table(WINDOW, WIDTH, POSITION_BASE, POSITION_DEVIATION))
                : weights(from, network);
        try (Trainer trainer = new DjlTrainer(network, recipe.seed(), starts)) {
            LanguageModelTraining lessons = new LanguageModelTraining(trainer, training, recipe);
            lessons.run(cancellation, progress, (step, loss) -> {
                if (step % EVALUATE_EVERY == 0 || step == recipe.steps()) {
                    double total = lessons.totalLoss(validation);
                    Validation now = new Validation(
                            total / validation.length, total / corpus.validation().length(), step);
                    Duration spent = Duration.between(start, Instant.now());
                    log.accept(String.format(
                            Locale.ROOT,
                            "step %d, %d s: loss of the batch %.4f, of the validation text %.4f nats a token, %.4f a character",
                            step,
                            spent.toSeconds(),
                            loss,
                            now.token(),
                            now.character()));
                    if (now.character() < best[0].character()) {
                        best[0] = now;
                        write(config, vocabulary, trainer);
                    }
                }
            });
        }
        return best[0];
    }

    private static Map<String, FloatTensor> weights(Path from, Network network) {
        try (Checkpoint checkpoint = Checkpoint.open(from)) {
            Weights stored = WeightCheck.of(checkpoint, network).require();
            Map<String, FloatTensor> weights = new HashMap<>();
            for (Program.DeclaredWeight weight : network.program().weights()) {
                float[] numbers = stored.find(weight).asF32(Arena.ofAuto()).toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
                weights.put(weight.name(), FloatTensor.of(numbers, weight.shape().stream().mapToLong(i -> i).toArray()));
            }
            return weights;
        }
    }

    private JsonObject config() {
        JsonObject config = new JsonObject();
        JsonArray architectures = new JsonArray();
        architectures.add("GPT2LMHeadModel");
        config.add("architectures", architectures);
        config.addProperty("model_type", "gpt2");
        config.addProperty("vocab_size", VOCABULARY);
        config.addProperty("n_positions", WINDOW);
        config.addProperty("n_embd", WIDTH);
        config.addProperty("n_layer", LAYERS);
        config.addProperty("n_head", HEADS);
        config.addProperty("activation_function", "gelu");
        config.addProperty("layer_norm_epsilon", 1e-5);
        config.addProperty("embd_pdrop", 0.1);
        config.addProperty("attn_pdrop", 0.0);
        config.addProperty("resid_pdrop", 0.15);
        config.addProperty("initializer_range", 0.1);
        config.addProperty("bos_token_id", 0);
        config.addProperty("eos_token_id", 0);
        config.addProperty("torch_dtype", "float32");
        return config;
    }

    private void write(JsonObject config, BytePairVocabulary vocabulary, Trainer trainer) {
        try {
            Files.createDirectories(folder);
            Files.writeString(
                    folder.resolve("config.json"),
                    new GsonBuilder().setPrettyPrinting().create().toJson(config) + "\n");
            Files.writeString(folder.resolve("tokenizer.json"), vocabulary.toTokenizerJson());
            SequencedMap<String, SafetensorsWriter.Entry> entries = new LinkedHashMap<>();
            trainer.weights().forEach((name, tensor) -> entries.put(name, SafetensorsWriter.Entry.of(tensor)));
            SafetensorsWriter.write(folder.resolve("model.safetensors"), entries);
        } catch (IOException unwritten) {
            throw WholeFile.notWritten(folder, unwritten);
        }
    }
}

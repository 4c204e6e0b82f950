package io.headscope.training.course;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.headscope.attention.FloatTensor;
import io.headscope.model.InputTensor;
import io.headscope.model.ModelConfig;
import io.headscope.model.Network;
import io.headscope.model.Trainer.Batch;
import io.headscope.model.Trainer;
import io.headscope.model.family.Bert;
import io.headscope.training.Course;
import io.headscope.training.Recipe;
import io.headscope.training.Score;
import io.headscope.training.Watched;
import io.headscope.training.data.Review;
import io.headscope.training.data.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/// `sentiment-encoder`: a small BERT that tells praise from complaint.
public final class SentimentEncoder implements Course {

    private static final int BATCH = 32;
    private static final int LONGEST = 128;
    /// The share of words hidden in training: a sentence must not hang on one word alone.
    private static final double HIDDEN = 0.3;

    private final Split<Review> split;
    private final WordPieces vocabulary;
    private final LengthBatches<Example> batches;
    private final List<Example> validation;

    /// @param ids between `[CLS]` and `[SEP]`
    private record Example(int[] ids, int label) {}

    /// @param data the folder of the reviews
    public SentimentEncoder(Path data) {
        this.split = Review.split(data);
        this.vocabulary = WordPieces.learn(split.training().stream().map(Review::text).toList(), 2, 200);
        this.batches = new LengthBatches<>(examples(split.training()), example -> example.ids.length, BATCH);
        this.validation = examples(split.validation());
    }

    private List<Example> examples(List<Review> reviews) {
        return reviews.stream().map(review -> new Example(framed(vocabulary.encode(review.text())), review.label())).toList();
    }

    private static int[] framed(int[] ids) {
        int[] framed = new int[Math.min(ids.length, LONGEST - 2) + 2];
        System.arraycopy(ids, 0, framed, 1, framed.length - 2);
        framed[0] = WordPieces.CLASS;
        framed[framed.length - 1] = WordPieces.SEPARATOR;
        return framed;
    }

    @Override
    public String name() {
        return "sentiment-encoder";
    }

    @Override
    public Recipe usual() {
        return new Recipe(1400, 1e-3, 60, 70, 20, 0.1, 0.1, 1);
    }

    @Override
    public int stepsAnEpoch() {
        return batches.perRound();
    }

    @Override
    public JsonObject config() {
        JsonObject config = new Gson().fromJson("""
                {"architectures": ["BertForSequenceClassification"], "model_type": "bert", "hidden_size": 64,
                 "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 128, "hidden_act": "gelu",
                 "hidden_dropout_prob": 0.3, "attention_probs_dropout_prob": 0.1, "initializer_range": 0.05,
                 "layer_norm_eps": 1e-12, "type_vocab_size": 2, "pad_token_id": 0,
                 "id2label": {"0": "negative", "1": "positive"}, "label2id": {"negative": 0, "positive": 1},
                 "torch_dtype": "float32"}""", JsonObject.class);
        config.addProperty("vocab_size", vocabulary.size());
        config.addProperty("max_position_embeddings", LONGEST);
        return config;
    }

    @Override
    public Network network() {
        return new Bert().write(new ModelConfig(Path.of("config.json"), config()));
    }

    @Override
    public Batch batch(int step, Recipe recipe) {
        Random random = new Random(recipe.seed() * 7919L + step);
        List<Example> some = batches.at(step, recipe.seed());
        return batch(some, some.stream().map(example -> hidden(example.ids, random)).toList());
    }

    private static int[] hidden(int[] ids, Random random) {
        int[] some = ids.clone();
        for (int i = 1; i < some.length - 1; i++) {
            some[i] = random.nextDouble() < HIDDEN ? WordPieces.MASK : some[i];
        }
        return some;
    }

    private static Batch batch(List<Example> examples, List<int[]> texts) {
        List<int[]> types = texts.stream().map(text -> new int[text.length]).toList();
        return new Batch(
                Padded.encoder(texts, types, WordPieces.PADDING),
                InputTensor.of(examples.stream().mapToLong(Example::label).toArray(), examples.size()));
    }

    @Override
    public Score validate(Trainer trainer) {
        int right = 0;
        double loss = 0;
        for (int from = 0; from < validation.size(); from += BATCH) {
            List<Example> some = validation.subList(from, Math.min(validation.size(), from + BATCH));
            Batch batch = batch(some, some.stream().map(Example::ids).toList());
            loss += trainer.loss(batch) * some.size();
            FloatTensor logits = trainer.logits(batch.inputs());
            for (int row = 0; row < some.size(); row++) {
                int label = Classes.largest(logits, row);
                right += label == some.get(row).label ? 1 : 0;
            }
        }
        return Score.share(loss / validation.size(), "accuracy", right / (double) validation.size());
    }

    @Override
    public Baseline baseline() {
        return new Baseline("naive-bayes", new NaiveBayes(split.training()).accuracy(split.validation()));
    }

    @Override
    public List<Watched> watched() {
        return List.of(
                Watched.text("The plot is thin, but I loved every minute of it."),
                Watched.text("Not good at all: I would not buy it again."));
    }

    @Override
    public void writeBeside(Path folder) throws IOException {
        Files.writeString(folder.resolve("tokenizer.json"), vocabulary.toTokenizerJson().toString());
    }
}

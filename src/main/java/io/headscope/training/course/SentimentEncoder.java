package io.headscope.training.course;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.headscope.attention.FloatTensor;
import io.headscope.model.InputTensor;
import io.headscope.model.ModelConfig;
import io.headscope.model.Network;
import io.headscope.model.Trainer;
import io.headscope.model.Trainer.Batch;
import io.headscope.model.family.Bert;
import io.headscope.training.Course;
import io.headscope.training.Recipe;
import io.headscope.training.Score;
import io.headscope.training.Watched;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// `sentiment-encoder`: a small BERT that tells praise from complaint.
public final class SentimentEncoder implements Course {

    private static final int LONGEST = 128;
    private static final int WIDTH = 64;
    private static final double DEVIATION = 0.05;

    private final Reviews reviews;

    /// @param data the folder of the reviews
    public SentimentEncoder(Path data) {
        this.reviews = new Reviews(data, SentimentEncoder::framed, SentimentEncoder::inputs);
    }

    private static int[] framed(int[] pieces) {
        int[] framed = new int[pieces.length + 2];
        System.arraycopy(pieces, 0, framed, 1, pieces.length);
        framed[0] = WordPieces.CLASS;
        framed[framed.length - 1] = WordPieces.SEPARATOR;
        return framed;
    }

    private static Map<String, InputTensor> inputs(List<int[]> texts) {
        return Padded.encoder(texts, texts.stream().map(text -> new int[text.length]).toList(), WordPieces.PADDING);
    }

    @Override
    public String name() {
        return "sentiment-encoder";
    }

    @Override
    public Recipe usual() {
        return new Recipe(1400, 1e-3, 60, 1400, 1, 0.1, 0, 1);
    }

    @Override
    public int stepsAnEpoch() {
        return reviews.batchesPerRound();
    }

    @Override
    public JsonObject config() {
        JsonObject config = new Gson().fromJson("""
                {"architectures": ["BertForSequenceClassification"], "model_type": "bert",
                 "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 128, "hidden_act": "gelu",
                 "hidden_dropout_prob": 0.2, "attention_probs_dropout_prob": 0.1,
                 "layer_norm_eps": 1e-12, "type_vocab_size": 2, "pad_token_id": 0,
                 "id2label": {"0": "negative", "1": "positive"}, "label2id": {"negative": 0, "positive": 1},
                 "torch_dtype": "float32"}""", JsonObject.class);
        config.addProperty("vocab_size", reviews.vocabulary().size());
        config.addProperty("hidden_size", WIDTH);
        config.addProperty("initializer_range", DEVIATION);
        config.addProperty("max_position_embeddings", LONGEST);
        return config;
    }

    @Override
    public Network network() {
        return new Bert().write(new ModelConfig(Path.of("config.json"), config()));
    }

    @Override
    public Map<String, FloatTensor> starts() {
        return Map.of("bert.embeddings.word_embeddings.weight", reviews.knowing(WIDTH, DEVIATION));
    }

    @Override
    public Batch batch(int step, Recipe recipe) {
        return reviews.batch(step, recipe);
    }

    @Override
    public Score validate(Trainer trainer) {
        return reviews.validate(trainer);
    }

    @Override
    public Baseline baseline() {
        return reviews.baseline();
    }

    @Override
    public List<Watched> watched() {
        return Reviews.watched();
    }

    @Override
    public void writeBeside(Path folder) throws IOException {
        Files.writeString(folder.resolve("tokenizer.json"), reviews.vocabulary().toTokenizerJson().toString());
    }
}

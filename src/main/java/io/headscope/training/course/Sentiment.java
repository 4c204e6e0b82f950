package io.headscope.training.course;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.headscope.attention.FloatTensor;
import io.headscope.model.Network;
import io.headscope.model.Trainer;
import io.headscope.model.Trainer.Batch;
import io.headscope.training.Course;
import io.headscope.training.Recipe;
import io.headscope.training.Score;
import io.headscope.training.Watched;
import io.headscope.training.data.Review;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Telling praise from complaint, which two networks learn from the same data ([Reviews]) so that they can be compared side by
/// side: one as was usual before transformers, and a transformer.
public final class Sentiment implements Course {

    private final SentimentNetwork learner;
    private final Reviews reviews;

    Sentiment(SentimentNetwork learner, Reviews reviews) {
        this.learner = learner;
        this.reviews = reviews;
    }

    /// `sentiment-bilstm`.
    ///
    /// @param data the folder of the reviews
    public static Sentiment byBiLstm(Path data) {
        return of(new SentimentBiLstm(), data);
    }

    /// `sentiment-encoder`.
    ///
    /// @param data the folder of the reviews
    public static Sentiment byEncoder(Path data) {
        return of(new SentimentEncoder(), data);
    }

    private static Sentiment of(SentimentNetwork learner, Path data) {
        return new Sentiment(learner, new Reviews(Review.split(data), learner));
    }

    @Override
    public String name() {
        return learner.name();
    }

    @Override
    public Recipe usual() {
        return learner.usual();
    }

    @Override
    public int stepsAnEpoch() {
        return reviews.batchesPerRound();
    }

    @Override
    public JsonObject config() {
        JsonObject config = new Gson().fromJson("""
                {"id2label": {"0": "negative", "1": "positive"}, "label2id": {"negative": 0, "positive": 1},
                 "torch_dtype": "float32"}""", JsonObject.class);
        learner.config(reviews.vocabulary().size()).asMap().forEach(config::add);
        return config;
    }

    @Override
    public Network network() {
        return learner.network(config());
    }

    @Override
    public Map<String, FloatTensor> starts() {
        return learner.starts(reviews.knowing(learner.width(), learner.deviation()));
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
        return List.of(
                Watched.text("The plot is thin, but I loved every minute of it."),
                Watched.text("Not good at all: I would not buy it again."));
    }

    @Override
    public void writeBeside(Path folder) throws IOException {
        Files.writeString(folder.resolve("tokenizer.json"), learner.tokenizer(reviews.vocabulary()).toString());
    }
}

package io.headscope.training.course;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.headscope.attention.FloatTensor;
import io.headscope.model.InputTensor;
import io.headscope.model.ModelConfig;
import io.headscope.model.Network;
import io.headscope.model.family.BiLstm;
import io.headscope.training.Recipe;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// A bidirectional LSTM with additive attention, as texts were classified before transformers.
final class SentimentBiLstm implements SentimentNetwork {

    private static final int WIDTH = 64;
    private static final int SIZE = 32;
    private static final int SCORED = 32;
    private static final double DEVIATION = 0.1;
    /// What the forget gates begin with: σ(-1.5) = 0.18 of a state is left after a word.
    private static final float FORGETTING = -1.5f;
    /// How large the weights of the scores are at first.
    private static final double CHOOSINESS = 0.7;

    @Override
    public String name() {
        return "sentiment-bilstm";
    }

    @Override
    public Recipe usual() {
        return new Recipe(1200, 3e-3, 72, 1200, 1, 0.1, 0, 1);
    }

    @Override
    public JsonObject config(int vocabulary) {
        JsonObject config = new Gson().fromJson("""
                {"architectures": ["BiLstmForSequenceClassification"], "model_type": "bilstm-attention", "num_layers": 1,
                 "dropout": 0.2, "max_length": 512, "pad_token_id": 0}""", JsonObject.class);
        config.addProperty("vocab_size", vocabulary);
        config.addProperty("embedding_size", WIDTH);
        config.addProperty("hidden_size", SIZE);
        config.addProperty("attention_size", SCORED);
        config.addProperty("initializer_range", DEVIATION);
        return config;
    }

    @Override
    public Network network(JsonObject config) {
        return new BiLstm().write(new ModelConfig(Path.of("config.json"), config));
    }

    @Override
    public int width() {
        return WIDTH;
    }

    @Override
    public double deviation() {
        return DEVIATION;
    }

    @Override
    public Map<String, FloatTensor> starts(FloatTensor embeddings) {
        // Words soon forgotten leave something for attention to gather: else every state knows the whole text, and which of
        // them is looked at makes no difference.
        float[] forgetting = new float[4 * SIZE];
        Arrays.fill(forgetting, SIZE, 2 * SIZE, FORGETTING);
        Random random = new Random(SIZE);
        float[] choosy = new float[SCORED];
        for (int i = 0; i < SCORED; i++) {
            choosy[i] = (float) (CHOOSINESS * random.nextGaussian());
        }
        return Map.of(
                "embedding.weight", embeddings,
                "lstm.bias_ih_l0", FloatTensor.of(forgetting, forgetting.length),
                "lstm.bias_ih_l0_reverse", FloatTensor.of(forgetting, forgetting.length),
                "attention.score.weight", FloatTensor.of(choosy, 1, SCORED));
    }

    /// A text without any words still has a token.
    @Override
    public int[] framed(int[] pieces) {
        return pieces.length == 0 ? new int[] {WordPieces.UNKNOWN} : pieces;
    }

    @Override
    public Map<String, InputTensor> inputs(List<int[]> texts) {
        int longest = Padded.longest(texts);
        return Map.of("input_ids", Padded.fill(texts, longest, WordPieces.PADDING), "attention_mask", Padded.mask(texts, longest));
    }

    @Override
    public JsonObject tokenizer(WordPieces vocabulary) {
        return vocabulary.toBareTokenizerJson();
    }
}

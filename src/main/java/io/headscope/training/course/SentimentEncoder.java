package io.headscope.training.course;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.headscope.attention.FloatTensor;
import io.headscope.model.InputTensor;
import io.headscope.model.ModelConfig;
import io.headscope.model.Network;
import io.headscope.model.family.Bert;
import io.headscope.training.Recipe;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A small BERT.
final class SentimentEncoder implements SentimentNetwork {

    private static final int WIDTH = 64;
    private static final double DEVIATION = 0.05;

    @Override
    public String name() {
        return "sentiment-encoder";
    }

    @Override
    public Recipe usual() {
        return new Recipe(1200, 2e-3, 60, 1200, 1, 0.1, 0, 1);
    }

    @Override
    public JsonObject config(int vocabulary) {
        JsonObject config = new Gson().fromJson("""
                {"architectures": ["BertForSequenceClassification"], "model_type": "bert",
                 "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 128, "hidden_act": "gelu",
                 "hidden_dropout_prob": 0.2, "attention_probs_dropout_prob": 0.1,
                 "layer_norm_eps": 1e-12, "type_vocab_size": 2, "pad_token_id": 0}""", JsonObject.class);
        config.addProperty("vocab_size", vocabulary);
        config.addProperty("hidden_size", WIDTH);
        config.addProperty("initializer_range", DEVIATION);
        config.addProperty("max_position_embeddings", Reviews.LONGEST);
        return config;
    }

    @Override
    public Network network(JsonObject config) {
        return new Bert().write(new ModelConfig(Path.of("config.json"), config));
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
        return Map.of("bert.embeddings.word_embeddings.weight", embeddings);
    }

    @Override
    public int[] framed(int[] pieces) {
        int[] framed = new int[pieces.length + 2];
        System.arraycopy(pieces, 0, framed, 1, pieces.length);
        framed[0] = WordPieces.CLASS;
        framed[framed.length - 1] = WordPieces.SEPARATOR;
        return framed;
    }

    @Override
    public Map<String, InputTensor> inputs(List<int[]> texts) {
        return Padded.encoder(texts, texts.stream().map(text -> new int[text.length]).toList(), WordPieces.PADDING);
    }

    @Override
    public JsonObject tokenizer(WordPieces vocabulary) {
        return vocabulary.toTokenizerJson();
    }
}

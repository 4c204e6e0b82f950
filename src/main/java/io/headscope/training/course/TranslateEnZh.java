package io.headscope.training.course;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.headscope.model.InputTensor;
import io.headscope.model.ModelConfig;
import io.headscope.model.Network;
import io.headscope.model.Trainer;
import io.headscope.model.Trainer.Batch;
import io.headscope.model.family.Bart;
import io.headscope.training.Course;
import io.headscope.training.Recipe;
import io.headscope.training.Score;
import io.headscope.training.Watched;
import io.headscope.training.data.Parts;
import io.headscope.training.data.SentencePair;
import io.headscope.training.data.Split;
import io.headscope.measure.Bleu;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// `translate-en-zh`: a small Marian that translates short English sentences into Chinese.
public final class TranslateEnZh implements Course {

    private static final int BATCH = 64;
    private static final int WIDTH = 128;
    private static final int POSITIONS = 64;
    /// The longest translation that is tried, in pieces.
    private static final int LONGEST = 40;
    private static final int READ = 4000;
    private static final int WRITTEN = 2000;
    private static final int LEAST = 2;
    private static final double CHOOSING = 0.02;

    private final Split<SentencePair> split;
    private final TranslationPieces pieces;
    private final LengthBatches<Example> batches;
    private final List<Example> choosing;
    private final List<Example> aside;

    /// @param source what is read, its end behind it
    /// @param target what is to be written, its end behind it
    private record Example(int[] source, int[] target, SentencePair pair) {

        int length() {
            return source.length + target.length;
        }
    }

    /// @param data the folder of the pairs
    public TranslateEnZh(Path data) {
        this.split = SentencePair.split(data);
        Parts<SentencePair> parts = Parts.of(split, CHOOSING, SentencePair::source);
        List<SentencePair> training = split.training();
        this.pieces = TranslationPieces.learn(
                training.stream().map(SentencePair::source).toList(), training.stream().map(SentencePair::target).toList(), LEAST, READ, WRITTEN);
        this.batches = new LengthBatches<>(examples(parts.learning()), Example::length, BATCH);
        this.choosing = byLength(parts.choosing());
        this.aside = byLength(parts.aside());
    }

    private List<Example> byLength(List<SentencePair> pairs) {
        return examples(pairs).stream().sorted(Comparator.comparingInt(Example::length)).toList();
    }

    private List<Example> examples(List<SentencePair> pairs) {
        return pairs.stream()
                .map(pair -> new Example(pieces.encode(pair.source()), pieces.encodeTarget(pair.target()), pair))
                .filter(example -> example.source.length <= POSITIONS && example.target.length <= POSITIONS)
                .toList();
    }

    @Override
    public String name() {
        return "translate-en-zh";
    }

    @Override
    public Recipe usual() {
        return new Recipe(6000, 1.5e-3, 500, 500, 8, 0.05, 0.1, 1);
    }

    @Override
    public int stepsAnEpoch() {
        return batches.perRound();
    }

    @Override
    public JsonObject config() {
        JsonObject config = new Gson().fromJson("""
                {"architectures": ["MarianMTModel"], "model_type": "marian",
                 "encoder_layers": 3, "decoder_layers": 3, "encoder_attention_heads": 4, "decoder_attention_heads": 4,
                 "activation_function": "relu", "dropout": 0.2, "attention_dropout": 0.0, "activation_dropout": 0.0,
                 "init_std": 0.06, "scale_embedding": true, "share_encoder_decoder_embeddings": false,
                 "tie_word_embeddings": true, "torch_dtype": "float32"}""", JsonObject.class);
        config.addProperty("vocab_size", pieces.size());
        config.addProperty("decoder_vocab_size", pieces.written());
        config.addProperty("d_model", WIDTH);
        config.addProperty("encoder_ffn_dim", 4 * WIDTH);
        config.addProperty("decoder_ffn_dim", 4 * WIDTH);
        config.addProperty("max_position_embeddings", POSITIONS);
        config.addProperty("decoder_start_token_id", TranslationPieces.PADDING);
        config.addProperty("pad_token_id", TranslationPieces.PADDING);
        config.addProperty("eos_token_id", TranslationPieces.END);
        config.add("bad_words_ids", new Gson().toJsonTree(new int[][] {{TranslationPieces.PADDING}, {TranslationPieces.UNKNOWN}}));
        return config;
    }

    @Override
    public Network network() {
        return Bart.marian().write(new ModelConfig(Path.of("config.json"), config()));
    }

    @Override
    public Batch batch(int step, Recipe recipe) {
        return batch(batches.at(step, recipe.seed()));
    }

    private static Batch batch(List<Example> examples) {
        List<int[]> targets = examples.stream().map(Example::target).toList();
        Map<String, InputTensor> inputs = new HashMap<>(read(examples));
        inputs.putAll(Padded.target(targets.stream().map(TranslateEnZh::begun).toList(), TranslationPieces.PADDING));
        return new Batch(inputs, Padded.fill(targets, Padded.longest(targets), Trainer.IGNORED));
    }

    private static Map<String, InputTensor> read(List<Example> examples) {
        return Padded.decoder(examples.stream().map(Example::source).toList(), TranslationPieces.PADDING);
    }

    /// What a decoder has read when it is to write each token.
    private static int[] begun(int[] target) {
        return IntStream.concat(IntStream.of(TranslationPieces.PADDING), IntStream.of(target).limit(target.length - 1L)).toArray();
    }

    @Override
    public Score look(Trainer trainer) {
        return score(trainer, choosing);
    }

    @Override
    public Score validate(Trainer trainer) {
        return score(trainer, aside);
    }

    private Score score(Trainer trainer, List<Example> examples) {
        GreedyDecoding decoding = new GreedyDecoding(
                TranslationPieces.PADDING,
                TranslationPieces.END,
                Set.of(TranslationPieces.PADDING, TranslationPieces.UNKNOWN),
                LONGEST);
        Bleu bleu = new Bleu();
        double loss = 0;
        for (int from = 0; from < examples.size(); from += BATCH) {
            List<Example> some = examples.subList(from, Math.min(examples.size(), from + BATCH));
            loss += trainer.loss(batch(some)) * some.size();
            List<int[]> written = decoding.write(trainer, read(some), some.size());
            IntStream.range(0, some.size()).forEach(i -> bleu.add(pieces.text(written.get(i)), some.get(i).pair.target()));
        }
        return new Score(loss / examples.size(), "bleu", bleu.value(), true);
    }

    /// Every sentence translated as the one most like it that was seen in training.
    @Override
    public Baseline baseline() {
        NearestSentence nearest = new NearestSentence(split.training());
        Bleu bleu = new Bleu();
        aside.forEach(example -> bleu.add(nearest.translate(example.pair.source()), example.pair.target()));
        return new Baseline("nearest-sentence", bleu.value());
    }

    /// Those that can be written with the characters of the data.
    @Override
    public List<Watched> watched() {
        return Stream.of(
                        new Watched.Shown(
                                "I have three books.", null, "我有三本书。", null, Map.of("我", "I", "有", "have", "三", "three", "书", "books")),
                        new Watched.Shown(
                                "She drinks tea every day.",
                                null,
                                "她每天喝茶。",
                                null,
                                Map.of("她", "She", "每", "every", "天", "day", "喝", "drinks", "茶", "tea")))
                .filter(shown -> IntStream.of(pieces.encodeTarget(Objects.requireNonNull(shown.target()))).noneMatch(id -> id == TranslationPieces.UNKNOWN))
                .map(Watched.class::cast)
                .toList();
    }

    @Override
    public void writeBeside(Path folder) throws IOException {
        Files.writeString(folder.resolve("tokenizer.json"), pieces.toTokenizerJson().toString());
    }
}

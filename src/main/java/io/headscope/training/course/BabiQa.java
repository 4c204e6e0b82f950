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
import io.headscope.training.data.Parts;
import io.headscope.training.data.Split;
import io.headscope.training.data.Story;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// `babi-qa`: a small BERT that marks the answer to a question in a story. The question is the first text, the story the
/// second.
public final class BabiQa implements Course {

    private static final int BATCH = 32;
    private static final int POSITIONS = 128;
    /// The sentences of the longest stories of each stage; the last stage takes all that is left of the steps.
    private static final List<Integer> STORIES = List.of(2, 4, 6, Integer.MAX_VALUE);
    private static final int STAGES = 8;
    private static final int WIDTH = 64;
    private static final double CHOOSING = 0.1;
    private static final double POSITION_BASE = 30;
    private static final double POSITION_DEVIATION = 0.15;

    private final Parts<Story> parts;
    private final WordPieces vocabulary;
    /// Of stories of growing length: who finds the last of two places soon finds the last of ten.
    private final List<LengthBatches<Example>> batches;
    private final List<Example> choosing;
    private final List<Example> aside;

    /// @param ids   `[CLS]` question `[SEP]` story `[SEP]`
    /// @param story where the story begins
    /// @param at    the answer's place, where the sentence that says it has it
    /// @param answer its id
    private record Example(int[] ids, int story, int at, int answer) {

        int[] types() {
            int[] types = new int[ids.length];
            java.util.Arrays.fill(types, story, types.length, 1);
            return types;
        }
    }

    /// @param data the folder of the stories
    public BabiQa(Path data) {
        Split<Story> split = Story.split(data);
        this.parts = Parts.of(split, CHOOSING, Story::story);
        this.vocabulary = WordPieces.learn(
                split.training().stream().flatMap(story -> Stream.of(story.text(), story.question(), story.answer())).toList(), 1, 0);
        this.batches = STORIES.stream().map(longest -> batches(parts.learning(), longest)).toList();
        this.choosing = examples(parts.choosing());
        this.aside = examples(parts.aside());
    }

    private LengthBatches<Example> batches(List<Story> stories, int longest) {
        List<Example> examples =
                examples(stories.stream().filter(story -> story.sentences().size() <= longest).toList());
        return new LengthBatches<>(examples, example -> example.ids.length, BATCH);
    }

    private List<Example> examples(List<Story> stories) {
        return stories.stream().map(this::example).toList();
    }

    private Example example(Story story) {
        int[] question = vocabulary.encode(story.question());
        int[] before = vocabulary.encode(String.join(" ", story.sentences().subList(0, story.supporting())));
        int[] saying = vocabulary.encode(story.sentences().get(story.supporting()));
        int answer = vocabulary.encode(story.answer())[0];
        int start = question.length + 2;
        int at = start + before.length;
        for (int i = 0; i < saying.length; i++) {
            if (saying[i] == answer) {
                at = start + before.length + i;
            }
        }
        return new Example(ids(question, vocabulary.encode(story.text())), start, at, answer);
    }

    private static int[] ids(int[] question, int[] story) {
        int[] ids = new int[question.length + story.length + 3];
        ids[0] = WordPieces.CLASS;
        System.arraycopy(question, 0, ids, 1, question.length);
        ids[question.length + 1] = WordPieces.SEPARATOR;
        System.arraycopy(story, 0, ids, question.length + 2, story.length);
        ids[ids.length - 1] = WordPieces.SEPARATOR;
        return ids;
    }

    @Override
    public String name() {
        return "babi-qa";
    }

    @Override
    public Recipe usual() {
        return new Recipe(4000, 1e-3, 100, 250, 16, 0.01, 0, 1);
    }

    @Override
    public int stepsAnEpoch() {
        return batches.getLast().perRound();
    }

    @Override
    public JsonObject config() {
        JsonObject config = new Gson().fromJson("""
                {"architectures": ["BertForQuestionAnswering"], "model_type": "bert",
                 "num_hidden_layers": 3, "num_attention_heads": 4, "intermediate_size": 128, "hidden_act": "gelu",
                 "hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0, "initializer_range": 0.08,
                 "layer_norm_eps": 1e-12, "type_vocab_size": 2, "pad_token_id": 0, "torch_dtype": "float32"}""", JsonObject.class);
        config.addProperty("vocab_size", vocabulary.size());
        config.addProperty("hidden_size", WIDTH);
        config.addProperty("max_position_embeddings", POSITIONS);
        return config;
    }

    @Override
    public Network network() {
        return new Bert().write(new ModelConfig(Path.of("config.json"), config()));
    }

    @Override
    public Map<String, FloatTensor> starts() {
        return Map.of(
                "bert.embeddings.position_embeddings.weight",
                Sinusoids.table(POSITIONS, WIDTH, POSITION_BASE, POSITION_DEVIATION));
    }

    @Override
    public Batch batch(int step, Recipe recipe) {
        int stage = Math.min(batches.size() - 1, step * STAGES / recipe.steps());
        return batch(batches.get(stage).at(step, recipe.seed()));
    }

    private static Batch batch(List<Example> examples) {
        return new Batch(
                Padded.encoder(
                        examples.stream().map(Example::ids).toList(),
                        examples.stream().map(Example::types).toList(),
                        WordPieces.PADDING),
                // The answers are one word long: they end where they begin.
                InputTensor.of(
                        examples.stream().flatMap(example -> Stream.of((long) example.at, (long) example.at)).mapToLong(i -> i).toArray(),
                        examples.size(),
                        2));
    }

    @Override
    public Score look(Trainer trainer) {
        return score(trainer, choosing);
    }

    @Override
    public Score validate(Trainer trainer) {
        return score(trainer, aside);
    }

    private static Score score(Trainer trainer, List<Example> examples) {
        int right = 0;
        double loss = 0;
        for (int from = 0; from < examples.size(); from += BATCH) {
            List<Example> some = examples.subList(from, Math.min(examples.size(), from + BATCH));
            Batch batch = batch(some);
            loss += trainer.loss(batch) * some.size();
            FloatTensor logits = trainer.logits(batch.inputs());           // [B, T, 2]
            for (int row = 0; row < some.size(); row++) {
                right += isRight(some.get(row), logits, row) ? 1 : 0;
            }
        }
        return Score.share(loss / examples.size(), "exact-match", right / (double) examples.size());
    }

    /// The same word, wherever in the story it was marked.
    private static boolean isRight(Example example, FloatTensor logits, int row) {
        int start = best(example, logits, row, 0);
        int end = best(example, logits, row, 1);
        return start == end && example.ids[start] == example.answer;
    }

    private static int best(Example example, FloatTensor logits, int row, int which) {
        int best = example.story;
        for (int i = example.story; i < example.ids.length; i++) {
            long at = (long) row * logits.length(1) + i;
            best = logits.at(2 * at + which) > logits.at(2L * ((long) row * logits.length(1) + best) + which) ? i : best;
        }
        return best;
    }

    /// The answer that is most frequent, whatever is asked.
    @Override
    public Baseline baseline() {
        Map<String, Integer> counts = new HashMap<>();
        parts.known().forEach(story -> counts.merge(story.answer(), 1, Integer::sum));
        String most = counts.entrySet().stream().max(Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey())).orElseThrow().getKey();
        long right = parts.aside().stream().filter(story -> story.answer().equals(most)).count();
        return new Baseline("most-frequent", right / (double) parts.aside().size());
    }

    @Override
    public List<Watched> watched() {
        return List.of(Watched.pair(
                "Where is Mary?",
                "John went to the garden. Mary travelled to the office. Daniel moved to the kitchen. Mary went back to the hallway."));
    }

    @Override
    public void writeBeside(Path folder) throws IOException {
        Files.writeString(folder.resolve("tokenizer.json"), vocabulary.toTokenizerJson().toString());
    }
}

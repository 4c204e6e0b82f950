package io.headscope.training.course;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.headscope.attention.FloatTensor;
import io.headscope.message.Phrase;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.ModelConfig;
import io.headscope.model.Network;
import io.headscope.model.Trainer.Batch;
import io.headscope.model.Trainer;
import io.headscope.model.family.Gpt2;
import io.headscope.training.Course;
import io.headscope.training.Recipe;
import io.headscope.training.Score;
import io.headscope.training.Watched;
import io.headscope.training.data.Parts;
import io.headscope.training.data.Split;
import io.headscope.training.data.Viewer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/// `films`: a GPT-2 whose words are films, which says what to watch next (self-attentive sequential recommendation, Kang &
/// McAuley, 2018, <https://arxiv.org/abs/1808.09781>).
public final class Films implements Course {

    private static final int BATCH = 64;
    private static final int WINDOW = 50;
    private static final int KNOWN_FROM = 5;
    private static final int LEAST_FILMS = 5;
    private static final int HITS = 10;
    private static final double CHOOSING = 0.05;
    private static final int START = 0;
    private static final int UNKNOWN = 1;

    private final SequencedMap<String, Integer> ids = new LinkedHashMap<>();
    private final List<int[]> training;
    private final List<int[]> choosing;
    private final List<int[]> aside;
    private final LengthBatches<int[]> batches;

    /// @param data the folder of the ratings
    public Films(Path data) {
        Split<Viewer> split = Viewer.split(data);
        learnFilms(split.training());
        Parts<Viewer> parts = Parts.of(split, CHOOSING);
        this.training = split.training().stream().map(this::encode).filter(films -> films.length > 1).toList();
        List<int[]> learning = parts.learning().stream().map(this::encode).filter(films -> films.length > 1).toList();
        this.choosing = asked(parts.choosing());
        this.aside = asked(parts.aside());
        if (learning.isEmpty() || choosing.isEmpty() || aside.isEmpty()) {
            throw new ProblemException(Problem.DATA_BROKEN, data, Phrase.of("reason.too-few-viewers", LEAST_FILMS, KNOWN_FROM));
        }
        this.batches = new LengthBatches<>(learning, films -> Math.min(films.length, WINDOW), BATCH);
    }

    /// Those who have seen enough known films to be asked about the last.
    private List<int[]> asked(List<Viewer> viewers) {
        return viewers.stream().map(this::encode).filter(films -> films.length > LEAST_FILMS).toList();
    }

    /// The films that enough people have rated, the most popular first.
    private void learnFilms(List<Viewer> viewers) {
        Map<String, Integer> counts = new HashMap<>();
        viewers.forEach(viewer -> viewer.films().forEach(film -> counts.merge(film, 1, Integer::sum)));
        ids.put("<start>", START);
        ids.put("<unknown>", UNKNOWN);
        counts.entrySet().stream()
                .filter(film -> film.getValue() >= KNOWN_FROM)
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .forEach(film -> ids.put(film.getKey(), ids.size()));
    }

    /// The known films, the start before them.
    private int[] encode(Viewer viewer) {
        return IntStream.concat(
                        IntStream.of(START),
                        viewer.films().stream().filter(ids::containsKey).mapToInt(film -> ids.getOrDefault(film, UNKNOWN)))
                .toArray();
    }

    @Override
    public String name() {
        return "films";
    }

    @Override
    public Recipe usual() {
        return new Recipe(2000, 1e-3, 100, 100, 12, 0.1, 0, 1);
    }

    @Override
    public int stepsAnEpoch() {
        return batches.perRound();
    }

    @Override
    public JsonObject config() {
        JsonObject config = new Gson().fromJson("""
                {"architectures": ["GPT2LMHeadModel"], "model_type": "gpt2", "n_embd": 64, "n_layer": 2, "n_head": 4,
                 "activation_function": "gelu", "layer_norm_epsilon": 1e-5, "embd_pdrop": 0.2, "attn_pdrop": 0.1,
                 "resid_pdrop": 0.2, "initializer_range": 0.05, "bos_token_id": 0, "eos_token_id": 0,
                 "task_specific_params": {"recommendation": {}}, "torch_dtype": "float32"}""", JsonObject.class);
        config.addProperty("vocab_size", ids.size());
        config.addProperty("n_positions", WINDOW);
        return config;
    }

    @Override
    public Network network() {
        return new Gpt2().write(new ModelConfig(Path.of("config.json"), config()));
    }

    @Override
    public Batch batch(int step, Recipe recipe) {
        List<int[]> some = batches.at(step, recipe.seed()).stream().map(Films::last).toList();
        List<int[]> inputs = some.stream().map(films -> Arrays.copyOf(films, films.length - 1)).toList();
        List<int[]> targets = some.stream().map(films -> Arrays.copyOfRange(films, 1, films.length)).toList();
        return new Batch(Padded.decoder(inputs, START), Padded.fill(targets, Padded.longest(inputs), Trainer.IGNORED));
    }

    /// What fits: the newest films, and the start before them.
    private static int[] last(int[] films) {
        if (films.length <= WINDOW + 1) {
            return films;
        }
        int[] last = Arrays.copyOfRange(films, films.length - WINDOW - 1, films.length);
        last[0] = START;
        return last;
    }

    /// Every film from the fifth on is guessed from those before it, as so few viewers with one film each would leave the
    /// choice to chance.
    @Override
    public Score look(Trainer trainer) {
        return score(trainer, choosing, LEAST_FILMS);
    }

    @Override
    public Score validate(Trainer trainer) {
        return score(trainer, aside, Integer.MAX_VALUE);
    }

    /// How often the film that came next is among the ten likeliest, of those not seen before: the last film of every viewer,
    /// and those before it that stand at a place of `from` or later.
    private Score score(Trainer trainer, List<int[]> viewers, int from) {
        int hits = 0;
        int asked = 0;
        double loss = 0;
        for (int first = 0; first < viewers.size(); first += BATCH) {
            List<int[]> some = viewers.subList(first, Math.min(viewers.size(), first + BATCH)).stream().map(Films::last).toList();
            List<int[]> inputs = some.stream().map(films -> Arrays.copyOf(films, films.length - 1)).toList();
            FloatTensor logits = trainer.logits(Padded.decoder(inputs, START));            // [B, T, films]
            for (int row = 0; row < some.size(); row++) {
                int[] all = viewers.get(first + row);
                int[] shown = some.get(row);
                int hidden = all.length - shown.length;
                for (int at = Math.min(Math.max(1, from - hidden), shown.length - 1); at < shown.length; at++) {
                    float[] scores = new float[ids.size()];
                    logits.copy(((long) row * logits.length(1) + at - 1) * scores.length, scores, 0, scores.length);
                    hits += isHit(scores, Arrays.copyOf(all, at + hidden + 1)) ? 1 : 0;
                    loss -= logChance(scores, shown[at]);
                    asked++;
                }
            }
        }
        return Score.share(loss / asked, "hit-rate-10", hits / (double) asked);
    }

    /// @param films all that were seen, the last of them to be guessed
    private static boolean isHit(float[] scores, int[] films) {
        int target = films[films.length - 1];
        boolean[] seen = new boolean[scores.length];
        seen[START] = true;
        seen[UNKNOWN] = true;
        IntStream.of(films).limit(films.length - 1L).forEach(film -> seen[film] = true);
        int better = 0;
        for (int film = 0; film < scores.length; film++) {
            better += !seen[film] && film != target && scores[film] >= scores[target] ? 1 : 0;
        }
        return better < HITS;
    }

    private static double logChance(float[] scores, int target) {
        double most = IntStream.range(0, scores.length).mapToDouble(i -> scores[i]).max().orElseThrow();
        double sum = IntStream.range(0, scores.length).mapToDouble(i -> Math.exp(scores[i] - most)).sum();
        return scores[target] - most - Math.log(sum);
    }

    /// What most often came next in what the training has seen, the most popular films behind that.
    @Override
    public Baseline baseline() {
        float[][] next = new float[ids.size()][];
        float[] popular = popular();
        for (int[] films : training) {
            for (int i = 2; i < films.length; i++) {
                float[] row = next[films[i - 1]];
                next[films[i - 1]] = row == null ? new float[ids.size()] : row;
                next[films[i - 1]][films[i]]++;
            }
        }
        return new Baseline("next-film-counts", rate(films -> {
            float[] row = next[films[films.length - 2]];
            float[] scores = popular.clone();
            for (int i = 0; i < scores.length; i++) {
                scores[i] = scores[i] / 1e6f + (row == null ? 0 : row[i]);
            }
            return scores;
        }));
    }

    private float[] popular() {
        float[] counts = new float[ids.size()];
        training.forEach(films -> IntStream.of(films).skip(1).forEach(film -> counts[film]++));
        return counts;
    }

    private double rate(java.util.function.Function<int[], float[]> scores) {
        return aside.stream().filter(films -> isHit(scores.apply(films), films)).count() / (double) aside.size();
    }

    @Override
    public List<Watched> watched() {
        return List.of(
                Watched.text("Man of Steel (2013)\nPacific Rim (2013)\nThe Avengers (2012)\nIron Man Three (2013)\nStar Trek Into Darkness (2013)"),
                new Watched.Repeated(10, 1));
    }

    @Override
    public void writeBeside(Path folder) throws IOException {
        JsonObject json = new Gson().fromJson("""
                {"version": "1.0", "truncation": null, "padding": null,
                 "added_tokens": [
                   {"id": 0, "content": "<start>", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true},
                   {"id": 1, "content": "<unknown>", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true}],
                 "normalizer": null,
                 "pre_tokenizer": {"type": "Split", "pattern": {"Regex": "\\\\s*\\\\n\\\\s*"}, "behavior": "Removed", "invert": false},
                 "post_processor": {"type": "TemplateProcessing",
                   "single": [{"SpecialToken": {"id": "<start>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
                   "pair": [{"SpecialToken": {"id": "<start>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
                            {"Sequence": {"id": "B", "type_id": 0}}],
                   "special_tokens": {"<start>": {"id": "<start>", "ids": [0], "tokens": ["<start>"]}}},
                 "decoder": null}""", JsonObject.class);
        JsonObject vocabulary = new JsonObject();
        ids.forEach(vocabulary::addProperty);
        JsonObject model = new JsonObject();
        model.addProperty("type", "WordLevel");
        model.add("vocab", vocabulary);
        model.addProperty("unk_token", "<unknown>");
        json.add("model", model);
        Files.writeString(folder.resolve("tokenizer.json"), new com.google.gson.GsonBuilder().serializeNulls().create().toJson(json));
    }
}

package io.headscope.evaluation;

import io.headscope.attention.FloatTensor;
import io.headscope.attention.Token;
import io.headscope.attention.Trace;
import io.headscope.input.ModelInputs;
import io.headscope.measure.Rank;
import io.headscope.message.Phrase;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.InputTensor;
import io.headscope.task.Cancellation;
import io.headscope.training.data.Viewer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/// What every viewer watched last, guessed from what came before. Viewers with five films and more that the network knows
/// count; what they have seen is left out, all other known films are ranked.
final class FilmsExam implements Exam {

    private static final int LEAST = 5;
    private static final int FIRST = 10;

    private final Examinee examinee;
    private final Map<String, Integer> known = new HashMap<>();
    private final List<List<String>> viewers;
    private int hits;
    private double gain;
    private int start = -1;

    /// @throws ProblemException if the network knows none of the films
    FilmsExam(Examinee examinee, Path data, Part part) {
        this.examinee = examinee;
        learnKnown(Viewer.read(data));
        if (known.isEmpty()) {
            throw new ProblemException(Problem.EVALUATION_UNFIT, examinee.folder(), data, Phrase.of("reason.knows-no-film"));
        }
        this.viewers = part.of(data, Viewer::read, Viewer::split).stream()
                .map(viewer -> viewer.films().stream().filter(known::containsKey).toList())
                .filter(films -> films.size() >= LEAST)
                .toList();
    }

    /// A film is known where its title is one token, and that is no other's.
    private void learnKnown(List<Viewer> all) {
        for (String title : all.stream().flatMap(viewer -> viewer.films().stream()).collect(Collectors.toSet())) {
            List<Token> tokens = examinee.cut(title);
            List<Token> said = tokens.stream().filter(token -> !token.isSpecial()).toList();
            if (said.size() == 1 && said.getFirst().text().equals(title)) {
                known.put(title, said.getFirst().id());
                start = tokens.getFirst().isSpecial() ? tokens.getFirst().id() : start;
            }
        }
    }

    @Override
    public int size() {
        return viewers.size();
    }

    @Override
    public Answered ask(int which, Cancellation cancellation) {
        List<String> films = viewers.get(which);
        List<String> seen = films.subList(0, films.size() - 1);
        int room = examinee.network().positions() - (start < 0 ? 0 : 1);
        List<String> last = seen.subList(Math.max(0, seen.size() - room), seen.size());
        long[] ids = LongStream.concat(
                        start < 0 ? LongStream.empty() : LongStream.of(start), last.stream().mapToLong(this::id))
                .toArray();
        var input = ModelInputs.of(examinee.network(), Map.of("input_ids", InputTensor.row(ids)), null);
        try (Trace trace = examinee.run(input, LOGITS, cancellation)) {
            float[] scores = scores(trace.tensor("logits"), seen);
            String right = films.getLast();
            Rank rank = Rank.of(scores, id(right));
            hits += rank.isWithin(FIRST) ? 1 : 0;
            gain += rank.gain(FIRST);
            Question question = new Question(String.join(" · ", last), String.join("\n", last), null, null);
            return new Answered(question, right, likeliest(scores), -1, -1, 1.0 / rank.place());
        }
    }

    private int id(String film) {
        return java.util.Objects.requireNonNull(known.get(film));
    }

    /// Of the known films that were not seen, behind the last position.
    private float[] scores(FloatTensor logits, List<String> seen) {
        float[] all = new float[logits.length(-1)];
        logits.copy(logits.size() - all.length, all, 0, all.length);
        float[] scores = Rank.unranked(all.length);
        known.values().forEach(id -> scores[id] = all[id]);
        seen.forEach(film -> scores[id(film)] = Float.NaN);
        return scores;
    }

    private String likeliest(float[] scores) {
        return known.entrySet().stream()
                .filter(film -> !Float.isNaN(scores[film.getValue()]))
                .max(Map.Entry.comparingByValue((one, other) -> Float.compare(scores[one], scores[other])))
                .map(Map.Entry::getKey)
                .orElse("");
    }

    @Override
    public SequencedMap<String, Double> measures(int answered) {
        SequencedMap<String, Double> measures = new LinkedHashMap<>();
        measures.put("hit_rate_10", hits / (double) answered);
        measures.put("ndcg_10", gain / answered);
        measures.put("known_films", (double) known.size());
        return measures;
    }
}

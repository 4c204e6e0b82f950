package io.headscope.view.prediction;

import io.headscope.analysis.Candidate;
import io.headscope.attention.FloatTensor;
import io.headscope.message.Messages;
import io.headscope.view.prediction.Prediction.Named;
import io.headscope.view.prediction.Prediction.Question;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// What a network answers to pictures and sounds, in words.
record SeenAndHeard(FloatTensor logits, Messages messages) {

    private static final int MOST = 10;

    /// The word's end in vocabularies of characters.
    private static final String SPACE = "|";

    /// One text and one picture.
    Prediction similarity(boolean sigmoid) {
        double score = logits.at(0);
        if (!sigmoid) {
            return new Prediction(List.of(), messages.format("view.prediction.similarity", score));
        }
        Named fits = new Named(messages.text("view.prediction.fits"), 1 / (1 + Math.exp(-score)));
        return new Prediction(List.of(new Question(messages.text("view.prediction.fit"), List.of(fits))), null);
    }

    /// How much of the picture belongs to each class.
    ///
    /// `logits` are [classes, rows, columns].
    Prediction shares(List<String> labels) {
        int places = logits.length(1) * logits.length(2);
        int[] counts = new int[logits.length(0)];
        for (int place = 0; place < places; place++) {
            counts[best(place, places)]++;
        }
        List<Named> answers = IntStream.range(0, counts.length)
                .filter(i -> counts[i] > 0)
                .mapToObj(i -> new Named(labels.get(i), counts[i] / (double) places))
                .sorted(Comparator.comparingDouble(Named::probability).reversed())
                .limit(MOST)
                .toList();
        return new Prediction(List.of(new Question(messages.text("view.prediction.shares"), answers)), null);
    }

    private int best(int place, int places) {
        int best = 0;
        for (int i = 1; i < logits.length(0); i++) {
            if (logits.at((long) i * places + place) > logits.at((long) best * places + place)) {
                best = i;
            }
        }
        return best;
    }

    /// The queries that are surest to have found something.
    ///
    /// `logits` are [queries, classes + 1].
    Prediction found(List<String> labels) {
        List<Named> answers = IntStream.range(0, logits.length(0))
                .mapToObj(query -> found(labels, query))
                .sorted(Comparator.comparingDouble(Named::probability).reversed())
                .limit(MOST)
                .toList();
        return new Prediction(List.of(new Question(messages.text("view.prediction.found"), answers)), null);
    }

    /// The likeliest class but nothing.
    private Named found(List<String> labels, int query) {
        Candidate best = Candidate.likeliest(logits, query, 2).stream()
                .filter(candidate -> candidate.index() < labels.size())
                .findFirst()
                .orElseThrow();
        return new Named("#" + (query + 1) + " · " + labels.get(best.index()), best.probability());
    }

    /// The likeliest character of every frame, those that repeat once, blanks left out.
    Prediction transcript(int blank, IntFunction<String> vocabulary) {
        StringBuilder text = new StringBuilder();
        int before = blank;
        for (int frame = 0; frame < logits.length(0); frame++) {
            int heard = Candidate.likeliest(logits, frame, 1).getFirst().index();
            if (heard != blank && heard != before) {
                text.append(vocabulary.apply(heard).equals(SPACE) ? " " : vocabulary.apply(heard));
            }
            before = heard;
        }
        String said = text.toString().strip();
        return new Prediction(
                List.of(), said.isEmpty() ? messages.text("view.prediction.silence") : messages.format("view.prediction.heard", said));
    }
}

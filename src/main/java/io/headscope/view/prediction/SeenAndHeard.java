package io.headscope.view.prediction;

import io.headscope.analysis.Candidate;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.Layout;
import io.headscope.attention.Source;
import io.headscope.attention.Stack;
import io.headscope.attention.Trace;
import io.headscope.drawing.Role;
import io.headscope.message.Messages;
import io.headscope.view.prediction.Prediction.Named;
import io.headscope.view.prediction.Prediction.Question;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What a network answers to pictures and sounds, in words.
record SeenAndHeard(FloatTensor logits, Trace trace, Messages messages) {

    private static final int MOST = 10;

    /// Finds that are surer than not are drawn where they stand.
    private static final double DRAWN = 0.5;

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
        int rows = logits.length(1);
        int columns = logits.length(2);
        int[] classes = IntStream.range(0, rows * columns).map(place -> best(place, rows * columns)).toArray();
        int[] counts = new int[logits.length(0)];
        Arrays.stream(classes).forEach(one -> counts[one]++);
        List<Integer> ranked = IntStream.range(0, counts.length)
                .boxed()
                .filter(i -> counts[i] > 0)
                .sorted(Comparator.comparingInt(i -> -counts[i]))
                .limit(MOST)
                .toList();
        List<Named> answers = ranked.stream()
                .map(i -> new Named(
                        labels.get(i),
                        counts[i] / (double) classes.length,
                        isBackground(labels.get(i)) ? Role.RULE : role(ranked.indexOf(i))))
                .toList();
        List<Role> roles = IntStream.range(0, counts.length)
                .mapToObj(i -> isBackground(labels.get(i)) ? Role.PAGE : role(ranked.indexOf(i)))
                .toList();
        Scene scene = new Scene(
                picture(), rows / (double) columns, List.of(), new Scene.Places(rows, columns, classes, roles));
        return new Prediction(
                null,
                scene,
                List.of(new Question(messages.text("view.prediction.shares"), answers)),
                messages.text("view.prediction.shares-unchecked"));
    }

    /// The class of what is nothing in particular.
    private static boolean isBackground(String label) {
        return label.equalsIgnoreCase("background");
    }

    private Source.@Nullable Picture picture() {
        return trace.source() instanceof Source.Picture picture ? picture : null;
    }

    /// Those that there is no colour for are grey.
    private static Role role(int rank) {
        return rank >= 0 && rank < Role.SERIES.size() ? Role.SERIES.get(rank) : Role.RULE;
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
        List<Find> finds = IntStream.range(0, logits.length(0))
                .mapToObj(query -> new Find(query, likeliest(labels, query)))
                .sorted(Comparator.comparingDouble((Find find) -> find.best.probability()).reversed())
                .limit(MOST)
                .toList();
        List<Named> answers = finds.stream()
                .map(find -> new Named(
                        find.name(labels), find.best.probability(), isDrawn(find) ? role(finds.indexOf(find)) : Role.RULE))
                .toList();
        List<Scene.Found> drawn = finds.stream()
                .filter(SeenAndHeard::isDrawn)
                .map(find -> new Scene.Found(find.name(labels), area(find.query), role(finds.indexOf(find))))
                .toList();
        Layout.Patches patches = trace.layout(Stack.ENCODER).section(Layout.Patches.class).orElseThrow();
        Scene scene = new Scene(picture(), patches.height() / patches.width(), drawn, null);
        return new Prediction(null, scene, List.of(new Question(messages.text("view.prediction.found"), answers)), null);
    }

    /// What one query has found.
    private record Find(int query, Candidate best) {
        /// `#7 · cat`, the query counted from 1.
        String name(List<String> labels) {
            return "#" + (query + 1) + " · " + labels.get(best.index());
        }
    }

    private static boolean isDrawn(Find find) {
        return find.best.probability() >= DRAWN;
    }

    /// The likeliest class but nothing.
    private Candidate likeliest(List<String> labels, int query) {
        return Candidate.likeliest(logits, query, 2).stream()
                .filter(candidate -> candidate.index() < labels.size())
                .findFirst()
                .orElseThrow();
    }

    /// The networks give the middle, the width and the height.
    private Layout.Area area(int query) {
        FloatTensor boxes = trace.tensor("pred_boxes");
        float width = boxes.at(4L * query + 2);
        float height = boxes.at(4L * query + 3);
        return new Layout.Area(boxes.at(4L * query) - width / 2, boxes.at(4L * query + 1) - height / 2, width, height);
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

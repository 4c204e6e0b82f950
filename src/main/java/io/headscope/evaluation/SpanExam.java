package io.headscope.evaluation;

import io.headscope.analysis.AnswerSpan;
import io.headscope.attention.Token;
import io.headscope.attention.Trace;
import io.headscope.model.ModelInput;
import io.headscope.task.Cancellation;
import io.headscope.training.data.Story;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;

/// What in every story answers the question.
final class SpanExam implements Exam {

    private final Examinee examinee;
    private final List<Story> stories;
    private int right;

    SpanExam(Examinee examinee, Path data, Part part) {
        this.examinee = examinee;
        this.stories = part.of(data, Story::read, Story::split);
    }

    @Override
    public int size() {
        return stories.size();
    }

    @Override
    public Answered ask(int which, Cancellation cancellation) {
        Story story = stories.get(which);
        Question question = new Question(story.question(), story.question(), story.text(), null);
        ModelInput input = examinee.encode(question);
        try (Trace trace = examinee.run(input, LOGITS, cancellation)) {
            List<Token> tokens = trace.tokens(trace.sites().getLast().stack());
            List<AnswerSpan> spans = AnswerSpan.likeliest(trace.tensor("logits"), tokens, 1);
            String given = spans.isEmpty() ? "" : text(story.text(), tokens, spans.getFirst());
            boolean match = plain(given).equals(plain(story.answer()));
            right += match ? 1 : 0;
            return Answered.of(question, story.answer(), given, match);
        }
    }

    /// The stretch of the story.
    private static String text(String story, List<Token> tokens, AnswerSpan span) {
        var first = tokens.get(span.from()).span();
        var last = tokens.get(span.to() - 1).span();
        return first == null || last == null ? "" : story.substring(first.start(), last.end());
    }

    private static String plain(String text) {
        return text.strip().toLowerCase(Locale.ROOT);
    }

    @Override
    public SequencedMap<String, Double> measures(int answered) {
        SequencedMap<String, Double> measures = new LinkedHashMap<>();
        measures.put("exact_match", right / (double) answered);
        return measures;
    }
}

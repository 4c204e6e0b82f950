package io.headscope.evaluation;

import io.headscope.attention.FloatTensor;
import io.headscope.attention.Token;
import io.headscope.attention.Trace;
import io.headscope.input.ModelInputs;
import io.headscope.model.InputTensor;
import io.headscope.task.Cancellation;
import io.headscope.training.data.TextCorpus;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/// Which token comes next, all through a text. It is cut into windows as long as the network takes; each token is predicted
/// from those before it in its window. Where the tokenizer marks the beginning of a text, every window begins so; else the
/// first token of the text is given.
final class TextExam implements Exam {

    private final Examinee examinee;
    private final List<Token> tokens;
    private final Token first;
    private final int window;
    private final long characters;
    private double nats;
    private long predicted;

    TextExam(Examinee examinee, Path data, Part part) {
        this.examinee = examinee;
        TextCorpus corpus = TextCorpus.read(data);
        String text = switch (part) {
            case ALL -> corpus.training() + corpus.validation();
            case TRAINING -> corpus.training();
            case VALIDATION -> corpus.validation();
        };
        List<Token> all = examinee.cut(text);
        this.first = all.getFirst();
        this.tokens = all.subList(1, all.size()).stream().filter(token -> !token.isSpecial()).toList();
        this.window = examinee.network().positions();
        this.characters = text.length() - (first.span() == null ? 0 : first.span().length());
    }

    /// What stands before a window.
    private Token before(int which) {
        return which == 0 || first.isSpecial() ? first : tokens.get(which * window - 1);
    }

    @Override
    public int size() {
        return (tokens.size() + window - 1) / window;
    }

    @Override
    public Answered ask(int which, Cancellation cancellation) {
        List<Token> some = tokens.subList(which * window, Math.min(tokens.size(), (which + 1) * window));
        long[] ids = LongStream.concat(LongStream.of(before(which).id()), some.stream().limit(some.size() - 1L).mapToLong(Token::id))
                .toArray();
        var input = ModelInputs.of(examinee.network(), Map.of("input_ids", InputTensor.row(ids)), null);
        try (Trace trace = examinee.run(input, LOGITS, cancellation)) {
            double loss = loss(trace.tensor("logits"), some);
            nats += loss;
            predicted += some.size();
            Question question = Question.of(some.stream().map(Token::text).collect(Collectors.joining()));
            double each = loss / some.size();
            return new Answered(question, "", String.format(Locale.ROOT, "%.3f", each), -1, -1, -each);
        }
    }

    /// In nats, summed over all tokens.
    private static double loss(FloatTensor logits, List<Token> targets) {
        float[] row = new float[logits.length(-1)];
        double nats = 0;
        for (int i = 0; i < targets.size(); i++) {
            logits.copy((long) i * row.length, row, 0, row.length);
            double most = Double.NEGATIVE_INFINITY;
            for (float logit : row) {
                most = Math.max(most, logit);
            }
            double sum = 0;
            for (float logit : row) {
                sum += Math.exp(logit - most);
            }
            nats += most + Math.log(sum) - row[targets.get(i).id()];
        }
        return nats;
    }

    @Override
    public SequencedMap<String, Double> measures(int answered) {
        SequencedMap<String, Double> measures = new LinkedHashMap<>();
        measures.put("nats_a_character", nats / characters);
        measures.put("nats_a_token", nats / predicted);
        measures.put("perplexity", Math.exp(nats / predicted));
        return measures;
    }
}

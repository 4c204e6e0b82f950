package io.headscope.analysis;

import io.headscope.attention.FloatTensor;
import io.headscope.attention.Token;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/// A stretch of a text that may answer a question.
///
/// @param from        the first token
/// @param to          the token after the last
/// @param probability that it begins there and ends there, from 0 to 1
public record AnswerSpan(int from, int to, double probability) {

    /// Longer stretches are not looked at, as is the custom since SQuAD.
    private static final int LONGEST = 30;

    private static final Comparator<AnswerSpan> LEAST_LIKELY_FIRST = Comparator.comparingDouble(AnswerSpan::probability)
            .thenComparing(Comparator.comparingInt(AnswerSpan::from).reversed())
            .thenComparing(Comparator.comparingInt(AnswerSpan::to).reversed());

    /// The likeliest answers, best first: begin and end are weighed apart, each by a softmax over all positions.
    ///
    /// @param logits of beginning and of ending at every token           [tokens, 2]
    /// @param most   how many, at most
    public static List<AnswerSpan> likeliest(FloatTensor logits, List<Token> tokens, int most) {
        double[] begins = softmax(logits, 0);
        double[] ends = softmax(logits, 1);
        List<Integer> searched = searched(tokens);
        PriorityQueue<AnswerSpan> kept = new PriorityQueue<>(LEAST_LIKELY_FIRST);
        for (int from : searched) {
            for (int last : searched) {
                if (last >= from && last - from < LONGEST) {
                    kept.add(new AnswerSpan(from, last + 1, begins[from] * ends[last]));
                    if (kept.size() > most) {
                        kept.poll();
                    }
                }
            }
        }
        List<AnswerSpan> spans = new ArrayList<>(kept);
        spans.sort(LEAST_LIKELY_FIRST.reversed());
        return spans;
    }

    /// Where answers may stand: in the second text, or in the only one.
    public static List<Integer> searched(List<Token> tokens) {
        Token.Role wanted = tokens.stream().anyMatch(token -> token.role() == Token.Role.PAIR) ? Token.Role.PAIR : Token.Role.TEXT;
        return IntStream.range(0, tokens.size()).filter(at -> tokens.get(at).role() == wanted).boxed().toList();
    }

    private static double[] softmax(FloatTensor logits, int column) {
        double[] scores = IntStream.range(0, logits.length(0)).mapToDouble(row -> logits.at(row * 2L + column)).toArray();
        double max = IntStream.range(0, scores.length).mapToDouble(i -> scores[i]).max().orElse(0);
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            scores[i] = Math.exp(scores[i] - max);
            sum += scores[i];
        }
        for (int i = 0; i < scores.length; i++) {
            scores[i] /= sum;
        }
        return scores;
    }
}

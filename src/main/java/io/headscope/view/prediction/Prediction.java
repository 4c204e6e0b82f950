package io.headscope.view.prediction;

import io.headscope.analysis.Candidate;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.Stack;
import io.headscope.attention.Token;
import io.headscope.attention.Trace;
import io.headscope.message.Messages;
import io.headscope.model.Answer;
import io.headscope.model.Network;
import io.headscope.view.TokenRun;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What a network answers, in words.
///
/// @param questions what was asked, each with its answers; none where there is nothing to answer
/// @param remark    why there is no answer, or what would give another one
public record Prediction(List<Question> questions, @Nullable String remark) {

    private static final int CANDIDATES = 10;
    private static final int CANDIDATES_OF_SEVERAL = 5;

    public Prediction {
        questions = List.copyOf(questions);
    }

    /// @param text    the question: which token, or which class
    /// @param answers best first
    public record Question(String text, List<Named> answers) {
        public Question {
            answers = List.copyOf(answers);
        }
    }

    /// @param probability from 0 to 1
    public record Named(String text, double probability) {}

    /// What the network answers to its input.
    ///
    /// @param vocabulary what a person reads for a token id; without one, ids are shown
    /// @param position   the token that a person has chosen, if any
    public static Prediction of(
            Trace trace,
            @Nullable Network network,
            @Nullable IntFunction<String> vocabulary,
            @Nullable Integer position,
            Messages messages) {
        FloatTensor logits = trace.tensors().get("logits");
        if (network == null || logits == null) {
            return new Prediction(List.of(), messages.text("view.prediction.none"));
        }
        Reader reader = new Reader(logits, tokens(trace), vocabulary == null ? id -> "#" + id : vocabulary, messages);
        return switch (network.answer()) {
            case Answer.NextToken() -> reader.nextToken(position);
            case Answer.MaskedToken() -> reader.maskedTokens(position);
            case Answer.Classes(List<String> labels) -> reader.classes(labels);
            case Answer.None() -> new Prediction(List.of(), messages.text("view.prediction.none"));
        };
    }

    /// The tokens that the logits stand at: those of the stack that runs last.
    private static List<Token> tokens(Trace trace) {
        Stack last = trace.sites().getLast().stack();
        return trace.tokens(last);
    }

    private record Reader(FloatTensor logits, List<Token> tokens, IntFunction<String> vocabulary, Messages messages) {

        Prediction nextToken(@Nullable Integer position) {
            OptionalInt last = IntStream.range(0, tokens.size()).filter(i -> !isPadding(i)).max();
            if (last.isEmpty()) {
                return new Prediction(List.of(), messages.text("view.prediction.none"));
            }
            int at = chosen(position).orElse(last.getAsInt());
            return new Prediction(List.of(question("view.prediction.next", at, CANDIDATES)), null);
        }

        Prediction maskedTokens(@Nullable Integer position) {
            List<Integer> masks = IntStream.range(0, tokens.size()).filter(this::isMask).boxed().toList();
            OptionalInt chosen = chosen(position);
            if (chosen.isPresent()) {
                String key = isMask(chosen.getAsInt()) ? "view.prediction.masked" : "view.prediction.at";
                return new Prediction(List.of(question(key, chosen.getAsInt(), CANDIDATES)), null);
            }
            int each = masks.size() > 1 ? CANDIDATES_OF_SEVERAL : CANDIDATES;
            List<Question> questions = masks.stream().map(at -> question("view.prediction.masked", at, each)).toList();
            return new Prediction(questions, masks.isEmpty() ? messages.text("view.prediction.no-mask") : null);
        }

        Prediction classes(List<String> labels) {
            List<Named> answers = Candidate.likeliest(logits, 0, labels.size()).stream()
                    .map(candidate -> new Named(labels.get(candidate.index()), candidate.probability()))
                    .toList();
            return new Prediction(List.of(new Question(messages.text("view.prediction.class"), answers)), null);
        }

        private Question question(String key, int position, int most) {
            List<Named> answers = Candidate.likeliest(logits, position, most).stream()
                    .map(candidate -> new Named(vocabulary.apply(candidate.index()), candidate.probability()))
                    .toList();
            return new Question(messages.format(key, TokenRun.text(tokens.get(position)), position), answers);
        }

        /// The position chosen, where it is a token that says something.
        private OptionalInt chosen(@Nullable Integer position) {
            return position != null && position >= 0 && position < tokens.size() && !isPadding(position)
                    ? OptionalInt.of(position)
                    : OptionalInt.empty();
        }

        private boolean isPadding(int position) {
            return tokens.get(position).role() == Token.Role.PADDING;
        }

        private boolean isMask(int position) {
            return tokens.get(position).role() == Token.Role.MASK;
        }
    }
}

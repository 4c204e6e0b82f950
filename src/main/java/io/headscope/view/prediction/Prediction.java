package io.headscope.view.prediction;

import io.headscope.analysis.AnswerSpan;
import io.headscope.analysis.Candidate;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.Source;
import io.headscope.attention.Stack;
import io.headscope.attention.Token;
import io.headscope.attention.TokenSpan;
import io.headscope.attention.Trace;
import io.headscope.drawing.Role;
import io.headscope.message.Messages;
import io.headscope.model.Answer;
import io.headscope.model.Network;
import io.headscope.view.TokenRun;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What a network answers, in words.
///
/// @param passage   the text with what was found in it, where the answer is a part of the text
/// @param scene     the picture with what was found in it, where the answer is places in a picture
/// @param questions what was asked, each with its answers; none where there is nothing to answer
/// @param remark    why there is no answer, or what would give another one
public record Prediction(
        @Nullable Passage passage, @Nullable Scene scene, List<Question> questions, @Nullable String remark) {

    private static final int CANDIDATES = 10;
    private static final int CANDIDATES_OF_SEVERAL = 5;
    private static final int MOST_TOKENS = 200;

    public Prediction {
        questions = List.copyOf(questions);
    }

    public Prediction(List<Question> questions, @Nullable String remark) {
        this(null, null, questions, remark);
    }

    /// A text of which a part is the answer.
    ///
    /// @param pieces its tokens as they are read, a space at the beginning of those that begin a word
    /// @param from   the first piece of the answer
    /// @param to     the piece after its last
    public record Passage(List<String> pieces, int from, int to) {
        public Passage {
            pieces = List.copyOf(pieces);
        }
    }

    /// @param text    the question: which token, or which class
    /// @param answers best first
    /// @param named   whether the answers are names too long to stand beside their bars
    public record Question(String text, List<Named> answers, boolean named) {
        public Question(String text, List<Named> answers) {
            this(text, answers, false);
        }

        public Question {
            answers = List.copyOf(answers);
        }
    }

    /// @param probability from 0 to 1
    /// @param role        the colour of its bar
    public record Named(String text, double probability, Role role) {
        public Named(String text, double probability) {
            this(text, probability, Role.SERIES_1);
        }
    }

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
        FloatTensor logits = network == null || network.answer() instanceof Answer.None
                ? null
                : trace.tensors().get(network.answer().outputs().getFirst());
        if (network == null || logits == null) {
            return new Prediction(List.of(), messages.text("view.prediction.none"));
        }
        Reader reader = new Reader(logits, tokens(trace), vocabulary == null ? id -> "#" + id : vocabulary, messages);
        return switch (network.answer()) {
            case Answer.NextToken() ->
                network.takesTarget() ? reader.written(position) : reader.nextToken(position);
            case Answer.NextItem() -> reader.nextItem(position);
            case Answer.MaskedToken() -> reader.maskedTokens(position);
            case Answer.Classes(List<String> labels) -> reader.classes(labels, classOf(trace.source()));
            case Answer.TokenClasses(List<String> labels) -> reader.tokenClasses(labels, position);
            case Answer.Span() -> reader.spans();
            case Answer.Replaced() -> reader.replaced(position);
            case Answer.Similarity(boolean sigmoid) -> new SeenAndHeard(logits, trace, messages).similarity(sigmoid);
            case Answer.Segmentation(List<String> labels) -> new SeenAndHeard(logits, trace, messages).shares(labels);
            case Answer.Boxes(List<String> labels) -> new SeenAndHeard(logits, trace, messages).found(labels);
            case Answer.Transcript(int blank) ->
                new SeenAndHeard(logits, trace, messages).transcript(blank, vocabulary == null ? id -> "#" + id : vocabulary);
            case Answer.None() -> new Prediction(List.of(), messages.text("view.prediction.none"));
        };
    }

    /// The tokens that the logits stand at: those of the stack that runs last.
    private static List<Token> tokens(Trace trace) {
        return trace.tokens(answering(trace));
    }

    static Stack answering(Trace trace) {
        return trace.sites().getLast().stack();
    }

    private static String classOf(@Nullable Source source) {
        return switch (source) {
            case Source.Picture _ -> "view.prediction.class-of-picture";
            case Source.Sound _ -> "view.prediction.class-of-sound";
            case null -> "view.prediction.class";
        };
    }

    private record Reader(FloatTensor logits, List<Token> tokens, IntFunction<String> vocabulary, Messages messages) {

        Prediction nextToken(@Nullable Integer position) {
            OptionalInt last = lastToken();
            if (last.isEmpty()) {
                return new Prediction(List.of(), messages.text("view.prediction.none"));
            }
            int at = chosen(position).orElse(last.getAsInt());
            return new Prediction(List.of(question("view.prediction.next", at, CANDIDATES)), null);
        }

        /// What an encoder–decoder has written, the token marked that followed the position; what else could have followed
        /// it beneath. A target that a person has entered is no answer, and is not repeated.
        Prediction written(@Nullable Integer position) {
            List<Token> said = tokens.stream().skip(1).filter(token -> !token.isSpecial()).toList();
            // What is entered has its place in what was entered; what the network writes has none.
            if (said.isEmpty() || said.stream().anyMatch(token -> token.span() != null)) {
                return nextToken(position);
            }
            // Nothing follows the end: unless a person chooses it, the question is how the network came to end there.
            int last = lastToken().getAsInt();
            int at = chosen(position).orElse(tokens.get(last).isSpecial() ? last - 1 : last);
            Prediction next = nextToken(at);
            int from = (int) tokens.stream().limit(at + 1L).skip(1).filter(token -> !token.isSpecial()).count();
            boolean follows = at + 1 < tokens.size() && !tokens.get(at + 1).isSpecial();
            return new Prediction(
                    new Passage(said.stream().map(Token::text).toList(), from, follows ? from + 1 : from),
                    null,
                    next.questions(),
                    messages.text("view.prediction.written"));
        }

        /// Of what was not there up to the position.
        Prediction nextItem(@Nullable Integer position) {
            OptionalInt last = IntStream.range(0, tokens.size()).filter(i -> !isPadding(i)).max();
            if (last.isEmpty()) {
                return new Prediction(List.of(), messages.text("view.prediction.none"));
            }
            int at = chosen(position).orElse(last.getAsInt());
            Set<Integer> seen = tokens.subList(0, at + 1).stream().map(Token::id).collect(Collectors.toSet());
            List<Named> answers = Candidate.likeliest(logits, at, CANDIDATES + seen.size()).stream()
                    .filter(candidate -> !seen.contains(candidate.index()))
                    .limit(CANDIDATES)
                    .map(candidate -> new Named(vocabulary.apply(candidate.index()), candidate.probability()))
                    .toList();
            return new Prediction(List.of(new Question(asked("view.prediction.next-item", at), answers, true)), null);
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

        Prediction classes(List<String> labels, String question) {
            List<Named> answers = Candidate.likeliest(logits, 0, labels.size()).stream()
                    .map(candidate -> new Named(labels.get(candidate.index()), candidate.probability()))
                    .toList();
            return new Prediction(List.of(new Question(messages.text(question), answers)), null);
        }

        /// The likeliest class of every token of the text, in its order; or all classes of the token chosen.
        Prediction tokenClasses(List<String> labels, @Nullable Integer position) {
            OptionalInt chosen = chosen(position);
            if (chosen.isPresent()) {
                int at = chosen.getAsInt();
                List<Named> answers = Candidate.likeliest(logits, at, labels.size()).stream()
                        .map(candidate -> new Named(labels.get(candidate.index()), candidate.probability()))
                        .toList();
                return new Prediction(List.of(new Question(asked("view.prediction.token-class", at), answers)), null);
            }
            List<Named> answers = IntStream.range(0, tokens.size())
                    .filter(at -> !tokens.get(at).isSpecial())
                    .limit(MOST_TOKENS)
                    .mapToObj(at -> {
                        Candidate best = Candidate.likeliest(logits, at, 1).getFirst();
                        return new Named(TokenRun.text(tokens.get(at)) + " · " + labels.get(best.index()), best.probability());
                    })
                    .toList();
            return new Prediction(List.of(new Question(messages.text("view.prediction.token-classes"), answers)), null);
        }

        Prediction spans() {
            List<AnswerSpan> spans = AnswerSpan.likeliest(logits, tokens, CANDIDATES_OF_SEVERAL);
            if (spans.isEmpty()) {
                return new Prediction(List.of(), messages.text("view.prediction.none"));
            }
            List<Named> answers = spans.stream()
                    .map(span -> new Named(String.join("", pieces(span.from(), span.to())).strip(), span.probability()))
                    .toList();
            List<Integer> searched = AnswerSpan.searched(tokens);
            int first = searched.getFirst();
            AnswerSpan best = spans.getFirst();
            return new Prediction(
                    new Passage(pieces(first, searched.getLast() + 1), best.from() - first, best.to() - first),
                    null,
                    List.of(new Question(messages.text("view.prediction.span"), answers)),
                    null);
        }

        private List<String> pieces(int from, int to) {
            return IntStream.range(from, to).mapToObj(this::piece).toList();
        }

        private String piece(int at) {
            Token token = tokens.get(at);
            TokenSpan before = at == 0 ? null : tokens.get(at - 1).span();
            boolean joined = before != null && token.span() != null && token.span().start() <= before.end();
            return joined ? token.text() : " " + token.text().strip();
        }

        /// The tokens that look most as if put in the place of others, most suspect first; or the one chosen.
        Prediction replaced(@Nullable Integer position) {
            OptionalInt chosen = chosen(position);
            List<Named> answers = IntStream.range(0, tokens.size())
                    .filter(at -> chosen.isPresent() ? at == chosen.getAsInt() : !tokens.get(at).isSpecial())
                    .mapToObj(at -> new Named(TokenRun.text(tokens.get(at)), 1 / (1 + Math.exp(-logits.at(at)))))
                    .sorted(Comparator.comparingDouble(Named::probability).reversed())
                    .limit(CANDIDATES)
                    .toList();
            return new Prediction(List.of(new Question(messages.text("view.prediction.replaced"), answers)), null);
        }

        private String asked(String key, int position) {
            return messages.format(key, TokenRun.text(tokens.get(position)), position);
        }

        private Question question(String key, int position, int most) {
            List<Named> answers = Candidate.likeliest(logits, position, most).stream()
                    .map(candidate -> new Named(vocabulary.apply(candidate.index()), candidate.probability()))
                    .toList();
            return new Question(asked(key, position), answers);
        }

        /// The position chosen, where it is a token that says something.
        private OptionalInt chosen(@Nullable Integer position) {
            return position != null && position >= 0 && position < tokens.size() && !isPadding(position)
                    ? OptionalInt.of(position)
                    : OptionalInt.empty();
        }

        private OptionalInt lastToken() {
            return IntStream.range(0, tokens.size()).filter(i -> !isPadding(i)).max();
        }

        private boolean isPadding(int position) {
            return tokens.get(position).role() == Token.Role.PADDING;
        }

        private boolean isMask(int position) {
            return tokens.get(position).role() == Token.Role.MASK;
        }
    }
}

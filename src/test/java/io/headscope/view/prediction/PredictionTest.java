package io.headscope.view.prediction;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.analysis.Candidate;
import io.headscope.attention.ExampleTraces;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.Token;
import io.headscope.attention.Token.Role;
import io.headscope.attention.TokenSpan;
import io.headscope.attention.Trace;
import io.headscope.message.Messages;
import io.headscope.model.Answer;
import io.headscope.model.Counting;
import io.headscope.model.Network;
import io.headscope.model.Program;
import io.headscope.model.Target;
import io.headscope.view.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PredictionTest {

    private static final String[] WORDS = {"the", "a", "king", "lord", "·night", "猫"};

    /// Most are passed over without being weighed; what is left is what sorting all of them gives, equals in order.
    @Test
    void theLikeliestAreThoseThatSortingGives() {
        Random random = new Random(2);
        for (int round = 0; round < 50; round++) {
            int answers = 1 + random.nextInt(60);
            float[] scores = new float[answers];
            for (int i = 0; i < answers; i++) {
                scores[i] = random.nextInt(12) == 0 ? Float.NEGATIVE_INFINITY : random.nextInt(9) - 4;
            }
            scores[0] = 1;
            int most = 1 + random.nextInt(10);
            List<Integer> sorted = IntStream.range(0, answers).boxed()
                    .sorted(Comparator.<Integer>comparingDouble(i -> -scores[i]).thenComparing(i -> i))
                    .limit(most)
                    .toList();
            assertEquals(sorted, Candidate.likeliest(FloatTensor.of(scores, answers), 0, most).stream().map(Candidate::index).toList());
        }
    }

    @Test
    void probabilitiesAreTheSoftmaxOfTheLogits() {
        FloatTensor logits = FloatTensor.of(new float[] {9, 9, 9, 0, (float) Math.log(3), 1000}, 2, 3);
        List<Candidate> candidates = Candidate.likeliest(FloatTensor.of(new float[] {0, (float) Math.log(3)}, 1, 2), 0, 5);
        assertAll(
                () -> assertEquals(List.of(1, 0), candidates.stream().map(Candidate::index).toList()),
                () -> assertEquals(0.75, candidates.getFirst().probability(), 1e-7),
                () -> assertEquals(new Candidate(2, 1), Candidate.likeliest(logits, 1, 1).getFirst(), "no overflow"),
                () -> assertEquals(List.of(0, 1), Candidate.likeliest(logits, 0, 2).stream().map(Candidate::index).toList(), "equals in order"));
    }

    @Test
    void whatWasThereDoesNotComeAgain() {
        List<Token> tokens = Stream.of(2, 0, 4).map(id -> Token.ofId(id, Role.TEXT)).toList();
        float[] scores = new float[3 * WORDS.length];
        float[] last = {0, 4, 9, 3, 2, 5};
        System.arraycopy(last, 0, scores, 2 * WORDS.length, last.length);
        FloatTensor logits = FloatTensor.of(scores, 3, WORDS.length);
        Prediction prediction = of(ExampleTraces.trace(tokens, 1, 1, true, Map.of("logits", logits)), new Answer.NextItem(), null);
        List<Prediction.Named> answers = prediction.questions().getFirst().answers();
        double all = IntStream.range(0, last.length).mapToDouble(i -> Math.exp(last[i])).sum();
        assertAll(
                () -> assertEquals(List.of("猫", "a", "lord"), answers.stream().map(Prediction.Named::text).toList()),
                () -> assertEquals(Math.exp(5) / all, answers.getFirst().probability(), 1e-7));
    }

    @Test
    void theNextTokenFollowsTheLastThatIsNotPadding() {
        List<Token> tokens = new ArrayList<>(ExampleTraces.story().subList(0, 4));
        tokens.add(Token.ofId(0, Role.PADDING));
        Trace trace = ExampleTraces.trace(tokens, 1, 1, true, Map.of("logits", logits(5)));
        Prediction prediction = of(trace, new Answer.NextToken(), null);
        assertAll(
                () -> assertEquals(List.of("Next token after \"time\" (position 3)"), questions(prediction)),
                () -> assertEquals("lord", prediction.questions().getFirst().answers().getFirst().text()));
    }

    @Test
    void aChosenQueryIsAnsweredInstead() {
        Trace trace = ExampleTraces.causal(1, 1, logits(5));
        assertEquals(
                List.of("Next token after \"upon\" (position 1)"), questions(of(trace, new Answer.NextToken(), 1)));
    }

    @Test
    void whatTheNetworkWroteStandsAboveWithTheTokenMarkedThatFollows() {
        List<Token> tokens = List.of(
                new Token(0, "<pad>", "<pad>", null, Role.SPECIAL),
                new Token(2, "▁king", " king", null, Role.TEXT),
                new Token(5, "猫", "猫", null, Role.TEXT),
                new Token(1, "</s>", "</s>", null, Role.SPECIAL));
        Trace trace = ExampleTraces.trace(tokens, 1, 1, true, Map.of("logits", logits(4)));
        Prediction all = Prediction.of(trace, writing(), id -> WORDS[id], null, Messages.ENGLISH);
        Prediction second = Prediction.of(trace, writing(), id -> WORDS[id], 1, Messages.ENGLISH);
        assertAll(
                () -> assertEquals(new Prediction.Passage(List.of(" king", "猫"), 2, 2), all.passage()),
                () -> assertEquals(List.of("Next token after \"猫\" (position 2)"), questions(all), "nothing follows the end"),
                () -> assertEquals(new Prediction.Passage(List.of(" king", "猫"), 1, 2), second.passage()),
                () -> assertEquals(List.of("Next token after \"king\" (position 1)"), questions(second)));
    }

    @Test
    void aTargetThatWasEnteredIsNoAnswer() {
        List<Token> tokens = List.of(
                new Token(0, "<pad>", "<pad>", null, Role.SPECIAL), new Token(2, "▁king", "king", new TokenSpan(0, 4), Role.TEXT));
        Trace trace = ExampleTraces.trace(tokens, 1, 1, true, Map.of("logits", logits(2)));
        assertNull(Prediction.of(trace, writing(), id -> WORDS[id], null, Messages.ENGLISH).passage());
    }

    @Test
    void everyMaskIsAQuestion() {
        List<Token> tokens = new ArrayList<>(ExampleTraces.sentence());
        tokens.set(2, new Token(103, "[MASK]", "[MASK]", null, Role.MASK));
        tokens.set(6, new Token(103, "[MASK]", "[MASK]", null, Role.MASK));
        Trace trace = ExampleTraces.trace(tokens, 1, 1, false, Map.of("logits", logits(9)));
        Prediction prediction = of(trace, new Answer.MaskedToken(), null);
        assertAll(
                () -> assertEquals(List.of("Token behind [MASK] (position 2)", "Token behind [MASK] (position 6)"), questions(prediction)),
                () -> assertEquals(5, prediction.questions().getFirst().answers().size()));
    }

    @Test
    void withoutAMaskTheViewSaysHowToAsk() {
        Trace trace = ExampleTraces.bert(1, 1, logits(9));
        assertAll(
                () -> assertEquals(
                        "Nothing is masked. Write [MASK] in the text, or point at a token in another view.",
                        of(trace, new Answer.MaskedToken(), null).remark()),
                () -> assertEquals(
                        List.of("What the model would put for \"cat\" (position 2)"),
                        questions(of(trace, new Answer.MaskedToken(), 2))));
    }

    @Test
    void classesAreNamed() {
        Trace trace = ExampleTraces.bert(1, 1, FloatTensor.of(new float[] {0, (float) Math.log(3)}, 2));
        Prediction prediction = of(trace, new Answer.Classes(List.of("negative", "positive")), 3);
        assertEquals(List.of("positive", "negative"), prediction.questions().getFirst().answers().stream().map(Prediction.Named::text).toList());
    }

    @Test
    void everyTokenHasItsLikeliestClass() {
        Trace trace = ExampleTraces.bert(1, 1, FloatTensor.of(new float[] {0, 0, 2, 0, 0, 3, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0}, 9, 2));
        Answer answer = new Answer.TokenClasses(List.of("O", "LOC"));
        List<String> all = of(trace, answer, null).questions().getFirst().answers().stream().map(Prediction.Named::text).toList();
        Prediction chosen = of(trace, answer, 2);
        assertAll(
                () -> assertEquals(List.of("The · O", "cat · LOC"), all.subList(0, 2)),
                () -> assertEquals(List.of("Class of \"cat\" (position 2)"), questions(chosen)),
                () -> assertEquals(List.of("LOC", "O"), chosen.questions().getFirst().answers().stream().map(Prediction.Named::text).toList()));
    }

    @Test
    void theAnswerIsAStretchOfTheSecondTextWhereThereIsOne() throws IOException {
        List<Token> tokens = List.of(
                new Token(1, "[CLS]", "[CLS]", null, Role.SPECIAL),
                new Token(2, "where", "where", new TokenSpan(0, 5), Role.TEXT),
                new Token(1, "[SEP]", "[SEP]", null, Role.SPECIAL),
                new Token(3, "in", "in", new TokenSpan(0, 2), Role.PAIR),
                new Token(4, "Lon", "Lon", new TokenSpan(3, 6), Role.PAIR),
                new Token(5, "##don", "don", new TokenSpan(6, 9), Role.PAIR));
        float[] numbers = {0, 0, 9, 9, 0, 0, 0, 0, 5, 0, 0, 5};
        Trace trace = ExampleTraces.trace(tokens, 1, 1, false, Map.of("logits", FloatTensor.of(numbers, 6, 2)));
        Prediction prediction = of(trace, new Answer.Span(), null);
        assertAll(
                () -> assertEquals(new Prediction.Passage(List.of(" in", " Lon", "don"), 1, 3), prediction.passage()),
                () -> assertEquals("London", prediction.questions().getFirst().answers().getFirst().text()),
                () -> assertEquals(
                        Math.pow(Math.exp(5) / (Math.exp(9) + Math.exp(5) + 4), 2),
                        prediction.questions().getFirst().answers().getFirst().probability(),
                        1e-9),
                () -> assertEquals(List.of(), Figures.collisions(PredictionLayout.layout(prediction, 160, Messages.ENGLISH).drawing())));
        Figures.save("prediction-span", PredictionLayout.layout(prediction, 0, Messages.ENGLISH).drawing());
    }

    @Test
    void theMostSuspectTokenIsNamedFirst() {
        Trace trace = ExampleTraces.bert(1, 1, FloatTensor.of(new float[] {9, -1, 2, 0, 0, 0, 0, 0, 9}, 9));
        Prediction.Named first = of(trace, new Answer.Replaced(), null).questions().getFirst().answers().getFirst();
        assertAll(() -> assertEquals("cat", first.text()), () -> assertEquals(1 / (1 + Math.exp(-2)), first.probability(), 1e-7));
    }

    @Test
    void aModelWithoutAHeadGivesNoAnswer() {
        assertEquals(
                new Prediction(List.of(), "This model gives no answer that can be shown: it has no head for language or classes, or what its output means is not known."),
                of(ExampleTraces.bert(1, 1), new Answer.None(), null));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 160, 240, 600})
    void labelsNeverOverlap(double width) {
        Trace trace = ExampleTraces.causal(1, 1, logits(5));
        for (Messages messages : List.of(Messages.ENGLISH, Messages.CHINESE)) {
            Stream.of(new Answer.NextToken(), new Answer.MaskedToken(), new Answer.None()).forEach(answer -> {
                Prediction prediction = Prediction.of(trace, network(answer), id -> WORDS[id].repeat(4), null, messages);
                assertEquals(List.of(), Figures.collisions(PredictionLayout.layout(prediction, width, messages).drawing()));
            });
        }
    }

    @Test
    void percentagesHaveOneDecimal() {
        assertEquals(
                List.of("0.0 %", "< 0.1 %", "12.3 %", "100.0 %"),
                Stream.of(0.0, 0.0002, 0.1234, 1.0).map(share -> PredictionLayout.percent(share, Messages.ENGLISH)).toList());
    }

    @Test
    void picturesToLookAt() throws IOException {
        Trace trace = ExampleTraces.causal(1, 1, logits(5));
        Prediction prediction = of(trace, new Answer.NextToken(), null);
        Figures.save("prediction", PredictionLayout.layout(prediction, 0, Messages.ENGLISH).drawing());
        Figures.assertApproved("prediction", PredictionLayout.layout(prediction, 0, Messages.ENGLISH).drawing());
        assertTrue(Files.exists(Path.of("target/screenshots/figure-prediction-light.png")));
    }

    private static Prediction of(Trace trace, Answer answer, @Nullable Integer position) {
        return Prediction.of(trace, network(answer), id -> WORDS[id], position, Messages.ENGLISH);
    }

    private static Network writing() {
        Program program = new Program(new LinkedHashMap<>(), new LinkedHashMap<>(), List.of(), new LinkedHashMap<>());
        return new Network(
                "example", "Example", program, new Answer.NextToken(), 512, WORDS.length, "", new Counting.Positions(0), new Target(0, false));
    }

    private static Network network(Answer answer) {
        Program program = new Program(new LinkedHashMap<>(), new LinkedHashMap<>(), List.of(), new LinkedHashMap<>());
        return new Network("example", "Example", program, answer, 512, WORDS.length, "");
    }

    /// Every row its own order of the words.
    private static FloatTensor logits(int rows) {
        float[] values = new float[rows * WORDS.length];
        IntStream.range(0, values.length).forEach(i -> values[i] = i / WORDS.length == i % WORDS.length ? 3 : (i * 7) % 5 / 2f);
        return FloatTensor.of(values, rows, WORDS.length);
    }

    private static List<String> questions(Prediction prediction) {
        return prediction.questions().stream().map(Prediction.Question::text).toList();
    }
}

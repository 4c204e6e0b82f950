package io.headscope.app;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.analysis.Candidate;
import io.headscope.attention.AttentionSite;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.Stack;
import io.headscope.attention.Token;
import io.headscope.attention.Trace;
import io.headscope.engine.onnx.OnnxEngine;
import io.headscope.generation.Choice;
import io.headscope.input.Medium;
import io.headscope.measure.ClassMap;
import io.headscope.measure.Otsu;
import io.headscope.measure.Overlap;
import io.headscope.message.Messages;
import io.headscope.message.ProblemException;
import io.headscope.model.RunRequest;
import io.headscope.session.Entered;
import io.headscope.session.Example;
import io.headscope.task.Cancellation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The models that ship do on their examples what their cards say.
final class SampleModelsTest {

    private static final Path FOLDER = Path.of("sample-models");

    @Test
    void theOneToBeginWithComesFirst() {
        assertEquals("shakespeare-gpt", String.valueOf(SampleModels.find().getFirst().getFileName()));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "shakespeare-gpt", "sentiment-bilstm", "sentiment-encoder", "babi-qa", "digits-vit", "nuclei-segformer", "films", "translate-en-zh", "spoken-digits"
    })
    void everyExampleHasANoteInBothLanguages(String name) {
        try (FolderModel model = FolderModel.open(FOLDER.resolve(name), new OnnxEngine())) {
            assertFalse(model.examples().isEmpty());
            for (Example example : model.examples()) {
                for (Messages.Language language : Messages.Language.values()) {
                    assertFalse(example.note(language).isBlank(), example::toString);
                }
            }
        }
    }

    /// As its first example says: one threshold takes the bright nuclei alone.
    @Test
    void faintNucleiAreFoundBesideBrightOnes() {
        try (FolderModel model = FolderModel.open(FOLDER.resolve("nuclei-segformer"), new OnnxEngine())) {
            Entered entered = model.examples().getFirst().entered();
            Medium.Picture picture = (Medium.Picture) Objects.requireNonNull(entered.medium());
            try (Trace trace = model.run(model.encode(entered), RunRequest.of("logits"), Cancellation.never())) {
                boolean[] found = ClassMap.of(trace.tensor("logits"), 0, picture.image().height(), picture.image().width()).isClass(1);
                Overlap beside = Overlap.of(found, Otsu.foreground(picture.image()));
                assertAll(
                        () -> assertTrue(beside.common() > 0.95 * beside.wanted(), "the bright ones: " + beside),
                        () -> assertTrue(beside.found() > 1.8 * beside.wanted(), "and the faint ones: " + beside));
            }
        }
    }

    @Test
    void theDigitsAreRead() {
        assertEquals(List.of(3, 7, 5), answers("digits-vit", trace -> Candidate.likeliest(logits(trace), 0, 1).getFirst().index()));
    }

    @Test
    void praiseIsToldFromComplaint() {
        assertEquals(
                List.of(1, 0, 0, 1),
                answers("sentiment-bilstm", trace -> Candidate.likeliest(logits(trace), 0, 1).getFirst().index()));
    }

    @Test
    void theEncoderTellsThemApartToo() {
        assertEquals(
                List.of(0, 1, 0, 1),
                answers("sentiment-encoder", trace -> Candidate.likeliest(logits(trace), 0, 1).getFirst().index()));
    }

    /// As the examples say: what the row of [CLS] listens to most.
    @Test
    void oneHeadOfTheEncoderFindsPraiseAndAnotherComplaint() {
        assertEquals(List.of("good", "loved", "terrible", "wonderful"), answers("sentiment-encoder", trace -> firstRowListensTo(trace, 0, 2)));
        List<String> complaint = answers("sentiment-encoder", trace -> firstRowListensTo(trace, 1, 3));
        assertEquals(List.of("not", "terrible"), List.of(complaint.get(0), complaint.get(2)));
    }

    private static String firstRowListensTo(Trace trace, int layer, int head) {
        AttentionSite site = List.copyOf(trace.sites()).get(layer);
        float[] weights = trace.map(site).head(head);
        int keys = trace.keys(site).size();
        int most = IntStream.range(0, keys).reduce((one, other) -> weights[other] > weights[one] ? other : one).orElseThrow();
        return trace.keys(site).get(most).text();
    }

    @Test
    void theQueryListensMostToAWordOfPraise() {
        List<String> heard = answers("sentiment-bilstm", trace -> {
            AttentionSite site = trace.sites().getFirst();
            float[] weights = trace.map(site).head(0);
            int most = IntStream.range(0, weights.length).reduce((one, other) -> weights[other] > weights[one] ? other : one).orElseThrow();
            return trace.keys(site).get(most).text();
        });
        assertEquals(List.of("loved", "good", "wonderful"), List.of(heard.get(0), heard.get(1), heard.getLast()));
    }

    @Test
    void theAnswersAreMarked() {
        assertEquals(List.of("hallway", "bathroom"), answers("babi-qa", SampleModelsTest::marked));
    }

    @Test
    void sentencesAreTranslated() {
        assertEquals(List.of("我喜欢这些苹果。", "她在厨房里喝咖啡。"), written("translate-en-zh").subList(0, 2));
    }

    @Test
    void digitsAreHeard() {
        assertEquals(List.of(" four two", " five one four zero", " seven"), written("spoken-digits"));
    }

    @Test
    void filmsAreSuggestedAndFearLeadsToFear() {
        try (FolderModel model = FolderModel.open(FOLDER.resolve("films"), new OnnxEngine())) {
            Example frightening = model.examples().getLast();
            try (Trace trace = model.run(model.encode(frightening.entered()), RunRequest.of("logits"), Cancellation.never())) {
                List<Token> films = trace.tokens(Stack.DECODER);
                assertAll(
                        () -> assertEquals(4, films.size(), films::toString),
                        () -> assertEquals("Mama (2013)", films.get(1).text()),
                        () -> assertEquals(10, Candidate.likeliest(logits(trace), 3, 10).size()));
            }
            List<Integer> ids = new ArrayList<>(model.cut(frightening.entered().text()).stream().map(Token::id).toList());
            model.write(model.encode(frightening.entered()), model.habits().wish(Choice.GREEDY, 8), next -> ids.add(next.id()), Cancellation.never());
            assertEquals(ids.stream().distinct().toList(), ids, "no film twice, and none that was seen");
        }
    }

    @Test
    void anExamplesFileThatIsNoneIsRefused(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("examples.json"), "{\"examples\": {\"text\": 1}}");
        ProblemException refused = assertThrows(ProblemException.class, () -> ExamplesFile.read(folder));
        assertTrue(refused.sentence(Messages.ENGLISH).startsWith(folder.resolve("examples.json") + " cannot be used: "));
    }

    private static <T> List<T> answers(String name, Function<Trace, T> answer) {
        List<T> answers = new ArrayList<>();
        try (FolderModel model = FolderModel.open(FOLDER.resolve(name), new OnnxEngine())) {
            for (Example example : model.examples()) {
                try (Trace trace = model.run(model.encode(example.entered()), RunRequest.of("logits"), Cancellation.never())) {
                    answers.add(answer.apply(trace));
                }
            }
        }
        return answers;
    }

    private static List<String> written(String name) {
        try (FolderModel model = FolderModel.open(FOLDER.resolve(name), new OnnxEngine())) {
            return model.examples().stream()
                    .map(example -> model.write(
                            model.encode(example.entered()), model.habits().wish(Choice.GREEDY, 20), _ -> {}, Cancellation.never()))
                    .map(written -> model.text(written.ids()))
                    .toList();
        }
    }

    private static FloatTensor logits(Trace trace) {
        return trace.tensor("logits");
    }

    /// The token of the story at which both the beginning and the end are likeliest.
    private static String marked(Trace trace) {
        FloatTensor logits = logits(trace);
        List<Token> tokens = trace.tokens(Stack.ENCODER);
        int[] best = IntStream.range(0, 2)
                .map(which -> IntStream.range(0, tokens.size())
                        .filter(at -> tokens.get(at).role() == Token.Role.PAIR)
                        .reduce((one, other) -> logits.at(2L * other + which) > logits.at(2L * one + which) ? other : one)
                        .orElseThrow())
                .toArray();
        assertEquals(best[0], best[1]);
        return tokens.get(best[0]).text();
    }
}

package io.headscope.training.course;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.headscope.attention.Token;
import io.headscope.input.TextTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WordPiecesTest {

    private static final List<String> TEXTS = List.of(
            "The café was good, the coffee better!", "It wasn't cheap: walking, talking and waiting.", "Good walks, good talks.");

    /// What the model was trained on must be what people's texts become: the tokenizer that ships cuts alike.
    @Test
    void cutsAsTheTokenizerThatIsWritten(@TempDir Path folder) throws IOException {
        WordPieces pieces = WordPieces.learn(TEXTS, 2, 3);
        Files.writeString(folder.resolve("tokenizer.json"), pieces.toTokenizerJson().toString());
        try (TextTokenizer tokenizer = TextTokenizer.open(folder)) {
            for (String text : List.of(TEXTS.get(0), TEXTS.get(1), "GOOD", "caféwalking ... éa x", "¿zebra? 北京")) {
                List<Integer> expected = tokenizer.encode(text, null).tokens().stream().map(Token::id).toList();
                List<Integer> framed = IntStream.concat(
                                IntStream.of(WordPieces.CLASS),
                                IntStream.concat(IntStream.of(pieces.encode(text)), IntStream.of(WordPieces.SEPARATOR)))
                        .boxed()
                        .toList();
                assertEquals(expected, framed, text);
            }
        }
    }

    @Test
    void frequentWordsStandWholeAndOthersAreCut() {
        WordPieces pieces = WordPieces.learn(TEXTS, 2, 3);
        assertEquals(1, pieces.encode("good").length);
        assertEquals("cheap".length(), pieces.encode("cheap").length, "letter by letter");
    }

    @Test
    void whatSeveralWordsBeginWithIsAPiece() {
        WordPieces pieces = WordPieces.learn(List.of("disappointing disappointed disappointment, plain"), 2, 2, 0);
        assertEquals("disappoint", pieces.letters(pieces.encode("disappoints")[0]));
        assertEquals(2, pieces.encode("disappoints").length);
        assertEquals(4, pieces.encode("plai").length, "one word alone begins so");
    }

    @Test
    void aWordThatIsCutBeginsWithAShorterPiece() {
        WordPieces pieces = WordPieces.learn(List.of("disappointing disappointing disappointed"), 2, 2, 0);
        assertArrayEquals(pieces.encode("disappointing"), pieces.encode("disappointing", 0, new Random(1)));
        assertEquals("disappoint", pieces.letters(pieces.encode("disappointing", 1, new Random(1))[0]));
    }
}

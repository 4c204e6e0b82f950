package io.headscope.training.course;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.attention.Token;
import io.headscope.input.TextTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TranslationPiecesTest {

    private static final List<String> ENGLISH =
            List.of("The cat sat.", "The cats sat down.", "That's the cat's hat!", "Is 15 more than 5?", "Call Tom.");
    private static final List<String> CHINESE = List.of("猫坐着。", "猫们坐下了。", "那是猫的帽子！", "15 大于 5 吗？", "打电话给Tom。");

    private final TranslationPieces pieces = TranslationPieces.learn(ENGLISH, CHINESE, 1, 12, 3);

    /// What the model was trained on must be what people's texts become: the tokenizer that ships cuts alike.
    @Test
    void cutsAsTheTokenizerThatIsWritten(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("tokenizer.json"), pieces.toTokenizerJson().toString());
        try (TextTokenizer tokenizer = TextTokenizer.open(folder)) {
            for (String text : List.of(
                    ENGLISH.get(1), ENGLISH.get(2), CHINESE.get(3), CHINESE.get(4), "THAT\u2019S  the\thats' 'hat", "猫cat坐。。x", "élan!? 龙")) {
                List<Integer> expected = tokenizer.encode(text, null).tokens().stream().map(Token::id).toList();
                assertEquals(expected, IntStream.of(pieces.encode(text)).boxed().toList(), text);
            }
            assertEquals(
                    "猫们坐下了。", tokenizer.vocabulary().text(IntStream.of(pieces.encode("猫们 坐下了。")).boxed().toList()));
        }
    }

    @Test
    void frequentPairsBecomeOnePieceAndWordsAreNotJoined() {
        assertAll(
                () -> assertEquals(2, pieces.encode("the").length, "one piece and the end"),
                () -> assertEquals(1 + pieces.encode("the").length + pieces.encode("cat").length - 2, pieces.encode("the cat").length),
                () -> assertEquals("猫坐着。", pieces.text(pieces.encode("猫坐着。"))));
    }

    @Test
    void whatIsWrittenComesFirst() {
        for (String text : CHINESE) {
            assertTrue(IntStream.of(pieces.encode(text)).allMatch(id -> id < pieces.written()), text);
        }
        assertTrue(IntStream.of(pieces.encode("sat")).anyMatch(id -> id >= pieces.written()));
        assertTrue(IntStream.of(pieces.encodeTarget("sat")).allMatch(id -> id < pieces.written()));
    }

    @Test
    void theSameTextsGiveTheSamePieces() {
        assertEquals(pieces.toTokenizerJson(), TranslationPieces.learn(ENGLISH, CHINESE, 1, 12, 3).toTokenizerJson());
    }
}

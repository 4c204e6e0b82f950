package io.headscope.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.headscope.attention.Token;
import io.headscope.attention.Token.Role;
import io.headscope.attention.TokenSpan;
import io.headscope.message.Messages;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import java.awt.Font;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway.Init")
final class TextTokenizerTest {

    private static TextTokenizer byteLevel;
    private static TextTokenizer wordPiece;

    @BeforeAll
    static void open() {
        byteLevel = TextTokenizer.open(Tokenizers.BYTE_LEVEL);
        wordPiece = TextTokenizer.open(Tokenizers.WORD_PIECE);
    }

    @AfterAll
    static void close() {
        byteLevel.close();
        wordPiece.close();
    }

    @TestFactory
    Stream<DynamicTest> byteLevelCutsAsItsReferenceDoes() throws IOException {
        return reference(byteLevel, Tokenizers.BYTE_LEVEL);
    }

    @TestFactory
    Stream<DynamicTest> wordPieceCutsAsItsReferenceDoes() throws IOException {
        return reference(wordPiece, Tokenizers.WORD_PIECE);
    }

    private static Stream<DynamicTest> reference(TextTokenizer tokenizer, Path folder) throws IOException {
        return JsonParser.parseString(Files.readString(folder.resolve("expected.json"))).getAsJsonArray().asList().stream()
                .map(JsonElement::getAsJsonObject)
                // The reference drops a character that Unicode has not assigned; Hugging Face's own fast tokenizer keeps it.
                .filter(example -> !example.get("text").getAsString().startsWith("\ud7ff"))
                .map(example -> DynamicTest.dynamicTest(example.get("text").toString(), () -> checkReference(tokenizer, example)));
    }

    private static void checkReference(TextTokenizer tokenizer, JsonObject example) {
        String pair = example.has("pair") ? example.get("pair").getAsString() : null;
        EncodedText encoded = tokenizer.encode(example.get("text").getAsString(), pair);
        assertEquals(
                example.getAsJsonArray("input_ids").asList().stream().map(JsonElement::getAsInt).toList(),
                encoded.tokens().stream().map(Token::id).toList());
        assertEquals(
                example.getAsJsonArray("tokens").asList().stream().map(JsonElement::getAsString).toList(),
                encoded.tokens().stream().map(Token::piece).toList());
        if (example.has("token_type_ids")) {
            assertEquals(
                    example.getAsJsonArray("token_type_ids").asList().stream().map(JsonElement::getAsLong).toList(),
                    encoded.typeIds());
        }
    }

    @Test
    void byteLevelTokensReadAsTheirStretchOfTheText() {
        assertEquals(List.of("The", " quick", "·", "·", " the", "↵"), texts(byteLevel, "The quick   the\n"));
    }

    @Test
    void tokensThatSplitOneCharacterAllCarryIt() {
        assertEquals(List.of("😀", "😀", "😀", "😀"), texts(byteLevel, "😀"));
        List<Token> split = byteLevel.encode("a😀b", null).tokens().stream().filter(token -> token.text().equals("😀")).toList();
        assertEquals(List.of(new TokenSpan(1, 3)), split.stream().map(Token::span).distinct().toList());
    }

    @Test
    void tokensThatSplitTwoCharactersBetweenThemCarryBoth() {
        // The pieces are æ | Ĺ¥æ | ľ¬: the one in the middle ends 日 and begins 本.
        EncodedText encoded = byteLevel.encode("日本", null);
        assertEquals(List.of("日本", "日本", "日本"), encoded.tokens().stream().map(Token::text).toList());
        assertEquals(
                List.of(new TokenSpan(0, 2)), encoded.tokens().stream().map(Token::span).distinct().toList());
    }

    @Test
    void wordPiecesReadWithoutMarksAndInTheCaseOfTheText() {
        assertEquals(
                List.of("[CLS]", "n", "aï", "ve", "CA", "F", "É", "[SEP]"),
                texts(wordPiece, "naïve CAFÉ"));
    }

    @Test
    void chineseIsReadCharacterByCharacter() {
        assertEquals(List.of("[CLS]", "我", "们", "喜", "欢", "[SEP]"), texts(wordPiece, "我们喜欢"));
    }

    @Test
    void rightToLeftTextKeepsItsOrderAndSpans() {
        EncodedText encoded = wordPiece.encode("the שלום", null);
        assertEquals(
                List.of(new TokenSpan(0, 3), new TokenSpan(4, 8)),
                encoded.tokens().stream().map(Token::span).filter(Objects::nonNull).toList());
    }

    @Test
    void spansAreCountedInUtf16BehindAnEmoji() {
        List<Token> tokens = wordPiece.encode("😀 the cat", null).tokens();
        assertEquals(new TokenSpan(3, 6), tokens.get(2).span());
        assertEquals("the", tokens.get(2).text());
    }

    @Test
    void pairsKeepTheirTwoSourcesApart() {
        EncodedText encoded = wordPiece.encode("The cat sat.", "On the mat?");
        assertEquals(
                List.of("[CLS]", "The", "ca", "t", "sat", ".", "[SEP]", "On", "the", "m", "at", "?", "[SEP]"),
                encoded.tokens().stream().map(Token::text).toList());
        assertEquals(
                List.of(Role.SPECIAL, Role.TEXT, Role.TEXT, Role.TEXT, Role.TEXT, Role.TEXT, Role.SPECIAL,
                        Role.PAIR, Role.PAIR, Role.PAIR, Role.PAIR, Role.PAIR, Role.SPECIAL),
                encoded.tokens().stream().map(Token::role).toList());
        assertEquals(new TokenSpan(3, 6), encoded.tokens().get(8).span());
    }

    @Test
    void anEmptySecondTextIsNone() {
        assertEquals(wordPiece.encode("the", null), wordPiece.encode("the", ""));
    }

    @Test
    void aMaskInTheTextIsKnownAndKeepsItsPlace() {
        Token mask = wordPiece.encode("the [MASK]", null).tokens().get(2);
        assertEquals(new Token(4, "[MASK]", "[MASK]", new TokenSpan(4, 10), Role.MASK), mask);
    }

    @Test
    void aWordThatTheVocabularyLacksIsTextUnderTheNameOfUnknown() {
        Token unknown = wordPiece.encode("the 😀", null).tokens().get(2);
        assertEquals(new Token(1, "[UNK]", "[UNK]", new TokenSpan(4, 6), Role.TEXT), unknown);
    }

    @Test
    void halfACharacterIsReplaced() {
        assertEquals(new TokenSpan(0, 1), byteLevel.encode("\ud83d", null).tokens().getFirst().span());
    }

    @Test
    void whatHasNoGlyphIsShownByASign() {
        assertEquals("○\u0301", ReadableText.ofSource("\u0301"));
        assertEquals("‹200D›", ReadableText.ofSource("\u200d"));
        assertEquals("‹0001›", ReadableText.ofSource("\u0001"));
        assertEquals("👩\u200d👧", ReadableText.ofSource("👩\u200d👧"));
        assertEquals("··", ReadableText.ofSource("  "));
    }

    /// A sign that the bundled font lacks would show as an empty box, or as nothing.
    @Test
    void everySignIsInTheBundledFont() throws Exception {
        try (InputStream font = Objects.requireNonNull(TextTokenizerTest.class.getResourceAsStream("/fonts/wqy-microhei.ttf"))) {
            Font face = Font.createFont(Font.TRUETYPE_FONT, font);
            assertEquals(-1, face.canDisplayUpTo("·↵⇥○‹›"));
        }
    }

    /// Whatever is typed: spans lie in the text, in order, begin and end at whole characters, and leave nothing out.
    @Test
    void byteLevelSpansCoverAnyTextInOrder() {
        Random random = new Random(7);
        for (int round = 0; round < 500; round++) {
            String text = randomText(random);
            int covered = 0;
            for (Token token : byteLevel.encode(text, null).tokens()) {
                TokenSpan span = Objects.requireNonNull(token.span(), token::toString);
                assertTrue(span.start() <= covered && span.end() >= covered, () -> text + " leaves something out before " + token);
                assertEquals(ReadableText.ofSource(text.substring(span.start(), span.end())), token.text());
                assertTrue(isWhole(text, span.start()) && isWhole(text, span.end()), () -> text + " is cut in two by " + token);
                covered = span.end();
            }
            assertEquals(text.length(), covered, text);
        }
    }

    private static boolean isWhole(String text, int at) {
        return at == 0 || at == text.length() || !Character.isSurrogatePair(text.charAt(at - 1), text.charAt(at));
    }

    private static String randomText(Random random) {
        List<String> parts = List.of(
                "a", "the", " ", "  ", "\n", "é", "e\u0301", "日", "本語", "😀", "👩\u200d👩\u200d👧", "שלום", "مرحبا", "ß", "‘", "🇨🇳", "1", ".", "นี้");
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(1, 12); i > 0; i--) {
            text.append(parts.get(random.nextInt(parts.size())));
        }
        return text.toString();
    }

    @Test
    void theFilesOwnTruncationAndPaddingAreLeftAside() {
        assertEquals(102, wordPiece.encode("the ".repeat(100), null).tokens().size());
        assertEquals(3, wordPiece.encode("the", null).tokens().size());
    }

    @Test
    void textsBeyondFiveHundredTokensAreNotCut() {
        assertEquals(3_000, byteLevel.encode("The" + " the".repeat(2_999), null).tokens().size());
    }

    @Test
    void aFolderWithoutATokenizerIsNamed(@TempDir Path folder) {
        assertProblem(
                Problem.TOKENIZER_MISSING,
                folder + " has no tokenizer.json, so text cannot be entered. Copy the tokenizer.json of the model into the folder.",
                folder);
    }

    @Test
    void brokenTokenizersAreRefusedWithTheirName(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("tokenizer.json");
        String whole = Files.readString(Tokenizers.WORD_PIECE.resolve("tokenizer.json"));
        for (String broken : List.of("", "[]", "{}", "null", whole.substring(0, whole.length() / 2), "{\"model\": {\"vocab\": 3}}")) {
            Files.writeString(file, broken);
            ProblemException problem = assertThrows(ProblemException.class, () -> TextTokenizer.open(folder), broken);
            assertEquals(Problem.TOKENIZER_BROKEN, problem.problem(), broken);
            assertTrue(
                    problem.sentence(Messages.ENGLISH).startsWith(file + " cannot be used as a tokenizer: "),
                    problem.sentence(Messages.ENGLISH));
        }
        Files.writeString(file, whole.replace("{\n\"id\": \"[CLS]\"", "{\n\"id\": \"[BOS]\""));
        assertProblem(
                Problem.TOKENIZER_BROKEN,
                file + " cannot be used as a tokenizer: its template uses [BOS], which it does not define. Download or copy it again.",
                folder);
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertProblem(
                Problem.TOKENIZER_BROKEN,
                file + " cannot be used as a tokenizer: it is not valid JSON. Download or copy it again.",
                folder);
    }

    /// Bytes overwritten at random: the library behind it is native, and must never take the program down.
    @ParameterizedTest
    @ValueSource(strings = {"wordpiece", "bytelevel"})
    void damagedTokenizersOpenOrAreRefused(String name, @TempDir Path folder) throws IOException {
        Random random = new Random(11);
        byte[] whole = Files.readAllBytes(Tokenizers.folder(name).resolve("tokenizer.json"));
        int refused = 0;
        for (int round = 0; round < 300; round++) {
            byte[] damaged = whole.clone();
            for (int i = random.nextInt(1, 4); i > 0; i--) {
                damaged[random.nextInt(random.nextBoolean() ? damaged.length : 2_000)] = (byte) random.nextInt(' ', 127);
            }
            Files.write(folder.resolve("tokenizer.json"), damaged);
            try (TextTokenizer tokenizer = TextTokenizer.open(folder)) {
                tokenizer.encode("the cat 我们 [MASK]", "quick");
            } catch (ProblemException problem) {
                assertEquals(Problem.TOKENIZER_BROKEN, problem.problem());
                refused++;
            }
        }
        assertTrue(refused > 50, "refused " + refused);
    }

    private static void assertProblem(Problem problem, String sentence, Path folder) {
        ProblemException thrown = assertThrows(ProblemException.class, () -> TextTokenizer.open(folder));
        assertEquals(problem, thrown.problem());
        assertEquals(sentence, thrown.getMessage());
    }

    private static List<String> texts(TextTokenizer tokenizer, String text) {
        return tokenizer.encode(text, null).tokens().stream().map(Token::text).toList();
    }
}

package io.headscope.analysis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.headscope.attention.AttentionMap;
import io.headscope.attention.AttentionSite;
import io.headscope.attention.ExampleTraces;
import io.headscope.attention.IndexRange;
import io.headscope.attention.Token;
import io.headscope.attention.Token.Role;
import io.headscope.attention.TokenSpan;
import io.headscope.attention.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WordsTest {

    /// The tokens of a text cut at bars; spaces belong to the token they stand before, as in `The| cat`.
    private static List<Token> tokens(String cut) {
        List<Token> tokens = new ArrayList<>();
        int at = 0;
        for (String piece : cut.split("\\|")) {
            tokens.add(new Token(tokens.size(), piece, piece, new TokenSpan(at, at + piece.length()), Role.TEXT));
            at += piece.length();
        }
        return tokens;
    }

    private static String merged(List<Token> tokens) {
        return String.join("|", Words.of(tokens).merged(tokens).stream().map(Token::text).toList());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '>', quoteCharacter = '`', value = {
        "un|aff|able| token|ization|. >unaffable| tokenization|.",
        "don|'|t| they|'ll| dogs|'| b >don't| they'll| dogs|'| b",
        "e|-|mail|,| 1|2|3|.|5 >e|-|mail|,| 123|.|5",
        "我|们|喜欢 >我|们|喜欢",
        "日本|語の|テキ|スト >日本|語の|テキ|スト",
        "Приве|т|,| ми|р >Привет|,| мир",
        "שלו|ם| עו|לם >שלום| עולם",
        "a|\u0301b >a\u0301b",
        "'|quoted|' >'|quoted|'"
    })
    void piecesThatMeetInLettersAreOneWord(String cut, String words) {
        assertEquals(words, String.join("|", Words.of(tokens(cut)).merged(tokens(cut)).stream().map(Token::piece).toList()));
    }

    @Test
    void aSpaceThatIsATokenBelongsToTheWordBehindIt() {
        List<Token> tokens = List.of(
                new Token(0, "▁", "·", new TokenSpan(0, 0), Role.TEXT),
                new Token(1, "H", "H", new TokenSpan(0, 1), Role.TEXT),
                new Token(2, "i", "i", new TokenSpan(1, 2), Role.TEXT),
                new Token(3, "▁", "·", new TokenSpan(2, 3), Role.TEXT),
                new Token(4, "你好", "你好", new TokenSpan(3, 5), Role.TEXT),
                new Token(5, "▁", "·", new TokenSpan(5, 6), Role.TEXT));
        assertEquals("Hi|你好|·", merged(tokens));
    }

    /// A character of several bytes may be cut in itself; its pieces all carry it whole.
    @Test
    void aCharacterThatWasCutIsPutTogetherOnce() {
        List<Token> tokens = List.of(
                new Token(1, "æ", "我", new TokenSpan(0, 1), Role.TEXT),
                new Token(2, "ĪĢ", "我", new TokenSpan(0, 1), Role.TEXT),
                new Token(3, "x", "们", new TokenSpan(1, 2), Role.TEXT));
        assertEquals("我|们", merged(tokens));
    }

    @Test
    void specialTokensPairsAndTokensWithoutAPlaceStandAlone() {
        List<Token> tokens = List.of(
                new Token(0, "[CLS]", "[CLS]", null, Role.SPECIAL),
                new Token(1, "a", "a", new TokenSpan(0, 1), Role.TEXT),
                new Token(2, "b", "b", new TokenSpan(1, 2), Role.PAIR),
                Token.ofId(7, Role.TEXT),
                Token.ofId(8, Role.TEXT));
        assertEquals("[CLS]|a|b|7|8", merged(tokens));
    }

    @Test
    void everyTokenBelongsToOneWord() {
        Words words = Words.of(tokens("un|aff|able| token|ization"));
        assertEquals(2, words.count());
        assertEquals(new IndexRange(3, 5), words.tokens(1));
        assertEquals(List.of(0, 0, 0, 1, 1), java.util.stream.IntStream.range(0, 5).mapToObj(words::word).toList());
    }

    /// Worked by hand: tokens 0 and 1 are one word.
    @Test
    void rowsAreAveragedAndColumnsSummed() {
        AttentionMap map = new Plain(new float[][] {{0.2f, 0.3f, 0.5f}, {0.6f, 0.2f, 0.2f}, {0.1f, 0.1f, 0.8f}});
        Words words = Words.of(tokens("wo|rd| x"));
        float[] merged = new WordMap(map, words, words).head(0);
        assertArrayEquals(new float[] {0.65f, 0.35f, 0.2f, 0.8f}, merged, 1e-6f);
    }

    @Test
    void piecesThatAttendToNothingDoNotCount() {
        AttentionMap map = new Plain(new float[][] {{0, 0, 0}, {0.5f, 0.25f, 0.25f}, {0, 0, 0}});
        Words words = Words.of(tokens("wo|rd| x"));
        WordMap merged = new WordMap(map, words, words);
        assertArrayEquals(new float[] {0.75f, 0.25f, 0, 0}, merged.head(0), 1e-6f);
        assertFalse(merged.attends(1));
    }

    /// For any cut of any map: rows sum to what they summed to, and every tile is the part of the whole that it says.
    @Test
    void rowsStillSumToOneAndTilesAgreeWithTheWhole() {
        Random random = new Random(5);
        for (int round = 0; round < 200; round++) {
            int length = 1 + random.nextInt(12);
            StringBuilder cut = new StringBuilder("a");
            for (int i = 1; i < length; i++) {
                cut.append(random.nextBoolean() ? "|b" : "| c");
            }
            Words words = Words.of(tokens(cut.toString()));
            WordMap map = new WordMap(Plain.random(length, random), words, words);
            float[] whole = map.head(0);
            for (int row = 0; row < map.queries(); row++) {
                double sum = 0;
                for (int column = 0; column < map.keys(); column++) {
                    sum += whole[row * map.keys() + column];
                }
                assertEquals(1, sum, 1e-5);
            }
            IndexRange rows = some(map.queries(), random);
            IndexRange columns = some(map.keys(), random);
            float[] tile = new float[rows.length() * columns.length()];
            map.read(0, rows, columns, tile);
            for (int i = 0; i < tile.length; i++) {
                int row = rows.start() + i / columns.length();
                assertEquals(whole[row * map.keys() + columns.start() + i % columns.length()], tile[i], 1e-6);
            }
        }
    }

    @Test
    void positionsOfTheTraceAreFoundInTheirWords() {
        Trace trace = ExampleTraces.causal(1, 2);
        AttentionSite site = trace.sites().getFirst();
        ReducedMap map = new Reduction(false, false, true).of(trace, site);
        for (int token = 0; token < trace.tokens(site.stack()).size(); token++) {
            OptionalInt row = map.row(token);
            int first = map.query(row.orElseThrow());
            assertEquals(row, map.row(first), "the first piece of a word is of the word");
        }
    }

    private static IndexRange some(int length, Random random) {
        int start = random.nextInt(length);
        return new IndexRange(start, start + 1 + random.nextInt(length - start));
    }

    private record Plain(float[][] rows) implements AttentionMap {

        static Plain random(int length, Random random) {
            float[][] rows = new float[length][length];
            for (float[] row : rows) {
                float sum = 0;
                for (int i = 0; i < length; i++) {
                    row[i] = random.nextFloat();
                    sum += row[i];
                }
                for (int i = 0; i < length; i++) {
                    row[i] /= sum;
                }
            }
            return new Plain(rows);
        }

        @Override
        public int heads() {
            return 1;
        }

        @Override
        public int queries() {
            return rows.length;
        }

        @Override
        public int keys() {
            return rows.length;
        }

        @Override
        public boolean attends(int query) {
            float sum = 0;
            for (float weight : rows[query]) {
                sum += weight;
            }
            return sum > 0;
        }

        @Override
        public void read(int head, IndexRange queries, IndexRange keys, float[] into) {
            for (int query = queries.start(), to = 0; query < queries.end(); query++) {
                for (int key = keys.start(); key < keys.end(); key++) {
                    into[to++] = rows[query][key];
                }
            }
        }
    }
}

package io.headscope.input;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.headscope.attention.Token;
import io.headscope.attention.Token.Role;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class VocabularyTest {

    @Test
    void byteLevelPiecesReadAsTextWithTheirSpaceAsADot() {
        try (TextTokenizer tokenizer = TextTokenizer.open(Tokenizers.BYTE_LEVEL)) {
            Vocabulary vocabulary = tokenizer.vocabulary();
            assertEquals("The", vocabulary.text(291));
            assertEquals("Ġquick", vocabulary.piece(576));
            assertEquals("·quick", vocabulary.text(576));
            assertEquals("·", vocabulary.text(220));
            assertEquals("‹E6›", vocabulary.text(162));
            assertEquals("‹97 A5 E6›", vocabulary.text(469));
            assertEquals("<|endoftext|>", vocabulary.text(656));
            assertEquals(Set.of(656), vocabulary.specialIds());
            assertEquals(657, vocabulary.size());
        }
    }

    @Test
    void wordPiecesReadWithoutTheirMarks() {
        try (TextTokenizer tokenizer = TextTokenizer.open(Tokenizers.WORD_PIECE)) {
            Vocabulary vocabulary = tokenizer.vocabulary();
            assertEquals("##rown", vocabulary.piece(456));
            assertEquals("rown", vocabulary.text(456));
            assertEquals("[MASK]", vocabulary.text(4));
            assertEquals(Role.MASK, vocabulary.specialRole(4));
            assertEquals(Role.SPECIAL, vocabulary.specialRole(2));
            assertEquals(Set.of(0, 1, 2, 3, 4), vocabulary.specialIds());
        }
    }

    @Test
    void tokensOfOneTextReadAsThatTextAgain() {
        try (TextTokenizer bytes = TextTokenizer.open(Tokenizers.BYTE_LEVEL);
                TextTokenizer words = TextTokenizer.open(Tokenizers.WORD_PIECE)) {
            String text = "The quick\n日本 fox";
            assertEquals(text, bytes.vocabulary().text(bytes.encode(text, null).tokens().stream().map(Token::id).toList()));
            assertEquals("the cat", words.vocabulary().text(words.encode("the cat", null).tokens().stream().map(Token::id).toList()));
        }
    }

    /// Networks may know more tokens than their tokenizer does: tables are filled up to a round number.
    @Test
    void whatHasNoPieceIsToldByItsNumberApartFromOthers() {
        try (TextTokenizer bytes = TextTokenizer.open(Tokenizers.BYTE_LEVEL)) {
            assertEquals("90000 90001 quick 90000", bytes.vocabulary().text(List.of(90000, 90001, 576, 90000)));
            assertEquals("90000", bytes.vocabulary().token(90000).text());
        }
    }

    @Test
    void aTokenWrittenByANetworkReadsAsOneOfATextDoes() {
        try (TextTokenizer bytes = TextTokenizer.open(Tokenizers.BYTE_LEVEL)) {
            assertEquals(new Token(576, "Ġquick", " quick", null, Role.TEXT), bytes.vocabulary().token(576));
            assertEquals("‹E6›", bytes.vocabulary().token(162).text());
            assertEquals(Role.SPECIAL, bytes.vocabulary().token(656).role());
        }
    }

    @Test
    void anIdBeyondTheVocabularyReadsAsItsNumber() {
        try (TextTokenizer tokenizer = TextTokenizer.open(Tokenizers.WORD_PIECE)) {
            assertEquals("7777", tokenizer.vocabulary().text(7777));
        }
    }

    @Test
    void bytesAreReadAsFarAsTheyAreWhole() {
        assertEquals("aé‹E4 B8›b‹FF›", ByteLevel.text(new byte[] {
            'a', (byte) 0xC3, (byte) 0xA9, (byte) 0xE4, (byte) 0xB8, 'b', (byte) 0xFF
        }));
    }
}

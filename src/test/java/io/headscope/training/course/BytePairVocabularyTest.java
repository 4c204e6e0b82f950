package io.headscope.training.course;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import io.headscope.attention.Token;
import io.headscope.input.TextTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BytePairVocabularyTest {

    private static final String TEXT = """
            The owl looked at the lake, and the lake looked at the owl.
            "Who's there?" asked the owl. The lake didn't answer: it was 12 o'clock, and lakes sleep.

            In the morning the owl slept; the lake, however, was awake — and looked at the sky.
            """;

    @Test
    void theMostFrequentPairIsMergedFirst() {
        BytePairVocabulary vocabulary = BytePairVocabulary.learn("aab aab aab ab", 260);
        List<String> merges = JsonParser.parseString(vocabulary.toTokenizerJson())
                .getAsJsonObject()
                .getAsJsonObject("model")
                .getAsJsonArray("merges")
                .asList()
                .stream()
                .map(merge -> merge.getAsString())
                .toList();
        // ab: 4 times. Then a+ab and Ġ+a tie with 2 and 2, and Ġ+ab has 1: the first in the alphabet is taken.
        assertEquals(List.of("a b", "a ab", "Ġ aab"), merges);
        assertEquals(260, vocabulary.size());
    }

    @Test
    void theSameTextGivesTheSameVocabulary() {
        assertEquals(
                BytePairVocabulary.learn(TEXT, 300).toTokenizerJson(), BytePairVocabulary.learn(TEXT, 300).toTokenizerJson());
    }

    @Test
    void tokenizersReadTheFileAsWeEncode(@TempDir Path folder) throws IOException {
        BytePairVocabulary vocabulary = BytePairVocabulary.learn(TEXT, 320);
        Files.writeString(folder.resolve("tokenizer.json"), vocabulary.toTokenizerJson());
        try (TextTokenizer tokenizer = TextTokenizer.open(folder)) {
            for (String text : List.of(TEXT, "the lake", " owls  and\n\nlakes' 1234 naïve 猫头鹰 🦉!", "\ttab\t ")) {
                List<Token> tokens = tokenizer.encode(text, null).tokens();
                assertEquals(0, tokens.getFirst().id());
                assertTrue(tokens.getFirst().isSpecial());
                assertEquals(
                        IntStream.of(vocabulary.encode(text)).boxed().toList(),
                        tokens.stream().skip(1).map(Token::id).toList(),
                        text);
            }
        }
    }
}

package io.headscope.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.headscope.attention.Token;
import io.headscope.attention.TokenSpan;
import io.headscope.file.JsonFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Tokenizers without a `tokenizer.json` against the Python tokenizers that read the same files.
final class ReferenceTokenizersTest {

    private static final Set<String> UNKNOWN = Set.of("[UNK]", "<unk>");

    static Stream<Arguments> cases() {
        return Stream.of("bert_uncased", "clip", "gpt2", "llama", "roberta", "t5").flatMap(name -> {
            JsonArray cases = JsonFile.read(Tokenizers.folder(name).resolve("expected.json")).getAsJsonArray("cases");
            return java.util.stream.IntStream.range(0, cases.size())
                    .mapToObj(i -> Arguments.of(name, i, cases.get(i).getAsJsonObject()));
        });
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("cases")
    void idsAndTokensAreThoseOfTheReference(String name, int number, JsonObject expected) {
        String text = expected.get("text").getAsString();
        String pair = expected.has("pair") ? expected.get("pair").getAsString() : null;
        try (TextTokenizer tokenizer = TextTokenizer.open(Tokenizers.folder(name))) {
            EncodedText encoded = tokenizer.encode(text, pair);
            assertEquals(texts(expected.getAsJsonArray("tokens")), encoded.tokens().stream().map(Token::piece).toList(), text);
            assertEquals(
                    numbers(expected.getAsJsonArray("input_ids")),
                    encoded.tokens().stream().map(token -> (long) token.id()).toList());
            if (expected.has("token_type_ids")) {
                assertEquals(numbers(expected.getAsJsonArray("token_type_ids")), encoded.typeIds());
            }
        }
    }

    private static List<String> texts(JsonArray array) {
        return array.asList().stream().map(JsonElement::getAsString).toList();
    }

    private static List<Long> numbers(JsonArray array) {
        return array.asList().stream().map(JsonElement::getAsLong).toList();
    }

    /// Whatever the normalizers do, every token of a text says where in it it stands: in order, and all that can be seen is
    /// somebody's.
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("cases")
    void spansLeadBackIntoTheSource(String name, int number, JsonObject expected) {
        String text = expected.get("text").getAsString();
        try (TextTokenizer tokenizer = TextTokenizer.open(Tokenizers.folder(name))) {
            List<TokenSpan> spans = new ArrayList<>();
            for (Token token : tokenizer.encode(text, null).tokens()) {
                TokenSpan span = token.span();
                if (span != null && span.length() == 0) {
                    // The space that SentencePiece puts before a text stands before its first character.
                    assertTrue(token.isSpace() && token.text().equals("·"), token::toString);
                } else if (span != null) {
                    assertTrue(span.start() >= 0 && span.start() < span.end() && span.end() <= text.length(), token::toString);
                    spans.add(span);
                    String source = text.substring(span.start(), span.end());
                    assertTrue(token.isSpecial() || UNKNOWN.contains(token.piece()) || token.text().equals(ReadableText.ofSource(source)),
                            () -> token + " of " + source);
                }
            }
            assertTrue(java.util.stream.IntStream.range(1, spans.size())
                    .allMatch(i -> spans.get(i - 1).start() <= spans.get(i).start()), spans::toString);
            StringBuilder left = new StringBuilder(text);
            spans.forEach(span -> left.replace(span.start(), span.end(), " ".repeat(span.end() - span.start())));
            assertTrue(left.codePoints().noneMatch(Character::isLetterOrDigit), () -> "not covered: " + left);
        }
    }
}

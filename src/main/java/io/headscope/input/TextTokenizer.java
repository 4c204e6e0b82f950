package io.headscope.input;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.headscope.attention.Token;
import io.headscope.attention.TokenSpan;
import io.headscope.file.JsonFile;
import io.headscope.input.tokenizer.TokenizerSource;
import io.headscope.message.Phrase;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The tokenizer of a checkpoint, as its `tokenizer.json` describes it, or the files that were there before there was one.
/// Safe from any thread.
public final class TextTokenizer implements AutoCloseable {

    /// The file that describes a tokenizer.
    public static final String FILE = "tokenizer.json";

    /// The numbers by which an encoding tells the two texts of a pair apart.
    private static final long SECOND_TEXT = 1;

    private static final long NO_TEXT = -1;

    private final Path file;
    private final HuggingFaceTokenizer tokenizer;
    private final @Nullable TextTokenizer ofTarget;
    private final Vocabulary vocabulary;

    private TextTokenizer(
            Path file, HuggingFaceTokenizer tokenizer, Vocabulary vocabulary, @Nullable TextTokenizer ofTarget) {
        this.ofTarget = ofTarget;
        this.file = file;
        this.tokenizer = tokenizer;
        this.vocabulary = vocabulary;
    }

    /// Whether a checkpoint's folder has a tokenizer.
    public static boolean isIn(Path folder) {
        return Files.exists(folder.resolve(FILE)) || TokenizerSource.in(folder).isPresent();
    }

    /// Opens the tokenizer in a checkpoint's folder.
    ///
    /// @throws ProblemException if there is none, it may not be read, or it is broken
    public static TextTokenizer open(Path folder) {
        Path file = folder.resolve(FILE);
        if (Files.exists(file)) {
            return open(file, read(file));
        }
        TokenizerSource source = TokenizerSource.read(folder)
                .orElseThrow(() -> new ProblemException(Problem.TOKENIZER_MISSING, folder));
        TextTokenizer tokenizer = open(source.file(), source.json());
        try {
            return TokenizerSource.readTarget(folder)
                    .map(target -> tokenizer.with(open(target.file(), target.json())))
                    .orElse(tokenizer);
        } catch (RuntimeException refused) {
            tokenizer.close();
            throw refused;
        }
    }

    /// What is wrong with the JSON is said of the tokenizer: another one is what the person needs.
    private static JsonObject read(Path file) {
        try {
            return JsonFile.read(file);
        } catch (ProblemException refused) {
            throw refused.problem() == Problem.JSON_BROKEN
                    ? new ProblemException(refused, Problem.TOKENIZER_BROKEN, file, Phrase.of("reason.not-json"))
                    : refused;
        }
    }

    private static TextTokenizer open(Path file, JsonObject settings) {
        try {
            Vocabulary vocabulary = Vocabulary.read(settings);
            TemplateCheck.check(file, settings.get("post_processor"));
            CharsMapCheck.check(file, settings.get("normalizer"));
            return new TextTokenizer(file, createTokenizer(settings), vocabulary, null);
        } catch (IllegalStateException | UnsupportedOperationException | ClassCastException
                | NullPointerException | NumberFormatException | IOException wrongForm) {
            throw new ProblemException(wrongForm, Problem.TOKENIZER_BROKEN, file, Phrase.of("reason.not-a-tokenizer"));
        } catch (ProblemException refused) {
            throw refused;
        } catch (RuntimeException refused) {
            // What the tokenizer library answers: the line and column, or the part it does not know.
            throw broken(file, refused);
        }
    }

    private static HuggingFaceTokenizer createTokenizer(JsonObject settings) throws IOException {
        // A decoder of unknown form would end the process, and nothing is decoded there: Vocabulary reads the pieces.
        settings.add("decoder", JsonNull.INSTANCE);
        // A file may ask for truncation and padding, as it was used in training; here every token is wanted, and no other.
        settings.add("truncation", JsonNull.INSTANCE);
        settings.add("padding", JsonNull.INSTANCE);
        Map<String, String> whole = Map.of("truncation", "false", "padding", "false");
        byte[] json = settings.toString().getBytes(StandardCharsets.UTF_8);
        return HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), whole);
    }

    /// Where it was read from.
    public Path file() {
        return file;
    }

    public Vocabulary vocabulary() {
        return vocabulary;
    }

    /// Names what the model writes: in a language of its own, other pieces than those that it reads.
    public Vocabulary targetVocabulary() {
        return ofTarget == null ? vocabulary : ofTarget.vocabulary;
    }

    private TextTokenizer with(TextTokenizer target) {
        return new TextTokenizer(file, tokenizer, vocabulary, target);
    }

    /// Cuts a text that the model is to have written, by other pieces where its language has its own.
    public EncodedText encodeTarget(String text) {
        return ofTarget == null ? encode(text, null) : ofTarget.encode(text, null);
    }

    /// Cuts a text, or a pair of them, into tokens.
    public EncodedText encode(String text, @Nullable String pair) {
        Source first = Source.of(text);
        Source second = Source.of(pair == null ? "" : pair);
        Encoding encoding = encode(first, second);
        List<Token> tokens = new ArrayList<>();
        for (int i = 0; i < encoding.getIds().length; i++) {
            tokens.add(token(encoding, i, encoding.getSequenceIds()[i] == SECOND_TEXT ? second : first));
        }
        return new EncodedText(
                SplitCharacters.joined(tokens, first.text(), second.text()),
                Arrays.stream(encoding.getTypeIds()).boxed().toList());
    }

    /// The library finds some faults of a file only in a text, as a missing piece for what has none.
    private Encoding encode(Source first, Source second) {
        try {
            return second.text().isEmpty()
                    ? tokenizer.encode(first.text(), true, false)
                    : tokenizer.encode(first.text(), second.text(), true, false);
        } catch (RuntimeException refused) {
            throw broken(file, refused);
        }
    }

    private static ProblemException broken(Path file, RuntimeException refused) {
        return new ProblemException(
                refused, Problem.TOKENIZER_BROKEN, file, Phrase.of("reason.tokenizer-library", firstLine(refused)));
    }

    private Token token(Encoding encoding, int i, Source source) {
        int id = Math.toIntExact(encoding.getIds()[i]);
        long sequence = encoding.getSequenceIds()[i];
        TokenSpan span = sequence == NO_TEXT ? null : span(encoding, i, source);
        if (span != null && isOfNothing(id, source.text().substring(span.start(), span.end()))) {
            span = new TokenSpan(span.start(), span.start());
        }
        Token.Role role = sequence == NO_TEXT || (vocabulary.isSpecial(id) && !isUnknown(id))
                ? vocabulary.specialRole(id)
                : sequence == SECOND_TEXT ? Token.Role.PAIR : Token.Role.TEXT;
        String text = span == null || span.length() == 0 || vocabulary.isSpecial(id)
                ? vocabulary.text(id)
                : ReadableText.ofSource(source.text().substring(span.start(), span.end()));
        return new Token(id, vocabulary.piece(id), text, span, role);
    }

    /// A space that SentencePiece puts before a text, cut off for itself: it stands before the first character, though the
    /// library says that it is that character.
    private boolean isOfNothing(int id, String source) {
        return Token.isSpace(vocabulary.piece(id)) && !source.isBlank();
    }

    /// A piece of text that the vocabulary lacks is text all the same, though the token for it is reserved.
    private boolean isUnknown(int id) {
        String piece = vocabulary.piece(id);
        return piece.equals("[UNK]") || piece.equals("<unk>");
    }

    private static @Nullable TokenSpan span(Encoding encoding, int i, Source source) {
        var span = encoding.getCharTokenSpans()[i];
        return span == null || span.getEnd() <= span.getStart() ? null : source.span(span.getStart(), span.getEnd());
    }

    /// A text and where in it, in UTF-16 units, each code point begins: the tokenizer counts code points.
    private record Source(String text, int[] units) {

        static Source of(String text) {
            // Half of a surrogate pair, as a text field may hold it for a moment, has no UTF-8.
            StringBuilder whole = new StringBuilder(text.length());
            text.codePoints()
                    .map(character -> Character.getType(character) == Character.SURROGATE ? 0xFFFD : character)
                    .forEach(whole::appendCodePoint);
            return new Source(whole.toString(), units(whole));
        }

        private static int[] units(CharSequence text) {
            int[] units = new int[Character.codePointCount(text, 0, text.length()) + 1];
            for (int i = 1; i < units.length; i++) {
                units[i] = units[i - 1] + Character.charCount(Character.codePointAt(text, units[i - 1]));
            }
            return units;
        }

        TokenSpan span(int start, int end) {
            return new TokenSpan(units[start], units[end]);
        }
    }

    private static String firstLine(Exception failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message.lines().findFirst().orElse("");
    }

    /// Gives the tokenizer's memory back.
    @Override
    public void close() {
        tokenizer.close();
        if (ofTarget != null) {
            ofTarget.close();
        }
    }
}

package io.headscope.input.tokenizer;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.headscope.file.JsonFile;
import io.headscope.file.ReadableFile;
import io.headscope.input.tokenizer.TokenizerClass.Form;
import io.headscope.message.Phrase;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The tokenizer of a folder that has no `tokenizer.json`: which of the older files it has, and the same said as JSON.
///
/// @param file what it was made of, for messages
/// @param json the `tokenizer.json` that says the same
public record TokenizerSource(Path file, JsonObject json) {

    private static final String WORDS = "vocab.txt";
    private static final String VOCABULARY = "vocab.json";
    private static final String TARGET = "target.spm";
    private static final String TARGET_VOCABULARY = "target_vocab.json";
    private static final String MERGES = "merges.txt";

    /// Models of SentencePiece's, and whose they are where nothing else says so.
    private static final Map<String, TokenizerClass> MODELS = Map.of(
            "spiece.model", TokenizerClass.T5,
            "sentencepiece.bpe.model", TokenizerClass.XLM_ROBERTA,
            "tokenizer.model", TokenizerClass.LLAMA,
            "spm.model", TokenizerClass.DEBERTA_V2,
            "source.spm", TokenizerClass.MARIAN);

    /// Far beyond any tokenizer; keeps a wrong file from filling memory.
    private static final long LARGEST = 64L << 20;

    /// Names that say only that a `tokenizer.json` is meant.
    private static final List<String> NAMELESS = List.of("PreTrainedTokenizerFast", "PreTrainedTokenizer", "AutoTokenizer");

    /// The file that a folder's tokenizer would be made of, if it has one of those that are known.
    public static Optional<Path> in(Path folder) {
        return form(folder).map(form -> file(folder, form));
    }

    private static Optional<Form> form(Path folder) {
        return Arrays.stream(Form.values()).filter(form -> has(folder, form)).findFirst();
    }

    private static boolean has(Path folder, Form form) {
        return Files.exists(file(folder, form)) && (form != Form.BYTE_LEVEL || Files.exists(folder.resolve(MERGES)));
    }

    private static Path file(Path folder, Form form) {
        return switch (form) {
            case WORD_PIECE -> folder.resolve(WORDS);
            case BYTE_LEVEL -> folder.resolve(VOCABULARY);
            case SENTENCE_PIECE -> MODELS.keySet().stream()
                    .sorted()
                    .map(folder::resolve)
                    .filter(Files::exists)
                    .findFirst()
                    .orElse(folder.resolve("spiece.model"));
        };
    }

    /// Reads a folder's tokenizer, if it has one of those that are known.
    ///
    /// @throws ProblemException if its files cannot be read, are broken, or belong to a class that is not known
    public static Optional<TokenizerSource> read(Path folder) {
        return read(folder, Optional.empty());
    }

    /// Reads what cuts the texts that a model writes, where that is not what cuts those that it reads: Marian's two languages.
    ///
    /// @throws ProblemException as [#read]
    public static Optional<TokenizerSource> readTarget(Path folder) {
        Path target = folder.resolve(TARGET);
        return Files.exists(target) ? read(folder, Optional.of(target)) : Optional.empty();
    }

    private static Optional<TokenizerSource> read(Path folder, Optional<Path> target) {
        Optional<Form> form = form(folder);
        if (form.isEmpty()) {
            return Optional.empty();
        }
        TokenizerSettings settings = TokenizerSettings.read(folder);
        TokenizerClass tokenizer = tokenizer(folder, form.get(), settings);
        Path file = target.filter(_ -> tokenizer == TokenizerClass.MARIAN).orElseGet(() -> file(folder, tokenizer.form()));
        JsonObject json = switch (tokenizer.form()) {
            case WORD_PIECE -> WordPieces.json(lines(file), tokenizer, settings);
            case BYTE_LEVEL -> bytePairs(folder, file, tokenizer, settings);
            case SENTENCE_PIECE -> sentencePieces(folder, file, tokenizer, settings);
        };
        return Optional.of(new TokenizerSource(file, json));
    }

    /// The class that the files name, or that models of the type have; else the one whose files these mostly are.
    private static TokenizerClass tokenizer(Path folder, Form form, TokenizerSettings settings) {
        Optional<String> name = settings.className().filter(named -> !NAMELESS.contains(named));
        Optional<TokenizerClass> named = name.flatMap(TokenizerClass::named);
        if (name.isPresent() && named.isEmpty()) {
            throw new ProblemException(
                    Problem.TOKENIZER_CLASS_UNKNOWN, folder, name.get(), TokenizerClass.known());
        }
        return named.or(() -> TokenizerClass.ofModel(settings.modelType()))
                .filter(known -> has(folder, known.form()))
                .orElseGet(() -> usual(folder, form));
    }

    private static TokenizerClass usual(Path folder, Form form) {
        Path file = file(folder, form);
        return switch (form) {
            case WORD_PIECE -> TokenizerClass.BERT;
            case BYTE_LEVEL -> usual(JsonFile.read(file));
            case SENTENCE_PIECE -> MODELS.getOrDefault(String.valueOf(file.getFileName()), TokenizerClass.T5);
        };
    }

    private static TokenizerClass usual(JsonObject vocabulary) {
        if (vocabulary.has("<s>") && vocabulary.has("<mask>")) {
            return TokenizerClass.ROBERTA;
        }
        return vocabulary.has("a</w>") ? TokenizerClass.CLIP : TokenizerClass.GPT2;
    }

    private static JsonObject bytePairs(Path folder, Path file, TokenizerClass tokenizer, TokenizerSettings settings) {
        Map<String, Integer> vocabulary = vocabulary(file);
        List<String> merges = lines(folder.resolve(MERGES)).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#version"))
                .filter(line -> isMerge(line, vocabulary))
                .toList();
        return BytePairs.json(vocabulary, merges, tokenizer, settings);
    }

    /// What makes no piece is no merge; the library would refuse the whole list for it.
    private static boolean isMerge(String line, Map<String, Integer> vocabulary) {
        String[] pair = line.split(" ", -1);
        return pair.length == 2
                && vocabulary.containsKey(pair[0])
                && vocabulary.containsKey(pair[1])
                && vocabulary.containsKey(pair[0] + pair[1]);
    }

    private static JsonObject sentencePieces(Path folder, Path file, TokenizerClass tokenizer, TokenizerSettings settings) {
        SentencePieceModel spm;
        try {
            spm = SentencePieceModel.parse(bytes(file));
        } catch (IOException noModel) {
            throw new ProblemException(noModel, Problem.TOKENIZER_BROKEN, file, Phrase.of("reason.sentencepiece"));
        }
        PieceIds ids = tokenizer == TokenizerClass.MARIAN
                ? PieceIds.listed(spm, vocabulary(listOf(folder, file)), "<unk>")
                : PieceIds.of(spm, tokenizer, settings);
        return SentencePieces.json(spm, ids, tokenizer, settings);
    }

    /// Marian's two languages share a list of pieces, or the one that is written has its own.
    private static Path listOf(Path folder, Path model) {
        Path ofTarget = folder.resolve(TARGET_VOCABULARY);
        return String.valueOf(model.getFileName()).equals(TARGET) && Files.exists(ofTarget) ? ofTarget : folder.resolve(VOCABULARY);
    }

    /// Pieces with their ids, which are 0, 1, 2 … in some order.
    private static Map<String, Integer> vocabulary(Path file) {
        Map<String, Integer> vocabulary = new HashMap<>();
        JsonFile.read(file).asMap().forEach((piece, id) -> {
            if (!(id instanceof JsonPrimitive number) || !number.isNumber() || !number.getAsString().matches("\\d{1,8}")) {
                throw new ProblemException(Problem.TOKENIZER_BROKEN, file, Phrase.of("reason.vocabulary-ids"));
            }
            vocabulary.put(piece, number.getAsInt());
        });
        if (vocabulary.isEmpty()) {
            throw new ProblemException(Problem.TOKENIZER_BROKEN, file, Phrase.of("reason.vocabulary-ids"));
        }
        return vocabulary;
    }

    private static byte[] bytes(Path path) {
        ReadableFile file = ReadableFile.at(path);
        try {
            if (Files.size(file.real()) > LARGEST) {
                throw new ProblemException(Problem.TOKENIZER_BROKEN, path, Phrase.of("reason.too-long"));
            }
            return Files.readAllBytes(file.real());
        } catch (IOException failure) {
            throw ReadableFile.failed(path, failure);
        }
    }

    private static List<String> lines(Path path) {
        String text;
        try {
            text = java.nio.charset.StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(java.nio.ByteBuffer.wrap(bytes(path)))
                    .toString();
        } catch (CharacterCodingException notText) {
            throw new ProblemException(notText, Problem.TOKENIZER_BROKEN, path, Phrase.of("reason.not-utf-8"));
        }
        List<String> lines = new ArrayList<>(Arrays.asList(text.split("\r\n|\n|\r", -1)));
        if (lines.getLast().isEmpty()) {
            lines.removeLast();
        }
        if (lines.isEmpty()) {
            throw new ProblemException(Problem.TOKENIZER_BROKEN, path, Phrase.of("reason.vocabulary-empty"));
        }
        return lines;
    }
}

package io.headscope.input;

import static io.headscope.input.SavedTokenizers.CONTROL;
import static io.headscope.input.SavedTokenizers.SPECIALS;
import static io.headscope.input.SavedTokenizers.UNKNOWN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.attention.Token;
import io.headscope.attention.TokenSpan;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Where ids are, and what stands around a text, in families whose references are not at hand: after the published code of
/// their Python tokenizers.
final class OlderTokenizersTest {

    private static final String[] PIECES = {"▁a", "▁cat", "▁sat", "▁", "a", "c", "t", "s"};

    @TempDir
    Path folder = Path.of("set by JUnit");

    private void settings(String json) throws IOException {
        Files.writeString(folder.resolve("tokenizer_config.json"), json);
    }

    private String cut(String text) {
        return cut(text, null);
    }

    private String cut(String text, @org.jspecify.annotations.Nullable String pair) {
        try (TextTokenizer tokenizer = TextTokenizer.open(folder)) {
            return tokenizer.encode(text, pair).tokens().stream()
                    .map(token -> token.piece() + "=" + token.id())
                    .collect(Collectors.joining(" "));
        }
    }

    /// fairseq has four ids of its own before the pieces, which begin behind the model's three; the mask comes last.
    @Test
    void xlmRobertaMovesThePiecesByOne() throws IOException {
        SavedTokenizers.unigram(folder.resolve("sentencepiece.bpe.model"), SPECIALS, PIECES);
        settings("{\"tokenizer_class\": \"XLMRobertaTokenizer\"}");
        assertEquals("<s>=0 ▁a=4 ▁cat=5 </s>=2 </s>=2 ▁sat=6 </s>=2", cut("a cat", "sat"));
        assertEquals("<s>=0 ▁a=4 <mask>=12 </s>=2", cut("a <mask>"));
        assertEquals("<s>=0 ▁=7 <unk>=3 ▁cat=5 </s>=2", cut("é cat"));
    }

    @Test
    void camembertMovesThePiecesByFour() throws IOException {
        SavedTokenizers.unigram(folder.resolve("sentencepiece.bpe.model"), SPECIALS, PIECES);
        settings("{\"tokenizer_class\": \"CamembertTokenizer\"}");
        assertEquals("<s>=5 ▁a=7 ▁cat=8 </s>=6", cut("a cat"));
    }

    /// Languages come behind the pieces in fairseq's order, the mask behind them; a text ends with its language.
    @Test
    void mbartEndsWithTheLanguage() throws IOException {
        SavedTokenizers.unigram(folder.resolve("sentencepiece.bpe.model"), SPECIALS, PIECES);
        settings("{\"tokenizer_class\": \"MBartTokenizer\", \"src_lang\": \"ro_RO\"}");
        assertEquals("▁a=4 <mask>=37 </s>=2 ro_RO=31", cut("a <mask>"));
        settings("{\"tokenizer_class\": \"MBart50Tokenizer\"}");
        assertEquals("en_XX=15 ▁cat=5 </s>=2", cut("cat"));
    }

    @Test
    void pegasusLeavesRoomBeforeThePieces() throws IOException {
        SavedTokenizers.unigram(
                folder.resolve("spiece.model"),
                List.of(Map.entry("<s>", CONTROL), Map.entry("</s>", CONTROL), Map.entry("<unk>", UNKNOWN)),
                PIECES);
        settings("{\"tokenizer_class\": \"PegasusTokenizer\"}");
        assertEquals("▁a=106 ▁cat=107 <mask_2>=3 </s>=1", cut("a cat <mask_2>"));
    }

    @Test
    void marianMayHaveAVocabularyForEachLanguage() throws IOException {
        SavedTokenizers.unigram(folder.resolve("source.spm"), SPECIALS, "▁the", "▁cat");
        SavedTokenizers.unigram(folder.resolve("target.spm"), SPECIALS, "▁le", "▁chat");
        Files.writeString(folder.resolve("vocab.json"), "{\"</s>\": 0, \"<unk>\": 1, \"▁the\": 2, \"▁cat\": 3, \"<pad>\": 4}");
        Files.writeString(folder.resolve("target_vocab.json"), "{\"</s>\": 0, \"<unk>\": 1, \"▁chat\": 2, \"▁le\": 3, \"<pad>\": 4}");
        Files.writeString(folder.resolve("tokenizer_config.json"), "{\"tokenizer_class\": \"MarianTokenizer\", \"separate_vocabs\": true}");
        try (TextTokenizer tokenizer = TextTokenizer.open(folder)) {
            assertEquals(List.of(3, 0), tokenizer.encode("cat", null).tokens().stream().map(Token::id).toList());
            assertEquals(List.of(2, 0), tokenizer.encodeTarget("chat").tokens().stream().map(Token::id).toList());
            assertEquals("cat", tokenizer.vocabulary().text(List.of(3)).strip());
            assertEquals("le", tokenizer.targetVocabulary().text(List.of(3)).strip());
        }
    }

    @Test
    void marianTakesItsIdsFromItsVocabulary() throws IOException {
        SavedTokenizers.unigram(folder.resolve("source.spm"), SPECIALS, PIECES);
        SavedTokenizers.unigram(folder.resolve("target.spm"), SPECIALS, "▁le", "▁chat");
        Files.writeString(folder.resolve("vocab.json"), """
                {"</s>": 0, "<unk>": 1, "▁cat": 2, "▁a": 3, "▁chat": 4, "▁": 5, "c": 6, ">>fra<<": 7, "<pad>": 8}""");
        settings("{\"tokenizer_class\": \"MarianTokenizer\"}");
        assertEquals("▁a=3 ▁cat=2 </s>=0", cut("a cat"));
        assertEquals("▁=5 <unk>=1 c=6 </s>=0", cut("xc"));
        try (TextTokenizer tokenizer = TextTokenizer.open(folder)) {
            assertEquals(
                    List.of(4, 0), tokenizer.encodeTarget("chat").tokens().stream().map(Token::id).toList(), "cut by target.spm");
        }
    }

    /// The library says that the space before a text is its first character.
    @Test
    void aSpaceCutOffForItselfIsNotTheLetterBehindIt() {
        try (TextTokenizer t5 = TextTokenizer.open(Tokenizers.folder("t5"))) {
            List<Token> tokens = t5.encode("Hello", null).tokens();
            assertEquals(List.of("·", "<unk>", "e", "l", "lo"), tokens.subList(0, 5).stream().map(Token::text).toList());
            assertEquals(new TokenSpan(0, 0), tokens.getFirst().span());
        }
    }

    @Test
    void t5HasAHundredSentinelsFromTheLastIdDown() throws IOException {
        SavedTokenizers.unigram(
                folder.resolve("spiece.model"),
                List.of(Map.entry("<pad>", CONTROL), Map.entry("</s>", CONTROL), Map.entry("<unk>", UNKNOWN)),
                PIECES);
        settings("{\"tokenizer_class\": \"T5TokenizerFast\"}");
        assertEquals("▁a=3 <extra_id_0>=110 ▁cat=4 <extra_id_99>=11 </s>=1", cut("a <extra_id_0> cat <extra_id_99>"));
    }

    /// Without "legacy", only the beginning of the whole text gets a space.
    @Test
    void laterLlamasPutNoSpaceBehindASpecialToken() throws IOException {
        SavedTokenizers.unigram(folder.resolve("tokenizer.model"), SPECIALS, PIECES);
        settings("{\"tokenizer_class\": \"LlamaTokenizer\", \"legacy\": true}");
        assertEquals("<s>=1 ▁cat=4 <s>=1 ▁cat=4", cut("cat<s>cat"));
        settings("{\"tokenizer_class\": \"LlamaTokenizer\", \"legacy\": false, \"add_eos_token\": true}");
        assertEquals("<s>=1 ▁cat=4 <s>=1 c=8 a=7 t=9 </s>=2", cut("cat<s>cat"));
    }

    @Test
    void albertLowersAndTakesAccentsAway() throws IOException {
        SavedTokenizers.unigram(
                folder.resolve("spiece.model"),
                List.of(Map.entry("<pad>", CONTROL), Map.entry("<unk>", UNKNOWN), Map.entry("[CLS]", CONTROL), Map.entry("[SEP]", CONTROL)),
                PIECES);
        settings("{\"tokenizer_class\": \"AlbertTokenizer\"}");
        assertEquals("[CLS]=2 ▁cat=5 ▁sat=6 [SEP]=3 ▁a=4 [SEP]=3", cut("Cät  SAT ", "à"));
    }

    @Test
    void optBeginsWithItsEnd() throws IOException {
        Path gpt2 = Tokenizers.folder("gpt2");
        for (String name : List.of("vocab.json", "merges.txt")) {
            Files.copy(gpt2.resolve(name), folder.resolve(name));
        }
        settings("{\"tokenizer_class\": \"GPT2Tokenizer\", \"add_bos_token\": true, \"bos_token\": \"</s>\", \"pad_token\": \"<pad>\"}");
        assertTrue(cut("The").startsWith("</s>="), cut("The"));
    }

    @ParameterizedTest
    @CsvSource({"bert_uncased, [CLS]", "gpt2, The", "roberta, <s>", "clip, <|startoftext|>"})
    void aVocabularyWithoutSettingsIsTakenForWhatItMostlyIs(String name, String first) throws IOException {
        copyWithoutSettings(name);
        try (TextTokenizer tokenizer = TextTokenizer.open(folder)) {
            assertEquals(first, tokenizer.encode("The fox", null).tokens().getFirst().piece());
        }
    }

    @Test
    void theModelsTypeTellsTheTokenizer() throws IOException {
        SavedTokenizers.unigram(folder.resolve("spiece.model"), SPECIALS, PIECES);
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"albert\"}");
        // Special tokens that are no pieces come last: [SEP], <pad>, [CLS], [MASK].
        assertEquals("[CLS]=13 ▁cat=4 [SEP]=11", cut("CAT"));
    }

    @Test
    void aClassThatIsNotKnownIsRefusedByName() throws IOException {
        SavedTokenizers.unigram(folder.resolve("spiece.model"), SPECIALS, PIECES);
        settings("{\"tokenizer_class\": \"XLNetTokenizer\"}");
        String refusal = String.valueOf(assertThrows(ProblemException.class, () -> cut("a")).getMessage());
        assertTrue(
                refusal.startsWith(folder + " has no tokenizer.json, and Headscope does not know its tokenizer class XLNetTokenizer. It knows: BertTokenizer, "),
                refusal);
    }

    @Test
    void aModelThatIsNoneIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("spiece.model"), "version https://git-lfs.github.com/spec/v1");
        assertEquals(
                file + " cannot be used as a tokenizer: it is not a model of SentencePiece that can be used. Download or copy it again.",
                assertThrows(ProblemException.class, () -> cut("a")).getMessage());
    }

    /// Whatever the files have become: a tokenizer, or a sentence. The library would end the process for some of them.
    @ParameterizedTest
    @CsvSource({"t5, spiece.model", "llama, tokenizer.model", "bert_uncased, vocab.txt", "gpt2, vocab.json", "gpt2, merges.txt",
        "roberta, tokenizer_config.json", "clip, special_tokens_map.json", "t5, added_tokens.json"})
    void damagedFilesAreOpenedOrRefused(String name, String damaged) throws IOException {
        try (Stream<Path> files = Files.list(Tokenizers.folder(name))) {
            for (Path file : files.filter(file -> !file.endsWith("expected.json")).toList()) {
                Files.write(folder.resolve(file.getFileName().toString()), Files.readAllBytes(file));
            }
        }
        byte[] sound = Files.readAllBytes(folder.resolve(damaged));
        Random random = new Random(8);
        Map<Problem, Integer> refused = new EnumMap<>(Problem.class);
        for (int round = 0; round < 60; round++) {
            Files.write(folder.resolve(damaged), mutated(sound, random));
            try (TextTokenizer tokenizer = TextTokenizer.open(folder)) {
                tokenizer.encode("The quick, bröwn ﬁ Ⅷ 日本語 ゙😀", "e\u0301");
            } catch (ProblemException refusal) {
                assertTrue(String.valueOf(refusal.getMessage()).contains(folder.toString()), refusal::getMessage);
                refused.merge(refusal.problem(), 1, Integer::sum);
            }
        }
    }

    /// A table of letters that leads outside itself would end the whole process; all its bytes are tried in turn.
    @Test
    void damagedTablesOfLettersAreOpenedOrRefused() throws IOException {
        Path t5 = Tokenizers.folder("t5");
        byte[] sound = Files.readAllBytes(t5.resolve("spiece.model"));
        Random random = new Random(9);
        int refused = 0;
        for (int round = 0; round < 60; round++) {
            byte[] bytes = sound.clone();
            for (int i = 0; i < 200; i++) {
                bytes[bytes.length - 1 - random.nextInt(230_000)] = (byte) random.nextInt(256);
            }
            Files.write(folder.resolve("spiece.model"), bytes);
            try (TextTokenizer tokenizer = TextTokenizer.open(folder)) {
                tokenizer.encode("The quick, bröwn ﬁ Ⅷ 日本語 ゙😀 ﷺ", null);
            } catch (ProblemException refusal) {
                refused++;
            }
        }
        assertTrue(refused > 5, "refused " + refused);
    }

    private static byte[] mutated(byte[] sound, Random random) {
        byte[] bytes = sound.clone();
        for (int changes = 1 + random.nextInt(20); changes > 0; changes--) {
            bytes[random.nextInt(Math.min(bytes.length, 4_000))] = (byte) random.nextInt(256);
        }
        return random.nextInt(8) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
    }

    private void copyWithoutSettings(String name) throws IOException {
        for (String file : List.of("vocab.txt", "vocab.json", "merges.txt")) {
            Path from = Tokenizers.folder(name).resolve(file);
            if (Files.exists(from)) {
                Files.copy(from, folder.resolve(file));
            }
        }
    }
}

package io.headscope.input.tokenizer;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The tokenizers of Hugging Face transformers that are known: what each adds to a text, and what its special tokens are
/// called where no file says so. In templates `{cls}` is the token with the role `cls_token`; `:1` marks the second text.
enum TokenizerClass {
    BERT(Form.WORD_PIECE, Template.CLASSES, Roles.BERT, "BertTokenizer", "DistilBertTokenizer", "ElectraTokenizer", "MobileBertTokenizer", "LayoutLMTokenizer"),
    MPNET(Form.WORD_PIECE, Template.SENTENCES, with(Roles.FAIRSEQ, "unk", "[UNK]"), "MPNetTokenizer"),
    GPT2(Form.BYTE_LEVEL, Template.BARE, Roles.GPT2, "GPT2Tokenizer", "CodeGenTokenizer"),
    QWEN2(Form.BYTE_LEVEL, Template.BARE, Roles.GPT2, "Qwen2Tokenizer"),
    ROBERTA(Form.BYTE_LEVEL, Template.SENTENCES, Roles.FAIRSEQ, "RobertaTokenizer", "BartTokenizer", "LongformerTokenizer", "LEDTokenizer"),
    DEBERTA(Form.BYTE_LEVEL, Template.CLASSES, Roles.BERT, "DebertaTokenizer"),
    WHISPER(Form.BYTE_LEVEL, Template.TRANSCRIPT, Roles.GPT2, "WhisperTokenizer"),
    CLIP(Form.BYTE_LEVEL, Template.ENCLOSED, with(Roles.GPT2, "bos", "<|startoftext|>"), "CLIPTokenizer"),
    T5(Form.SENTENCE_PIECE, Template.ENDED, Roles.T5, "T5Tokenizer", "MT5Tokenizer"),
    SIGLIP(Form.SENTENCE_PIECE, Template.ENDED, with(Roles.T5, "pad", "</s>"), "SiglipTokenizer"),
    PEGASUS(Form.SENTENCE_PIECE, Template.ENDED, with(Roles.T5, "mask", "<mask_2>"), "PegasusTokenizer"),
    MARIAN(Form.SENTENCE_PIECE, Template.ENDED, Roles.T5, "MarianTokenizer"),
    LLAMA(Form.SENTENCE_PIECE, Template.BARE, Roles.LLAMA, "LlamaTokenizer", "CodeLlamaTokenizer"),
    GEMMA(Form.SENTENCE_PIECE, Template.BARE, with(Roles.LLAMA, "bos", "<bos>", "eos", "<eos>", "pad", "<pad>"), "GemmaTokenizer"),
    ALBERT(Form.SENTENCE_PIECE, Template.CLASSES, with(Roles.BERT, "unk", "<unk>", "pad", "<pad>"), "AlbertTokenizer"),
    BIG_BIRD(Form.SENTENCE_PIECE, Template.CLASSES, with(Roles.BERT, "unk", "<unk>", "pad", "<pad>"), "BigBirdTokenizer"),
    DEBERTA_V2(Form.SENTENCE_PIECE, Template.CLASSES, Roles.BERT, "DebertaV2Tokenizer"),
    XLM_ROBERTA(Form.SENTENCE_PIECE, Template.SENTENCES, Roles.FAIRSEQ, "XLMRobertaTokenizer"),
    CAMEMBERT(Form.SENTENCE_PIECE, Template.SENTENCES, Roles.FAIRSEQ, "CamembertTokenizer"),
    MBART(Form.SENTENCE_PIECE, Template.LANGUAGE_LAST, Roles.FAIRSEQ, "MBartTokenizer"),
    MBART_50(Form.SENTENCE_PIECE, Template.LANGUAGE_FIRST, Roles.FAIRSEQ, "MBart50Tokenizer");

    /// What its files are.
    enum Form {
        /// `vocab.txt`
        WORD_PIECE,
        /// `vocab.json` and `merges.txt`
        BYTE_LEVEL,
        /// A model of SentencePiece's
        SENTENCE_PIECE
    }

    /// What stands around a text, and around two.
    record Template(String single, String pair) {
        static final Template BARE = new Template("$A", "$A $B:1");
        static final Template CLASSES = new Template("{cls} $A {sep}", "{cls} $A {sep} $B:1 {sep}:1");
        static final Template SENTENCES = new Template("{cls} $A {sep}", "{cls} $A {sep} {sep} $B {sep}");
        static final Template ENCLOSED = new Template("{bos} $A {eos}", "{bos} $A {eos} {eos} $B {eos}");
        static final Template ENDED = new Template("$A {eos}", "$A {eos} $B {eos}");
        static final Template TRANSCRIPT = new Template(
                "<|startoftranscript|> <|notimestamps|> $A {eos}", "<|startoftranscript|> <|notimestamps|> $A $B {eos}");
        static final Template LANGUAGE_LAST = new Template("$A {eos} {language}", "$A $B {eos} {language}");
        static final Template LANGUAGE_FIRST = new Template("{language} $A {eos}", "{language} $A $B {eos}");
    }

    private static final class Roles {
        static final Map<String, String> BERT =
                Map.of("unk", "[UNK]", "sep", "[SEP]", "pad", "[PAD]", "cls", "[CLS]", "mask", "[MASK]");
        static final Map<String, String> FAIRSEQ = Map.of(
                "bos", "<s>", "eos", "</s>", "sep", "</s>", "cls", "<s>", "unk", "<unk>", "pad", "<pad>", "mask", "<mask>");
        static final Map<String, String> GPT2 =
                Map.of("unk", "<|endoftext|>", "bos", "<|endoftext|>", "eos", "<|endoftext|>");
        static final Map<String, String> T5 = Map.of("eos", "</s>", "unk", "<unk>", "pad", "<pad>");
        static final Map<String, String> LLAMA = Map.of("unk", "<unk>", "bos", "<s>", "eos", "</s>");
    }

    /// Which tokenizer the models of a type have, where no file names one.
    private static final Map<String, TokenizerClass> OF_MODELS = Map.ofEntries(
            Map.entry("bert", BERT), Map.entry("distilbert", BERT), Map.entry("electra", BERT), Map.entry("vilt", BERT),
            Map.entry("mpnet", MPNET), Map.entry("gpt2", GPT2), Map.entry("gpt_neo", GPT2), Map.entry("gptj", GPT2),
            Map.entry("gpt_bigcode", GPT2), Map.entry("phi", GPT2), Map.entry("opt", GPT2), Map.entry("qwen2", QWEN2),
            Map.entry("roberta", ROBERTA), Map.entry("bart", ROBERTA), Map.entry("deberta", DEBERTA),
            Map.entry("whisper", WHISPER), Map.entry("clip", CLIP), Map.entry("clip_text_model", CLIP), Map.entry("t5", T5), Map.entry("mt5", T5), Map.entry("umt5", T5),
            Map.entry("siglip", SIGLIP), Map.entry("siglip_text_model", SIGLIP), Map.entry("pegasus", PEGASUS), Map.entry("marian", MARIAN),
            Map.entry("llama", LLAMA), Map.entry("mistral", LLAMA), Map.entry("phi3", LLAMA), Map.entry("gemma", GEMMA),
            Map.entry("gemma2", GEMMA), Map.entry("albert", ALBERT), Map.entry("big_bird", BIG_BIRD),
            Map.entry("deberta-v2", DEBERTA_V2), Map.entry("xlm-roberta", XLM_ROBERTA), Map.entry("camembert", CAMEMBERT),
            Map.entry("mbart", MBART));

    private final Form form;
    private final Template template;
    private final Map<String, String> roles;
    private final List<String> names;

    TokenizerClass(Form form, Template template, Map<String, String> roles, String... names) {
        this.form = form;
        this.template = template;
        this.roles = roles;
        this.names = List.of(names);
    }

    private static Map<String, String> with(Map<String, String> roles, String... changes) {
        Map<String, String> changed = new java.util.HashMap<>(roles);
        for (int i = 0; i < changes.length; i += 2) {
            changed.put(changes[i], changes[i + 1]);
        }
        return Map.copyOf(changed);
    }

    /// The class of a name, with or without `Fast` at its end.
    static Optional<TokenizerClass> named(String name) {
        String slow = name.endsWith("Fast") ? name.substring(0, name.length() - "Fast".length()) : name;
        return Arrays.stream(values()).filter(tokenizer -> tokenizer.names.contains(slow)).findFirst();
    }

    /// The class that models of a type have.
    static Optional<TokenizerClass> ofModel(@Nullable String modelType) {
        return Optional.ofNullable(modelType == null ? null : OF_MODELS.get(modelType));
    }

    /// The names of all, for people.
    static String known() {
        return String.join(", ", Arrays.stream(values()).map(tokenizer -> tokenizer.names.getFirst()).toList());
    }

    Form form() {
        return form;
    }

    Template template() {
        return template;
    }

    /// The special tokens by their roles (`cls`, `eos`), where no file says otherwise.
    Map<String, String> roles() {
        return roles;
    }
}

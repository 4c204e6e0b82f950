package io.headscope.input.tokenizer;

import static io.headscope.input.tokenizer.TokenizerJson.part;
import static io.headscope.input.tokenizer.TokenizerJson.replaceAll;
import static io.headscope.input.tokenizer.TokenizerJson.withoutUnassigned;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.headscope.input.tokenizer.TokenizerClass.Template;
import java.util.List;
import java.util.Map;

/// `vocab.json` and `merges.txt`: pieces over bytes, put together pair by pair (Radford et al., 2019).
final class BytePairs {

    /// CLIP lets no space into its pieces, and cuts digits one by one.
    private static final String CLIP_WORDS =
            "<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+";

    private static final String QWEN2_WORDS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}"
            + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

    private BytePairs() {}

    /// @param merges the pairs, each two pieces with a space between
    static JsonObject json(
            Map<String, Integer> vocabulary, List<String> merges, TokenizerClass tokenizer, TokenizerSettings settings) {
        Map<String, String> roles = settings.roles(tokenizer);
        boolean clip = tokenizer == TokenizerClass.CLIP;
        return new TokenizerJson(vocabulary)
                .model(model(vocabulary, merges, clip, roles))
                .normalizer(normalizer(tokenizer))
                .preTokenizer(preTokenizer(tokenizer, settings))
                .added(settings.added(tokenizer).values())
                .with(template(tokenizer, settings), roles);
    }

    private static JsonObject model(Map<String, Integer> vocabulary, List<String> merges, boolean clip, Map<String, String> roles) {
        JsonObject pieces = new JsonObject();
        vocabulary.forEach(pieces::addProperty);
        JsonArray pairs = new JsonArray();
        merges.forEach(pairs::add);
        JsonObject model = part("BPE", "vocab", pieces, "merges", pairs);
        String unknown = roles.getOrDefault("unk", "");
        if (vocabulary.containsKey(unknown)) {
            model.addProperty("unk_token", unknown);
        }
        if (clip) {
            model.addProperty("end_of_word_suffix", "</w>");
        }
        return model;
    }

    private static List<JsonObject> normalizer(TokenizerClass tokenizer) {
        return switch (tokenizer) {
            case CLIP -> List.of(
                    withoutUnassigned(),
                    part("NFC"),
                    part("BertNormalizer", "clean_text", true, "handle_chinese_chars", true, "strip_accents", false, "lowercase", true),
                    replaceAll("\\s+", " "));
            case QWEN2 -> List.of(part("NFC"));
            default -> List.of();
        };
    }

    private static List<JsonObject> preTokenizer(TokenizerClass tokenizer, TokenizerSettings settings) {
        return switch (tokenizer) {
            case CLIP -> List.of(split(CLIP_WORDS, "Removed", true), byteLevel(false, false));
            case QWEN2 -> List.of(split(QWEN2_WORDS, "Isolated", false), byteLevel(false, false));
            default -> List.of(byteLevel(settings.flag("add_prefix_space", false), true));
        };
    }

    private static JsonObject split(String words, String behavior, boolean invert) {
        JsonObject pattern = new JsonObject();
        pattern.addProperty("Regex", words);
        return part("Split", "pattern", pattern, "behavior", behavior, "invert", invert);
    }

    private static JsonObject byteLevel(boolean prefixSpace, boolean words) {
        return part("ByteLevel", "add_prefix_space", prefixSpace, "trim_offsets", true, "use_regex", words);
    }

    private static Template template(TokenizerClass tokenizer, TokenizerSettings settings) {
        boolean begins = tokenizer == TokenizerClass.GPT2
                && settings.flag("add_bos_token", "opt".equals(settings.modelType()));
        return begins ? new Template("{bos} $A", "{bos} $A {bos} $B:1") : tokenizer.template();
    }
}

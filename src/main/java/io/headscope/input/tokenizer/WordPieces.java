package io.headscope.input.tokenizer;

import static io.headscope.input.tokenizer.TokenizerJson.part;
import static io.headscope.input.tokenizer.TokenizerJson.withoutUnassigned;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// `vocab.txt`: one piece a line, the line's number its id. Texts are cut at spaces and punctuation, then into the longest
/// pieces there are (Devlin et al., 2018).
final class WordPieces {

    private static final int LONGEST_WORD = 100;

    private WordPieces() {}

    static JsonObject json(List<String> lines, TokenizerClass tokenizer, TokenizerSettings settings) {
        SequencedMap<String, Integer> vocabulary = new LinkedHashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            vocabulary.put(lines.get(i), i);
        }
        Map<String, String> roles = settings.roles(tokenizer);
        JsonObject pieces = new JsonObject();
        vocabulary.forEach(pieces::addProperty);
        JsonObject model = part(
                "WordPiece",
                "unk_token", roles.getOrDefault("unk", "[UNK]"),
                "continuing_subword_prefix", "##",
                "max_input_chars_per_word", LONGEST_WORD,
                "vocab", pieces);
        return new TokenizerJson(vocabulary)
                .model(model)
                .normalizer(List.of(withoutUnassigned(), part("NFC"), normalizer(settings)))
                .preTokenizer(List.of(part("BertPreTokenizer")))
                .added(settings.added(tokenizer).values())
                .with(tokenizer.template(), roles);
    }

    private static JsonObject normalizer(TokenizerSettings settings) {
        boolean lower = settings.flag("do_lower_case", true);
        JsonObject normalizer = part(
                "BertNormalizer",
                "clean_text", true,
                "handle_chinese_chars", settings.flag("tokenize_chinese_chars", true),
                "lowercase", lower);
        boolean strips = settings.flag("strip_accents", true);
        boolean keeps = !settings.flag("strip_accents", false);
        // Neither true nor false: accents go where capitals go.
        normalizer.add("strip_accents", strips && keeps ? JsonNull.INSTANCE : new JsonPrimitive(strips));
        return normalizer;
    }
}

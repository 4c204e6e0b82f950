package io.headscope.input.tokenizer;

import static io.headscope.input.tokenizer.TokenizerJson.part;
import static io.headscope.input.tokenizer.TokenizerJson.replaceAll;
import static io.headscope.input.tokenizer.TokenizerJson.replaceText;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.headscope.input.tokenizer.SentencePieceModel.Kind;
import io.headscope.input.tokenizer.SentencePieceModel.Piece;
import io.headscope.input.tokenizer.TokenizerClass.Template;
import io.headscope.input.tokenizer.TokenizerSettings.Added;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// A model of SentencePiece's, the space written as `▁` like any letter.
final class SentencePieces {

    private static final String SPACE = "▁";

    /// What is removed from SigLIP's texts: ASCII punctuation.
    private static final String PUNCTUATION = "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~]";

    private final SentencePieceModel spm;
    private final PieceIds ids;
    private final TokenizerClass tokenizer;
    private final TokenizerSettings settings;

    private SentencePieces(SentencePieceModel spm, PieceIds ids, TokenizerClass tokenizer, TokenizerSettings settings) {
        this.spm = spm;
        this.ids = ids;
        this.tokenizer = tokenizer;
        this.settings = settings;
    }

    static JsonObject json(SentencePieceModel spm, PieceIds ids, TokenizerClass tokenizer, TokenizerSettings settings) {
        return new SentencePieces(spm, ids, tokenizer, settings).json();
    }

    private JsonObject json() {
        Map<String, String> roles = new LinkedHashMap<>(settings.roles(tokenizer));
        Languages.of(tokenizer).ifPresent(languages -> roles.put("language", languages.source(settings)));
        return new TokenizerJson(ids.byPiece())
                .model(spm.pairs() ? pairs() : unigram())
                .normalizer(normalizer())
                .preTokenizer(legacy() ? List.of() : List.of(metaspace()))
                .added(added().values())
                .with(template(), roles);
    }

    /// Since 2023 only the beginning of the whole text gets a space put before it, not that of every stretch behind a special
    /// token; files say which they were made for.
    private boolean legacy() {
        return settings.flag("legacy", tokenizer != TokenizerClass.SIGLIP);
    }

    private JsonObject metaspace() {
        return part("Metaspace", "replacement", SPACE, "prepend_scheme", spm.prefix() ? "first" : "never", "split", false);
    }

    private List<JsonObject> normalizer() {
        List<JsonObject> steps = new ArrayList<>(before());
        if (spm.charsMap().length > 0) {
            steps.add(part("Precompiled", "precompiled_charsmap", Base64.getEncoder().encodeToString(spm.charsMap())));
        }
        if (spm.trims()) {
            steps.add(replaceAll("^ +| +$", ""));
            steps.add(replaceAll(" {2,}", " "));
        }
        if (legacy()) {
            if (spm.prefix()) {
                steps.add(part("Prepend", "prepend", SPACE));
            }
            steps.add(replaceText(" ", SPACE));
        }
        return steps;
    }

    /// What the class itself does to a text before the model sees it.
    private List<JsonObject> before() {
        List<JsonObject> steps = new ArrayList<>();
        switch (tokenizer) {
            case ALBERT -> {
                steps.add(replaceText("``", "\""));
                steps.add(replaceText("''", "\""));
                if (!settings.flag("keep_accents", false)) {
                    steps.add(part("NFKD"));
                    steps.add(part("StripAccents"));
                }
                lowercase(steps);
            }
            case SIGLIP -> {
                lowercase(steps);
                steps.add(replaceAll(PUNCTUATION, ""));
                steps.add(replaceAll("\\s+", " "));
            }
            default -> {}
        }
        return steps;
    }

    private void lowercase(List<JsonObject> steps) {
        if (settings.flag("do_lower_case", true)) {
            steps.add(part("Lowercase"));
        }
    }

    private JsonObject unigram() {
        JsonArray vocabulary = new JsonArray();
        ids.pieces().forEach(piece -> {
            JsonArray entry = new JsonArray();
            entry.add(piece.text());
            entry.add(piece.score());
            vocabulary.add(entry);
        });
        return part("Unigram", "unk_id", ids.unknown(), "vocab", vocabulary, "byte_fallback", spm.bytes());
    }

    private JsonObject pairs() {
        JsonObject vocabulary = new JsonObject();
        ids.byPiece().forEach(vocabulary::addProperty);
        JsonArray merges = new JsonArray();
        Merges.of(spm).forEach(merge -> {
            JsonArray pair = new JsonArray();
            pair.add(merge.left());
            pair.add(merge.right());
            merges.add(pair);
        });
        return part(
                "BPE",
                "vocab", vocabulary,
                "merges", merges,
                "unk_token", ids.pieces().get(ids.unknown()).text(),
                "fuse_unk", true,
                "byte_fallback", spm.bytes());
    }

    private SequencedMap<String, Added> added() {
        SequencedMap<String, Added> tokens = new LinkedHashMap<>(settings.added(tokenizer));
        Languages.of(tokenizer).ifPresent(languages -> languages.added(ids).forEach(tokens::putIfAbsent));
        if (tokenizer == TokenizerClass.T5 && tokens.keySet().stream().noneMatch(content -> content.startsWith("<extra_id_"))) {
            int count = settings.number("extra_ids", 100);
            for (int i = 0; i < count; i++) {
                String content = "<extra_id_" + i + ">";
                tokens.put(content, new Added(content, ids.pieces().size() + count - 1 - i, true, true, false, false, true));
            }
        }
        for (Piece piece : spm.pieces()) {
            if (piece.kind() == Kind.USER_DEFINED) {
                tokens.putIfAbsent(piece.text(), new Added(piece.text(), null, false, false, false, true, false));
            }
        }
        return tokens;
    }

    private Template template() {
        if (tokenizer != TokenizerClass.LLAMA && tokenizer != TokenizerClass.GEMMA) {
            return tokenizer.template();
        }
        String begin = settings.flag("add_bos_token", true) ? "{bos} " : "";
        String end = settings.flag("add_eos_token", false) ? " {eos}" : "";
        return new Template(begin + "$A" + end, begin + "$A" + end + " " + (begin + "$B" + end).replaceAll("(?=( |$))", ":1"));
    }
}

package io.headscope.training.course;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A WordPiece vocabulary (Schuster & Nakajima, 2012; cut as BERT does, longest piece first) for data sets of a few
/// thousand sentences: words that occur often enough stand whole, all others are cut into known words, frequent endings
/// and letters.
final class WordPieces {

    static final int PADDING = 0;
    static final int UNKNOWN = 1;
    static final int CLASS = 2;
    static final int SEPARATOR = 3;
    static final int MASK = 4;

    private static final String CONTINUING = "##";
    private static final List<String> SPECIAL = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]");
    private static final Pattern WORDS = Pattern.compile("\\p{IsHan}|[\\p{L}\\p{M}\\p{N}&&[^\\p{IsHan}]]+|[^\\s\\p{L}\\p{M}\\p{N}]");
    private static final Pattern ACCENTS = Pattern.compile("\\p{Mn}+");
    private static final int SHORTEST_BEGINNING = 4;
    private static final int LONGEST_ENDING = 5;

    private final Map<String, Integer> ids = new LinkedHashMap<>();
    private final List<String> pieces;

    private WordPieces(Collection<String> pieces) {
        pieces.forEach(piece -> ids.putIfAbsent(piece, ids.size()));
        this.pieces = List.copyOf(ids.keySet());
    }

    /// Without any beginnings.
    ///
    /// @param least   how often a word must occur to stand whole
    /// @param endings how many endings are pieces
    static WordPieces learn(List<String> texts, int least, int endings) {
        return learn(texts, least, Integer.MAX_VALUE, endings);
    }

    /// @param least      how often a word must occur to stand whole
    /// @param beginnings how many words must begin alike for their beginning to be a piece
    /// @param endings    how many endings are pieces
    static WordPieces learn(List<String> texts, int least, int beginnings, int endings) {
        Map<String, Integer> counts = new HashMap<>();
        texts.forEach(text -> words(text).forEach(word -> counts.merge(word, 1, Integer::sum)));
        Stream<String> letters = counts.keySet().stream()
                .flatMap(word -> word.codePoints().mapToObj(Character::toString))
                .distinct()
                .sorted()
                .flatMap(letter -> Stream.of(letter, CONTINUING + letter));
        Stream<String> words = counts.entrySet().stream()
                .filter(word -> word.getValue() >= least)
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey);
        return new WordPieces(
                Stream.of(SPECIAL.stream(), letters, words, beginnings(counts.keySet(), beginnings), endings(counts.keySet(), endings))
                        .flatMap(s -> s)
                        .toList());
    }

    /// Those that several words share, so that what is known of "disappointing" is known of "disappointment"; not those that
    /// all these words go on from alike.
    private static Stream<String> beginnings(Set<String> words, int least) {
        Map<String, Integer> counts = new TreeMap<>();
        Map<String, Integer> longer = new HashMap<>();
        for (String word : words) {
            for (int length = SHORTEST_BEGINNING; length <= word.length(); length++) {
                int count = counts.merge(word.substring(0, length), 1, Integer::sum);
                longer.merge(word.substring(0, length - 1), count, Math::max);
            }
        }
        return counts.entrySet().stream()
                .filter(beginning -> beginning.getValue() >= least
                        && longer.getOrDefault(beginning.getKey(), 0) < beginning.getValue())
                .map(Map.Entry::getKey);
    }

    /// Those that most words end with.
    private static Stream<String> endings(Set<String> words, int most) {
        Map<String, Integer> counts = new HashMap<>();
        for (String word : words) {
            for (int length = 2; length <= Math.min(LONGEST_ENDING, word.length() - 2); length++) {
                counts.merge(word.substring(word.length() - length), 1, Integer::sum);
            }
        }
        return counts.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<String, Integer> ending) ->
                                -ending.getValue() * (ending.getKey().length() - 1))
                        .thenComparing(Map.Entry::getKey))
                .limit(most)
                .map(ending -> CONTINUING + ending.getKey());
    }

    /// What a piece stands for; nothing where it is one of the special ones.
    String letters(int id) {
        String piece = pieces.get(id);
        return id < SPECIAL.size() ? "" : piece.startsWith(CONTINUING) ? piece.substring(CONTINUING.length()) : piece;
    }

    int size() {
        return ids.size();
    }

    /// Words and punctuation, lower case, without accents.
    static List<String> words(String text) {
        String plain = ACCENTS.matcher(Normalizer.normalize(text, Normalizer.Form.NFD)).replaceAll("");
        return WORDS.matcher(plain.toLowerCase(Locale.ROOT)).results().map(word -> word.group()).toList();
    }

    /// The pieces of a text, nothing before or behind them.
    int[] encode(String text) {
        List<Integer> pieces = new ArrayList<>();
        words(text).forEach(word -> cut(word, word.length(), pieces));
        return pieces.stream().mapToInt(i -> i).toArray();
    }

    /// The same with some words cut as if they were not known whole, so that a network learns what to make of words it has
    /// never seen (after Provilkov et al., 2020, <https://arxiv.org/abs/1910.13267>).
    ///
    /// @param share of the words
    int[] encode(String text, double share, Random random) {
        List<Integer> pieces = new ArrayList<>();
        for (String word : words(text)) {
            cut(word, random.nextDouble() < share ? Math.max(1, word.length() - 1) : word.length(), pieces);
        }
        return pieces.stream().mapToInt(i -> i).toArray();
    }

    /// @param longest its first piece may be
    private void cut(String word, int longest, List<Integer> pieces) {
        int known = pieces.size();
        for (int start = 0; start < word.length(); ) {
            int end = start == 0 ? longest : word.length();
            Integer id = null;
            while (end > start && id == null) {
                id = ids.get((start == 0 ? "" : CONTINUING) + word.substring(start, end));
                end -= id == null ? 1 : 0;
            }
            if (id == null) {
                pieces.subList(known, pieces.size()).clear();
                pieces.add(UNKNOWN);
                return;
            }
            pieces.add(id);
            start = end;
        }
    }

    /// The vocabulary as a `tokenizer.json` of Hugging Face tokenizers: texts between `[CLS]` and `[SEP]`.
    JsonObject toTokenizerJson() {
        JsonObject json = new JsonObject();
        json.addProperty("version", "1.0");
        JsonArray added = new JsonArray();
        for (int id = 0; id < SPECIAL.size(); id++) {
            added.add(added(id));
        }
        json.add("added_tokens", added);
        JsonObject normalizer = typed("BertNormalizer");
        normalizer.addProperty("clean_text", true);
        normalizer.addProperty("handle_chinese_chars", true);
        normalizer.addProperty("strip_accents", true);
        normalizer.addProperty("lowercase", true);
        json.add("normalizer", normalizer);
        json.add("pre_tokenizer", typed("BertPreTokenizer"));
        JsonObject processor = typed("BertProcessing");
        processor.add("sep", pair("[SEP]", SEPARATOR));
        processor.add("cls", pair("[CLS]", CLASS));
        json.add("post_processor", processor);
        JsonObject decoder = typed("WordPiece");
        decoder.addProperty("prefix", CONTINUING);
        decoder.addProperty("cleanup", true);
        json.add("decoder", decoder);
        JsonObject model = typed("WordPiece");
        model.addProperty("unk_token", "[UNK]");
        model.addProperty("continuing_subword_prefix", CONTINUING);
        model.addProperty("max_input_chars_per_word", 1000);
        JsonObject vocabulary = new JsonObject();
        ids.forEach(vocabulary::addProperty);
        model.add("vocab", vocabulary);
        json.add("model", model);
        return json;
    }

    /// The same with nothing before or behind the texts.
    JsonObject toBareTokenizerJson() {
        JsonObject json = toTokenizerJson();
        json.remove("post_processor");
        return json;
    }

    private static JsonObject added(int id) {
        JsonObject token = new JsonObject();
        token.addProperty("id", id);
        token.addProperty("content", SPECIAL.get(id));
        for (String flag : List.of("single_word", "lstrip", "rstrip", "normalized")) {
            token.addProperty(flag, false);
        }
        token.addProperty("special", true);
        return token;
    }

    private static JsonArray pair(String token, int id) {
        JsonArray pair = new JsonArray();
        pair.add(token);
        pair.add(id);
        return pair;
    }

    private static JsonObject typed(String type) {
        JsonObject json = new JsonObject();
        json.addProperty("type", type);
        return json;
    }

}

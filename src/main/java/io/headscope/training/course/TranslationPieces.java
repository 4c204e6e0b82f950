package io.headscope.training.course;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The pieces of two languages, by byte-pair encoding (Sennrich et al., 2016, <https://arxiv.org/abs/1508.07909>) on
/// characters: of each word by itself, or, in Chinese, of what stands between two signs. All that is ever written comes
/// first, so that a decoder need not know the rest.
final class TranslationPieces {

    static final int END = 0;
    static final int UNKNOWN = 1;
    static final int PADDING = 2;

    private static final List<String> SPECIAL = List.of("</s>", "<unk>", "<pad>");

    /// A word with its apostrophes, or a sign alone.
    private static final Pattern WORDS = Pattern.compile("\\p{IsHan}+|[\\p{L}\\p{M}'&&[^\\p{IsHan}]]+|[^\\s\\p{L}\\p{M}']");
    private static final String SIGNS = "\\p{Han}+|[^\\s\\p{L}\\p{M}']";

    private final Map<String, Integer> ids = new LinkedHashMap<>();
    private final int written;
    private final Map<Pair, Integer> ranks = new LinkedHashMap<>();
    private final Map<String, int[]> known = new HashMap<>();

    private record Pair(String left, String right) {}

    private TranslationPieces(Collection<String> targets, Collection<String> sources, Collection<Pair> merges) {
        SPECIAL.forEach(piece -> ids.put(piece, ids.size()));
        targets.forEach(piece -> ids.putIfAbsent(piece, ids.size()));
        written = ids.size();
        sources.forEach(piece -> ids.putIfAbsent(piece, ids.size()));
        merges.forEach(pair -> {
            ids.putIfAbsent(pair.left + pair.right, ids.size());
            ranks.put(pair, ranks.size());
        });
    }

    /// @param sources texts that are read
    /// @param targets texts that are written
    /// @param least   how often something must be written to be a piece that is written
    /// @param read    how many pieces of the texts that are read are made of pairs
    /// @param written how many of those that are written
    static TranslationPieces learn(List<String> sources, List<String> targets, int least, int read, int written) {
        Map<String, Integer> sourceWords = counts(sources);
        Map<String, Integer> targetWords = counts(targets);
        Set<String> letters = new TreeSet<>();
        // What pairs are made of must be pieces too, however rarely it stands alone.
        Stream.concat(sourceWords.keySet().stream(), targetWords.keySet().stream())
                .forEach(word -> letters.addAll(characters(word)));
        Set<Pair> pairs = new LinkedHashSet<>(new Merging(sourceWords).most(read));
        pairs.addAll(new Merging(targetWords).most(written));
        TranslationPieces all = new TranslationPieces(List.of(), letters, pairs);
        Map<String, Integer> known = new HashMap<>();
        targetWords.forEach((word, times) -> all.pieces(word).forEach(piece -> known.merge(piece, times, Integer::sum)));
        List<String> frequent = known.entrySet().stream()
                .filter(piece -> piece.getValue() >= least)
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .toList();
        return new TranslationPieces(frequent, letters, pairs);
    }

    private static Map<String, Integer> counts(List<String> texts) {
        Map<String, Integer> words = new HashMap<>();
        texts.forEach(text -> words(text).forEach(word -> words.merge(word, 1, Integer::sum)));
        return words;
    }

    /// Learns which pairs to make one, the most frequent first; of equals, the first in the alphabet.
    private static final class Merging {

        /// How often a pair was there when it was put in line.
        private record Counted(Pair pair, int count) {}

        private static final Comparator<Counted> FREQUENCY = Comparator.comparingInt(Counted::count).reversed()
                .thenComparing(counted -> counted.pair.left)
                .thenComparing(counted -> counted.pair.right);

        private final Set<Pair> changed = new LinkedHashSet<>();
        private final PriorityQueue<Counted> line = new PriorityQueue<>(FREQUENCY);
        private final List<List<String>> words = new ArrayList<>();
        private final List<Integer> frequencies = new ArrayList<>();
        private final Map<Pair, Integer> counts = new HashMap<>();
        private final Map<Pair, Set<Integer>> places = new HashMap<>();

        Merging(Map<String, Integer> words) {
            words.forEach((word, frequency) -> {
                this.words.add(characters(word));
                frequencies.add(frequency);
                count(this.words.size() - 1, frequency);
            });
            queue();
        }

        private void queue() {
            changed.forEach(pair -> line.add(new Counted(pair, counts.getOrDefault(pair, 0))));
            changed.clear();
        }

        private void count(int word, int times) {
            List<String> pieces = words.get(word);
            for (int i = 1; i < pieces.size(); i++) {
                Pair pair = new Pair(pieces.get(i - 1), pieces.get(i));
                counts.merge(pair, times, Integer::sum);
                places.computeIfAbsent(pair, _ -> new LinkedHashSet<>()).add(word);
                changed.add(pair);
            }
        }

        List<Pair> most(int merges) {
            List<Pair> learned = new ArrayList<>();
            while (learned.size() < merges && !line.isEmpty()) {
                Counted first = line.remove();
                // What stands in line may have become rarer or more frequent since.
                if (first.count > 0 && first.count == counts.getOrDefault(first.pair, 0)) {
                    learned.add(first.pair);
                    for (int word : List.copyOf(places.getOrDefault(first.pair, Set.of()))) {
                        count(word, -frequencies.get(word));
                        merge(words.get(word), first.pair);
                        count(word, frequencies.get(word));
                    }
                    queue();
                }
            }
            return learned;
        }
    }

    private static void merge(List<String> word, Pair pair) {
        for (int i = 1; i < word.size(); i++) {
            if (word.get(i - 1).equals(pair.left) && word.get(i).equals(pair.right)) {
                word.set(i - 1, pair.left + pair.right);
                word.remove(i);
            }
        }
    }

    private static List<String> characters(String word) {
        return new ArrayList<>(word.codePoints().mapToObj(Character::toString).toList());
    }

    private static String plain(String text) {
        return text.toLowerCase(Locale.ROOT).replace('\u2019', '\'');
    }

    private static List<String> words(String text) {
        return WORDS.matcher(plain(text)).results().map(word -> word.group()).toList();
    }

    int size() {
        return ids.size();
    }

    /// How many of the pieces, the first, are ever written.
    int written() {
        return written;
    }

    /// The pieces of a text and its end.
    int[] encode(String text) {
        List<Integer> pieces = new ArrayList<>();
        for (String word : words(text)) {
            for (int piece : known.computeIfAbsent(word, this::cut)) {
                pieces.add(piece);
            }
        }
        pieces.add(END);
        return pieces.stream().mapToInt(i -> i).toArray();
    }

    /// The same of a text that is to be written: what never is becomes unknown.
    int[] encodeTarget(String text) {
        return IntStream.of(encode(text)).map(id -> id < written ? id : UNKNOWN).toArray();
    }

    private int[] cut(String word) {
        return pieces(word).stream().mapToInt(piece -> ids.getOrDefault(piece, UNKNOWN)).toArray();
    }

    private List<String> pieces(String word) {
        List<String> pieces = characters(word);
        while (true) {
            Pair best = null;
            for (int i = 1; i < pieces.size(); i++) {
                Pair pair = new Pair(pieces.get(i - 1), pieces.get(i));
                boolean earlier = ranks.containsKey(pair) && (best == null || rank(pair) < rank(best));
                best = earlier ? pair : best;
            }
            if (best == null) {
                return pieces;
            }
            merge(pieces, best);
        }
    }

    private int rank(Pair pair) {
        return ranks.getOrDefault(pair, Integer.MAX_VALUE);
    }

    /// What some pieces say, special ones left out.
    String text(int[] pieces) {
        List<String> all = List.copyOf(ids.keySet());
        StringBuilder text = new StringBuilder();
        for (int piece : pieces) {
            text.append(piece < SPECIAL.size() ? "" : all.get(piece));
        }
        return text.toString();
    }

    /// The pieces as a `tokenizer.json` of Hugging Face tokenizers: texts end with `</s>`.
    JsonObject toTokenizerJson() {
        JsonObject json = new Gson().fromJson("""
                {"version": "1.0", "added_tokens": [],
                 "normalizer": {"type": "Sequence", "normalizers": [
                   {"type": "Lowercase"}, {"type": "Replace", "pattern": {"String": "\u2019"}, "content": "'"}]},
                 "pre_tokenizer": {"type": "Sequence", "pretokenizers": [
                   {"type": "WhitespaceSplit"}, {"type": "Split", "pattern": {}, "behavior": "Isolated", "invert": false}]},
                 "post_processor": {"type": "TemplateProcessing",
                   "single": [{"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "</s>", "type_id": 0}}],
                   "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 0}},
                            {"SpecialToken": {"id": "</s>", "type_id": 0}}],
                   "special_tokens": {"</s>": {"id": "</s>", "ids": [0], "tokens": ["</s>"]}}},
                 "model": {"type": "BPE", "unk_token": "<unk>", "fuse_unk": false}}""", JsonObject.class);
        json.getAsJsonObject("pre_tokenizer").getAsJsonArray("pretokenizers").get(1).getAsJsonObject()
                .getAsJsonObject("pattern").addProperty("Regex", SIGNS);
        for (int id = 0; id < SPECIAL.size(); id++) {
            json.getAsJsonArray("added_tokens").add(added(id));
        }
        JsonObject model = json.getAsJsonObject("model");
        JsonObject vocabulary = new JsonObject();
        ids.forEach(vocabulary::addProperty);
        model.add("vocab", vocabulary);
        JsonArray merges = new JsonArray();
        ranks.keySet().forEach(pair -> merges.add(pair.left + " " + pair.right));
        model.add("merges", merges);
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
}

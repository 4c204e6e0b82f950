package io.headscope.training.course;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// A byte-level byte-pair vocabulary (Sennrich et al., 2016, <https://arxiv.org/abs/1508.07909>; on bytes as GPT-2 has
/// it): the pair of neighbours that is most frequent becomes one piece, again and again.
public final class BytePairVocabulary {

    /// Stands before and between texts; its id is 0.
    public static final String END_OF_TEXT = "<|endoftext|>";

    /// Words with the space before them, as GPT-2 parts a text before it pairs bytes.
    private static final Pattern WORDS = Pattern.compile(
            "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+");

    private final List<String> pieces;
    private final List<Pair> merges;

    private record Pair(String left, String right) {}

    private BytePairVocabulary(List<String> pieces, List<Pair> merges) {
        this.pieces = pieces;
        this.merges = merges;
    }

    /// Learns a vocabulary of `size` pieces: the end of text, all bytes, and what they pair to. Ties go to the pair that
    /// comes first in the alphabet, so that the same text always gives the same vocabulary.
    public static BytePairVocabulary learn(String text, int size) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        WORDS.matcher(text).results().forEach(word -> counts.merge(spelled(word.group()), 1, Integer::sum));
        List<List<String>> words = new ArrayList<>();
        List<Integer> frequencies = new ArrayList<>();
        counts.forEach((word, count) -> {
            words.add(new ArrayList<>(word.codePoints().mapToObj(Character::toString).toList()));
            frequencies.add(count);
        });
        List<String> pieces = new ArrayList<>(List.of(END_OF_TEXT));
        for (int unit = 0; unit < 256; unit++) {
            pieces.add(Character.toString(letter(unit)));
        }
        List<Pair> merges = new ArrayList<>();
        while (pieces.size() < size) {
            Pair best = mostFrequent(words, frequencies);
            merges.add(best);
            pieces.add(best.left + best.right);
            words.forEach(word -> merge(word, best));
        }
        return new BytePairVocabulary(pieces, merges);
    }

    private static Pair mostFrequent(List<List<String>> words, List<Integer> frequencies) {
        Map<Pair, Integer> counts = new HashMap<>();
        for (int w = 0; w < words.size(); w++) {
            List<String> word = words.get(w);
            for (int i = 1; i < word.size(); i++) {
                counts.merge(new Pair(word.get(i - 1), word.get(i)), frequencies.get(w), Integer::sum);
            }
        }
        return counts.entrySet().stream()
                .max(Map.Entry.<Pair, Integer>comparingByValue()
                        .thenComparing(Map.Entry::getKey, Comparator.comparing(Pair::left).thenComparing(Pair::right).reversed()))
                .orElseThrow(() -> new IllegalArgumentException("the text is too short for so many pieces"))
                .getKey();
    }

    private static void merge(List<String> word, Pair pair) {
        for (int i = 1; i < word.size(); i++) {
            if (word.get(i - 1).equals(pair.left) && word.get(i).equals(pair.right)) {
                word.set(i - 1, pair.left + pair.right);
                word.remove(i);
            }
        }
    }

    private static String spelled(String word) {
        StringBuilder spelled = new StringBuilder();
        for (byte unit : word.getBytes(StandardCharsets.UTF_8)) {
            spelled.appendCodePoint(letter(Byte.toUnsignedInt(unit)));
        }
        return spelled.toString();
    }

    /// The letter that stands for a byte in byte-level vocabularies: itself where it is printable, else one from U+0100 on.
    private static int letter(int unit) {
        int shifted = 256;
        for (int other = 0; other < 256; other++) {
            boolean printable = (other >= '!' && other <= '~') || (other >= 0xa1 && other <= 0xff && other != 0xad);
            if (other == unit) {
                return printable ? unit : shifted;
            }
            shifted += printable ? 0 : 1;
        }
        throw new IllegalArgumentException("no byte: " + unit);
    }

    public int size() {
        return pieces.size();
    }

    /// The ids of a text, word by word as the vocabulary was learned.
    public int[] encode(String text) {
        Map<String, Integer> ids = new HashMap<>();
        for (int id = 0; id < pieces.size(); id++) {
            ids.put(pieces.get(id), id);
        }
        Map<String, int[]> known = new HashMap<>();
        return WORDS.matcher(text).results()
                .map(word -> known.computeIfAbsent(word.group(), fresh -> encodeWord(fresh, ids)))
                .flatMapToInt(Arrays::stream)
                .toArray();
    }

    private int[] encodeWord(String text, Map<String, Integer> ids) {
        List<String> word = new ArrayList<>(spelled(text).codePoints().mapToObj(Character::toString).toList());
        merges.forEach(pair -> merge(word, pair));
        return word.stream().mapToInt(ids::get).toArray();
    }

    /// The vocabulary as a `tokenizer.json` of Hugging Face tokenizers.
    public String toTokenizerJson() {
        JsonObject vocabulary = new JsonObject();
        for (int id = 0; id < pieces.size(); id++) {
            vocabulary.addProperty(pieces.get(id), id);
        }
        JsonArray mergeList = new JsonArray();
        merges.forEach(pair -> mergeList.add(pair.left + " " + pair.right));
        JsonObject model = object("type", "BPE");
        model.add("vocab", vocabulary);
        model.add("merges", mergeList);
        JsonObject end = object("content", END_OF_TEXT);
        end.addProperty("id", 0);
        List.of("single_word", "lstrip", "rstrip", "normalized").forEach(flag -> end.addProperty(flag, false));
        end.addProperty("special", true);
        JsonArray added = new JsonArray();
        added.add(end);
        JsonObject parted = object("type", "ByteLevel");
        parted.addProperty("add_prefix_space", false);
        parted.addProperty("trim_offsets", false);
        parted.addProperty("use_regex", true);
        JsonObject tokenizer = object("version", "1.0");
        tokenizer.add("added_tokens", added);
        tokenizer.add("pre_tokenizer", parted);
        tokenizer.add("post_processor", beginning());
        tokenizer.add("decoder", parted);
        tokenizer.add("model", model);
        return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(tokenizer) + "\n";
    }

    /// Every text begins with the end of the one before it.
    private static JsonObject beginning() {
        JsonObject begin = new JsonObject();
        begin.add("SpecialToken", part(END_OF_TEXT, 0));
        JsonObject first = new JsonObject();
        first.add("Sequence", part("A", 0));
        JsonObject second = new JsonObject();
        second.add("Sequence", part("B", 0));
        JsonArray ids = new JsonArray();
        ids.add(0);
        JsonArray names = new JsonArray();
        names.add(END_OF_TEXT);
        JsonObject special = object("id", END_OF_TEXT);
        special.add("ids", ids);
        special.add("tokens", names);
        JsonObject specials = new JsonObject();
        specials.add(END_OF_TEXT, special);
        JsonObject template = object("type", "TemplateProcessing");
        template.add("single", list(begin, first));
        template.add("pair", list(begin, first, begin, second));
        template.add("special_tokens", specials);
        return template;
    }

    private static JsonObject part(String id, int type) {
        JsonObject part = object("id", id);
        part.addProperty("type_id", type);
        return part;
    }

    private static JsonArray list(JsonObject... parts) {
        JsonArray list = new JsonArray();
        List.of(parts).forEach(list::add);
        return list;
    }

    private static JsonObject object(String key, String value) {
        JsonObject object = new JsonObject();
        object.addProperty(key, value);
        return object;
    }
}

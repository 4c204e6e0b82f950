package io.headscope.input;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.headscope.attention.Token;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The pieces a tokenizer cuts texts into, by their ids, as `tokenizer.json` lists them.
public final class Vocabulary {

    private static final Set<String> MASKS = Set.of("[MASK]", "<mask>");

    /// How pieces are to be read, after the tokenizer's own settings.
    private record Marks(boolean byteLevel, String continuation, String wordEnd, String wordStart) {}

    private final Map<Integer, String> pieces;
    private final Set<Integer> specials;
    private final Set<Integer> added;
    private final Marks marks;

    private Vocabulary(Map<Integer, String> pieces, Set<Integer> specials, Set<Integer> added, Marks marks) {
        this.pieces = Map.copyOf(pieces);
        this.specials = Set.copyOf(specials);
        this.added = Set.copyOf(added);
        this.marks = marks;
    }

    /// @throws RuntimeException of Gson's, if `tokenizer` has not the form of a `tokenizer.json`
    static Vocabulary read(JsonObject tokenizer) {
        JsonObject model = tokenizer.getAsJsonObject("model");
        Map<Integer, String> pieces = new HashMap<>();
        switch (model.get("vocab")) {
            case JsonObject byPiece -> byPiece.asMap().forEach((piece, id) -> pieces.put(id.getAsInt(), piece));
            // Unigram keeps a list of [piece, score]; the place in the list is the id.
            case JsonArray byId -> byId.forEach(entry -> pieces.put(pieces.size(), entry.getAsJsonArray().get(0).getAsString()));
            case null, default -> throw new IllegalStateException("it has no vocabulary");
        }
        Set<Integer> specials = new HashSet<>();
        Set<Integer> added = new HashSet<>();
        if (tokenizer.get("added_tokens") instanceof JsonArray entries) {
            for (JsonElement entry : entries) {
                JsonObject token = entry.getAsJsonObject();
                int id = token.get("id").getAsInt();
                pieces.put(id, token.get("content").getAsString());
                added.add(id);
                if (token.has("special") && token.get("special").getAsBoolean()) {
                    specials.add(id);
                }
            }
        }
        return new Vocabulary(pieces, specials, added, marks(tokenizer, model));
    }

    /// The number of pieces.
    public int size() {
        return pieces.size();
    }

    /// The largest id of the pieces that texts are cut into, those that were added later apart; -1 where there is none.
    public int largestPiece() {
        return pieces.keySet().stream().filter(id -> !added.contains(id)).mapToInt(id -> id).max().orElse(-1);
    }

    public Set<Integer> ids() {
        return pieces.keySet();
    }

    /// The ids of the tokens that stand for no text: `[CLS]`, `<s>`, end of text.
    public Set<Integer> specialIds() {
        return specials;
    }

    public boolean isSpecial(int id) {
        return specials.contains(id);
    }

    /// What a special token is there for.
    Token.Role specialRole(int id) {
        return isSpecial(id) && MASKS.contains(piece(id)) ? Token.Role.MASK : Token.Role.SPECIAL;
    }

    /// What the vocabulary itself calls `id`, marks and all (`Ġread`, `##ing`); the number for one it does not know,
    /// as a network may have more rows than the tokenizer has pieces.
    public String piece(int id) {
        return pieces.getOrDefault(id, Integer.toString(id));
    }

    /// What a person reads for `id`, standing alone: the piece without marks, bytes as text, a space at its beginning
    /// shown by a dot (`·read`), bytes that are no whole character by number (`‹E4 B8›`).
    public String text(int id) {
        String piece = piece(id);
        return added.contains(id) || !pieces.containsKey(id) ? piece : ReadableText.ofPiece(decoded(piece));
    }

    /// The token `id`, of no text that anybody typed.
    public Token token(int id) {
        String plain = isSpecial(id) ? "" : text(List.of(id));
        // Bytes that are no whole character have no other name than their numbers.
        String text = plain.isEmpty() || plain.indexOf('\uFFFD') >= 0 ? text(id) : ReadableText.ofSource(plain);
        return new Token(id, piece(id), text, null, isSpecial(id) ? specialRole(id) : Token.Role.TEXT);
    }

    /// What some tokens say together, special ones left out: bytes that are parts of one character joined, spaces plain. What
    /// the vocabulary has no piece for is told by its number, apart from others.
    public String text(List<Integer> ids) {
        StringBuilder text = new StringBuilder();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int id : ids) {
            if (isSpecial(id)) {
                continue;
            }
            String piece = piece(id);
            if (!added.contains(id) && !pieces.containsKey(id)) {
                text.append(bytes.toString(StandardCharsets.UTF_8));
                bytes.reset();
                text.append(text.isEmpty() ? "" : " ").append(piece);
                continue;
            }
            Optional<byte[]> own = added.contains(id) ? Optional.empty() : bytes(piece);
            if (own.isPresent()) {
                bytes.writeBytes(own.get());
            } else {
                text.append(bytes.toString(StandardCharsets.UTF_8));
                bytes.reset();
                text.append(joined(piece, id, text.isEmpty()));
            }
        }
        return text.append(bytes.toString(StandardCharsets.UTF_8)).toString();
    }

    /// What a piece stands for in bytes, where it does.
    private Optional<byte[]> bytes(String piece) {
        if (marks.byteLevel()) {
            return ByteLevel.bytes(without(piece));
        }
        return piece.matches("<0x[0-9A-F]{2}>")
                ? Optional.of(new byte[] {(byte) Integer.parseInt(piece.substring(3, 5), 16)})
                : Optional.empty();
    }

    /// Pieces that mark their beginnings bring their space along; pieces that mark what goes on have one before them
    /// where they do not; pieces that mark their ends have one behind.
    private String joined(String piece, int id, boolean first) {
        if (added.contains(id)) {
            return piece;
        }
        if (!marks.wordEnd().isEmpty()) {
            return without(piece) + (piece.endsWith(marks.wordEnd()) ? " " : "");
        }
        if (!marks.continuation().isEmpty()) {
            return piece.startsWith(marks.continuation()) || first ? without(piece) : " " + piece;
        }
        return decoded(piece);
    }

    private String decoded(String piece) {
        if (marks.byteLevel()) {
            return ByteLevel.bytes(without(piece)).map(ByteLevel::text).orElse(piece);
        }
        // The bytes that SentencePiece vocabularies fall back to.
        if (piece.matches("<0x[0-9A-F]{2}>")) {
            return ByteLevel.text(new byte[] {(byte) Integer.parseInt(piece.substring(3, 5), 16)});
        }
        return without(piece).replace(marks.wordStart().isEmpty() ? " " : marks.wordStart(), " ");
    }

    private String without(String piece) {
        String start = marks.continuation();
        String end = marks.wordEnd();
        String rest = piece.length() > start.length() && piece.startsWith(start) ? piece.substring(start.length()) : piece;
        return rest.length() > end.length() && rest.endsWith(end) ? rest.substring(0, rest.length() - end.length()) : rest;
    }

    private static Marks marks(JsonObject tokenizer, JsonObject model) {
        boolean byteLevel = mentions(tokenizer.get("pre_tokenizer"), "type", "ByteLevel")
                || mentions(tokenizer.get("decoder"), "type", "ByteLevel");
        boolean sentencePiece = mentions(tokenizer.get("pre_tokenizer"), "type", "Metaspace")
                || mentions(tokenizer.get("decoder"), "type", "Metaspace")
                || mentions(tokenizer.get("normalizer"), "content", "▁");
        return new Marks(
                byteLevel,
                text(model, "continuing_subword_prefix"),
                text(model, "end_of_word_suffix"),
                sentencePiece ? "▁" : "");
    }

    private static String text(JsonObject json, String key) {
        return json.get(key) instanceof JsonPrimitive value && value.isString() ? value.getAsString() : "";
    }

    /// Whether `element`, or anything within it, has `value` under `key`: stages may stand in sequences of sequences.
    private static boolean mentions(@org.jspecify.annotations.Nullable JsonElement element, String key, String value) {
        return switch (element) {
            case JsonObject object ->
                text(object, key).equals(value)
                        || object.asMap().values().stream().anyMatch(part -> mentions(part, key, value));
            case JsonArray array -> array.asList().stream().anyMatch(part -> mentions(part, key, value));
            case null, default -> false;
        };
    }
}

package io.headscope.analysis;

import io.headscope.attention.IndexRange;
import io.headscope.attention.Token;
import io.headscope.attention.TokenSpan;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/// Which tokens of a row make one word: those of one text that touch each other and meet in letters or digits. Scripts that
/// put no space between words (Chinese, Japanese, Thai) are left as they are cut, but for characters cut in themselves. A space
/// that is a token of its own belongs to the word behind it. Tokens without a place in a text stand alone.
public final class Words {

    private final int[] starts;
    private final int length;

    private Words(int[] starts, int length) {
        this.starts = starts;
        this.length = length;
    }

    /// Every token a word.
    public static Words each(int length) {
        return new Words(IntStream.range(0, length).toArray(), length);
    }

    /// The words of a row of tokens.
    public static Words of(List<Token> tokens) {
        int[] starts = IntStream.range(0, tokens.size()).filter(i -> i == 0 || !joins(tokens, i)).toArray();
        return new Words(starts, tokens.size());
    }

    /// How many words there are.
    public int count() {
        return starts.length;
    }

    /// The tokens of word `word`.
    public IndexRange tokens(int word) {
        return new IndexRange(starts[word], word + 1 < starts.length ? starts[word + 1] : length);
    }

    /// Whether there is such a token.
    boolean has(int token) {
        return token >= 0 && token < length;
    }

    /// The word that token `token` belongs to.
    public int word(int token) {
        int at = Arrays.binarySearch(starts, Objects.checkIndex(token, length));
        return at >= 0 ? at : -at - 2;
    }

    /// Each word as one token: the first one's number, everybody's letters.
    public List<Token> merged(List<Token> tokens) {
        return IntStream.range(0, count()).mapToObj(word -> merge(tokens, tokens(word))).toList();
    }

    private static Token merge(List<Token> tokens, IndexRange range) {
        Token first = tokens.get(range.start());
        if (range.length() == 1 || first.span() == null) {
            return first;
        }
        StringBuilder piece = new StringBuilder();
        StringBuilder text = new StringBuilder();
        int end = first.span().start();
        for (Token token : tokens.subList(range.start(), range.end())) {
            TokenSpan span = Objects.requireNonNull(token.span());
            piece.append(token.piece());
            if (span.end() > end) {
                text.append(token.isSpace() ? "" : token.text());
                end = span.end();
            }
        }
        return new Token(first.id(), piece.toString(), text.toString().strip(), new TokenSpan(first.span().start(), end), first.role());
    }

    private static boolean joins(List<Token> tokens, int index) {
        Token before = tokens.get(index - 1);
        Token token = tokens.get(index);
        TokenSpan last = before.span();
        TokenSpan span = token.span();
        if (last == null || span == null || before.role() != token.role() || before.isSpecial() || before.text().isEmpty() || token.text().isEmpty()) {
            return false;
        }
        if (span.start() < last.end()) {
            return true;
        }
        if (before.isSpace() && !token.isSpace()) {
            return span.start() == last.end();
        }
        // An apostrophe alone goes on with what it went on from; everything else needs no look further back.
        boolean amidWord = before.text().length() > 1
                ? isOfWord(before.text().codePointBefore(before.text().length() - 1))
                : isApostrophe(before.text().codePointAt(0)) && index > 1 && joins(tokens, index - 1);
        return span.start() == last.end() && meet(before.text(), amidWord, token.text(), follower(tokens, index));
    }

    /// What touches the token from behind, if anything does.
    private static String follower(List<Token> tokens, int index) {
        TokenSpan span = tokens.get(index).span();
        Token next = index + 1 < tokens.size() ? tokens.get(index + 1) : null;
        return span != null && next != null && next.span() != null && next.span().start() == span.end() ? next.text() : "";
    }

    /// Whether a word goes on: letter meets letter, an apostrophe between letters included.
    ///
    /// @param amidWord whether a letter stands before the last sign of `before`
    private static boolean meet(String before, boolean amidWord, String text, String follower) {
        int last = before.codePointBefore(before.length());
        int first = text.codePointAt(0);
        if (isApostrophe(first)) {
            String rest = text.substring(Character.charCount(first)) + follower;
            return isOfWord(last) && !rest.isEmpty() && isOfWord(rest.codePointAt(0));
        }
        return isOfWord(first) && (isOfWord(last) || (isApostrophe(last) && amidWord));
    }

    private static boolean isApostrophe(int character) {
        return character == '\'' || character == '’';
    }

    private static boolean isOfWord(int character) {
        return switch (Character.getType(character)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            default -> Character.isLetterOrDigit(character) && putsSpaces(Character.UnicodeScript.of(character));
        };
    }

    private static boolean putsSpaces(Character.UnicodeScript script) {
        return switch (script) {
            case HAN, HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR, BOPOMOFO -> false;
            default -> true;
        };
    }
}

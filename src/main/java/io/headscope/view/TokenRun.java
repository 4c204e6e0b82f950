package io.headscope.view;

import io.headscope.attention.IndexRange;
import io.headscope.attention.Token;
import java.util.ArrayList;
import java.util.List;

/// The cells of an axis that one label stands for: one token, or all those over which one character is split.
///
/// @param cells the positions along the axis
/// @param text  what the label says
public record TokenRun(IndexRange cells, String text, boolean special) {

    /// The labels of an axis, first to last.
    public static List<TokenRun> of(List<Token> tokens) {
        List<TokenRun> runs = new ArrayList<>();
        int start = 0;
        while (start < tokens.size()) {
            int end = start + 1;
            while (end < tokens.size() && sharesCharacter(tokens.get(start), tokens.get(end))) {
                end++;
            }
            Token token = tokens.get(start);
            runs.add(new TokenRun(new IndexRange(start, end), text(token), token.isSpecial()));
            start = end;
        }
        return runs;
    }

    /// What a token is called where it stands alone: without the space before its word.
    public static String text(Token token) {
        String text = token.text().strip();
        return text.isEmpty() ? token.text().isEmpty() ? "∅" : "·" : text;
    }

    private static boolean sharesCharacter(Token one, Token other) {
        return one.span() != null && one.span().equals(other.span()) && one.text().equals(other.text());
    }
}

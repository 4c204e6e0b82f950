package io.headscope.input;

import io.headscope.attention.Token;
import io.headscope.attention.TokenSpan;
import java.util.ArrayList;
import java.util.List;

/// Byte-level tokenizers may split one character over several tokens, none of which can be read.
final class SplitCharacters {

    private SplitCharacters() {}

    /// The same tokens, those that share a character with a common span and its text.
    static List<Token> joined(List<Token> tokens, String first, String second) {
        List<Token> joined = new ArrayList<>();
        int start = 0;
        while (start < tokens.size()) {
            int end = start + 1;
            TokenSpan span = tokens.get(start).span();
            while (span != null && end < tokens.size() && overlap(span, tokens.get(end), tokens.get(start))) {
                span = union(span, tokens.get(end++).span());
            }
            for (Token token : tokens.subList(start, end)) {
                joined.add(end - start == 1 || span == null ? token : token(token, span, first, second));
            }
            start = end;
        }
        return joined;
    }

    private static boolean overlap(TokenSpan span, Token next, Token first) {
        return next.span() != null && next.role() == first.role() && next.span().start() < span.end();
    }

    private static TokenSpan union(TokenSpan one, @org.jspecify.annotations.Nullable TokenSpan other) {
        return other == null
                ? one
                : new TokenSpan(Math.min(one.start(), other.start()), Math.max(one.end(), other.end()));
    }

    private static Token token(Token token, TokenSpan span, String first, String second) {
        String source = token.role() == Token.Role.PAIR ? second : first;
        String text = ReadableText.ofSource(source.substring(span.start(), span.end()));
        return new Token(token.id(), token.piece(), text, span, token.role());
    }
}

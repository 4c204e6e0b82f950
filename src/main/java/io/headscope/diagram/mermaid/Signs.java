package io.headscope.diagram.mermaid;

/// What Mermaid takes a character for.
final class Signs {

    private static final String NODE_SIGNS = "!\"#$%&'*+.`?\\_/";

    private Signs() {}

    /// White space as JavaScript has it.
    static boolean isSpace(char c) {
        return (c >= '\t' && c <= '\r')
                || c == ' '
                || c == '\u00A0'
                || c == '\u1680'
                || (c >= '\u2000' && c <= '\u200A')
                || c == '\u2028'
                || c == '\u2029'
                || c == '\u202F'
                || c == '\u205F'
                || c == '\u3000'
                || c == '\uFEFF';
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /// What `\w` means there.
    static boolean isWord(char c) {
        return isDigit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
    }

    /// What an id may be made of, dashes apart.
    static boolean isNodeSign(char c) {
        return isWord(c) || NODE_SIGNS.indexOf(c) >= 0;
    }

    /// Letters of all scripts, those beyond the first 65,536 characters apart.
    static boolean isLetter(char c) {
        return c >= 0x80 && Character.isLetter(c) && !Character.isSurrogate(c);
    }
}

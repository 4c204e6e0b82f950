package io.headscope.input;

/// Makes a stretch of text readable where it stands alone, as the label of one token.
final class ReadableText {

    private static final char SPACE = '·';
    private static final String CIRCLE = "○";

    private ReadableText() {}

    /// A stretch of the source: what has a glyph stays as it is; what has none is shown by a sign.
    static String ofSource(String stretch) {
        if (stretch.isEmpty()) {
            return stretch;
        }
        boolean blank = stretch.codePoints().allMatch(ReadableText::isBlank);
        StringBuilder shown = new StringBuilder();
        if (isMark(stretch.codePointAt(0))) {
            shown.append(CIRCLE);
        }
        stretch.codePoints().forEach(character -> append(character, blank, stretch, shown));
        return shown.toString();
    }

    /// A piece of the vocabulary: as [#ofSource], and a space at its beginning is shown by a dot,
    /// for ` the` and `the` are two pieces.
    static String ofPiece(String decoded) {
        String shown = ofSource(decoded);
        return shown.startsWith(" ") ? SPACE + shown.substring(1) : shown;
    }

    private static void append(int character, boolean blank, String stretch, StringBuilder shown) {
        switch (character) {
            case ' ', '\u00a0', '\u3000' -> shown.append(blank ? SPACE : ' ');
            case '\n' -> shown.append('↵');
            case '\t' -> shown.append('⇥');
            default -> {
                // Joiners inside a cluster (an emoji family, Persian) do their work; alone they would be nothing at all.
                boolean invisible = Character.getType(character) == Character.FORMAT
                        && stretch.codePointCount(0, stretch.length()) == 1;
                if (invisible || Character.isISOControl(character) || Character.getType(character) == Character.SURROGATE) {
                    shown.append("‹%04X›".formatted(character));
                } else {
                    shown.appendCodePoint(character);
                }
            }
        }
    }

    private static boolean isBlank(int character) {
        return Character.isWhitespace(character) || Character.isSpaceChar(character);
    }

    private static boolean isMark(int character) {
        return switch (Character.getType(character)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.COMBINING_SPACING_MARK -> true;
            default -> false;
        };
    }
}

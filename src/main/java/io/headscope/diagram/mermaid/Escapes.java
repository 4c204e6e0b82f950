package io.headscope.diagram.mermaid;

import java.util.regex.Pattern;

/// Writes as entities what Mermaid would take for something else.
final class Escapes {

    /// Words that mermaid finds anywhere: it would take the text for another kind, or the line for a direction.
    private static final Pattern FOUND_ANYWHERE = Pattern.compile("C4(?=Con|Com|Dyn|Dep)|direction(?=\\s)");

    private Escapes() {}

    /// What stands between quotes as a label.
    static String label(String value) {
        return plain(value).replace("#10;", "<br/>");
    }

    /// What stands in quotes, in shape data too, or up to the line's end.
    static String plain(String value) {
        StringBuilder text = new StringBuilder();
        value.codePoints().forEach(c -> {
            switch (c) {
                case '"' -> text.append("#quot;");
                case '&' -> text.append("#amp;");
                case '<' -> text.append("#lt;");
                case '>' -> text.append("#gt;");
                case '#', '`', '%', '{', '}', '\\', '\r', '\n', 'ﬂ', '¶' -> text.append('#').append(c).append(';');
                default -> text.appendCodePoint(c);
            }
        });
        return FOUND_ANYWHERE.matcher(text).replaceAll(word -> word.group().equals("C4") ? "C#52;" : "directio#110;");
    }
}

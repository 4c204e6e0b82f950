package io.headscope.diagram.mermaid;

import org.jspecify.annotations.Nullable;

/// Finds lines that give a subgraph its direction. Mermaid lets anything stand before and behind it in the line, so the
/// line is looked through once and remembered.
final class DirectionLines {

    private static final String WORD = "direction";

    private final String text;
    private int lineEnd = -1;
    private int lastWord = -1;

    /// @param name of the direction
    /// @param end  of the line
    record Found(String name, int end) {}

    DirectionLines(String text) {
        this.text = text;
    }

    /// Where the word begins last before `end` and not before `start`, or -1.
    private int before(int end, int start) {
        for (int word = end - 1; word >= start; word--) {
            if (text.startsWith(WORD, word)) {
                return word;
            }
        }
        return -1;
    }

    /// What the rest of the line from `at` on says, the first of `names` that it has.
    @Nullable Found at(int at, String... names) {
        if (at >= lineEnd) {
            int end = text.indexOf('\n', at);
            lineEnd = end < 0 ? text.length() : end;
            lastWord = before(lineEnd, at);
        }
        if (lastWord < at) {
            return null;
        }
        for (String name : names) {
            for (int word = lastWord; word >= at; word = before(word, at)) {
                int behind = word + WORD.length();
                int start = behind;
                while (start < text.length() && Signs.isSpace(text.charAt(start))) {
                    start++;
                }
                if (start > behind && text.startsWith(name, start)) {
                    int end = text.indexOf('\n', start);
                    return new Found(name, end < 0 ? text.length() : end);
                }
            }
        }
        return null;
    }
}

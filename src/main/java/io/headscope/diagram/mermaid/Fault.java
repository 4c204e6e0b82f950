package io.headscope.diagram.mermaid;

import io.headscope.message.Phrase;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;

/// What is wrong with a text, and where.
///
/// @param line   from 1
/// @param column from 1, in characters
/// @param excerpt the part of the line around the place, and below it a caret
public record Fault(int line, int column, Phrase reason, String excerpt) {

    private static final int BEFORE = 60;
    private static final int AFTER = 40;

    static Fault of(String written, Refusal refusal) {
        int at = Math.clamp(refusal.origin(), 0, written.length());
        int start = at;
        while (start > 0 && !isBreak(written.charAt(start - 1))) {
            start--;
        }
        int end = at;
        while (end < written.length() && !isBreak(written.charAt(end))) {
            end++;
        }
        int first = Math.max(start, at - BEFORE);
        int last = Math.min(end, at + AFTER);
        String before = written.substring(first, at).replace('\t', ' ');
        String shown = before + written.substring(at, last).replace('\t', ' ');
        String caret = before.codePoints().mapToObj(c -> isWide(c) ? "　" : " ").reduce("", String::concat) + "^";
        return new Fault(line(written, start), written.codePointCount(start, at) + 1, refusal.reason(), shown + "\n" + caret);
    }

    /// @param source what to call the text: its file's name
    public ProblemException in(Object source) {
        return new ProblemException(Problem.MERMAID_BROKEN, source, line, column, reason, excerpt);
    }

    private static int line(String written, int start) {
        int line = 1;
        for (int i = 0; i < start; i++) {
            char c = written.charAt(i);
            if (c == '\n' || (c == '\r' && (i + 1 >= written.length() || written.charAt(i + 1) != '\n'))) {
                line++;
            }
        }
        return line;
    }

    private static boolean isBreak(char c) {
        return c == '\n' || c == '\r';
    }

    // In a terminal's font these take the room of two Latin letters, as does the ideographic space.
    private static boolean isWide(int codePoint) {
        return Character.isIdeographic(codePoint) || (codePoint >= 0x3000 && codePoint <= 0x30FF) || (codePoint >= 0xFF01 && codePoint <= 0xFF60);
    }
}

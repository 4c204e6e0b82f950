package io.headscope.diagram.layout;

import io.headscope.diagram.layout.Wording.Line;
import io.headscope.diagram.layout.Wording.Run;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// A line of a label, and which of its letters are bold or italic.
///
/// @param text without the signs that say so
record Emphasis(String text, BitSet bold, BitSet italic) {

    /// Every letter as it is.
    static Emphasis none(String text) {
        return new Emphasis(text, new BitSet(), new BitSet());
    }

    /// Reads Markdown's `**bold**`, `__bold__`, `*italic*` and `_italic_`. Signs that nothing closes, and underscores within
    /// a word, stand for themselves.
    static Emphasis read(String written) {
        StringBuilder text = new StringBuilder();
        BitSet bold = new BitSet();
        BitSet italic = new BitSet();
        List<String> open = new ArrayList<>();
        for (int at = 0; at < written.length(); ) {
            String sign = sign(written, at);
            boolean closes = open.contains(sign);
            if (!sign.isEmpty() && (closes || isClosed(written, at + sign.length(), sign))) {
                if (closes) {
                    open.remove(sign);
                } else {
                    open.add(sign);
                }
                at += sign.length();
            } else {
                int length = Math.max(1, sign.length());
                bold.set(text.length(), text.length() + length, open.stream().anyMatch(one -> one.length() == 2));
                italic.set(text.length(), text.length() + length, open.stream().anyMatch(one -> one.length() == 1));
                text.append(written, at, at + length);
                at += length;
            }
        }
        return new Emphasis(text.toString(), bold, italic);
    }

    private static String sign(String written, int at) {
        char c = written.charAt(at);
        if (c != '*' && c != '_') {
            return "";
        }
        boolean twice = at + 1 < written.length() && written.charAt(at + 1) == c;
        int end = at + (twice ? 2 : 1);
        boolean within = at > 0 && end < written.length() && Character.isLetterOrDigit(written.charAt(at - 1)) && Character.isLetterOrDigit(written.charAt(end));
        return c == '_' && within ? "" : written.substring(at, end);
    }

    private static boolean isClosed(String written, int from, String sign) {
        if (from >= written.length() || Character.isWhitespace(written.charAt(from))) {
            return false;
        }
        for (int at = from + 1; at < written.length(); at++) {
            if (sign(written, at).equals(sign)) {
                return true;
            }
            at += Math.max(0, sign(written, at).length() - 1);
        }
        return false;
    }

    /// The letters from `start` to `end`, without space at the ends.
    Line part(int start, int end) {
        int from = start;
        int to = end;
        while (from < to && Character.isWhitespace(text.charAt(from))) {
            from++;
        }
        while (to > from && Character.isWhitespace(text.charAt(to - 1))) {
            to--;
        }
        List<Run> runs = new ArrayList<>();
        for (int at = from; at < to; ) {
            int next = at + 1;
            while (next < to && bold.get(next) == bold.get(at) && italic.get(next) == italic.get(at)) {
                next++;
            }
            runs.add(new Run(text.substring(at, next), bold.get(at), italic.get(at)));
            at = next;
        }
        return new Line(runs);
    }
}

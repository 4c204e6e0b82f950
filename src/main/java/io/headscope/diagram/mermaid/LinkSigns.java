package io.headscope.diagram.mermaid;

/// Finds links in a text: `-->`, `x==x`, `-. `, with the white space that Mermaid counts in.
final class LinkSigns {

    /// The three ways to write a line.
    enum Line {
        NORMAL('-'),
        THICK('='),
        DOTTED('.');

        private final char sign;

        Line(char sign) {
            this.sign = sign;
        }
    }

    private static final int NONE = -1;

    private final String text;
    // The run of white space looked at last: at each of its places the question comes again.
    private int spaceStart;
    private int spaceEnd;

    LinkSigns(String text) {
        this.text = text;
    }

    /// Where the whole link ends that begins at `at`, or -1.
    int whole(Line line, int at) {
        int start = afterHead(at);
        int end = line == Line.DOTTED ? dotted(start) : straight(line.sign, start);
        return end == NONE ? NONE : spaces(end);
    }

    /// Where the first half of a link ends that begins at `at` and goes on with a label, or -1.
    int half(Line line, int at) {
        int start = afterHead(at);
        boolean found = line == Line.DOTTED
                ? is(start, '-') && is(start + 1, '.')
                : is(start, line.sign) && is(start + 1, line.sign);
        return found ? spaces(start + 2) : NONE;
    }

    /// Where an invisible link ends that begins at `at`, or -1.
    int invisible(int at) {
        int start = spaces(at);
        int end = run('~', start);
        return end - start >= 3 ? spaces(end) : NONE;
    }

    int spaces(int at) {
        if (at >= spaceStart && at < spaceEnd) {
            return spaceEnd;
        }
        int end = at;
        while (end < text.length() && Signs.isSpace(text.charAt(end))) {
            end++;
        }
        spaceStart = at;
        spaceEnd = end;
        return end;
    }

    private int straight(char sign, int start) {
        int end = run(sign, start);
        if (end - start < 2) {
            return NONE;
        }
        if (is(end, 'x') || is(end, 'o') || is(end, '>')) {
            return end + 1;
        }
        return end - start >= 3 ? end : NONE;
    }

    private int dotted(int start) {
        int first = is(start, '-') ? start + 1 : start;
        int end = run('.', first);
        if (end == first || !is(end, '-')) {
            return NONE;
        }
        return is(end + 1, 'x') || is(end + 1, 'o') || is(end + 1, '>') ? end + 2 : end + 1;
    }

    private int afterHead(int at) {
        int start = spaces(at);
        return is(start, 'x') || is(start, 'o') || is(start, '<') ? start + 1 : start;
    }

    private int run(char sign, int start) {
        int end = start;
        while (is(end, sign)) {
            end++;
        }
        return end;
    }

    private boolean is(int at, char sign) {
        return at < text.length() && text.charAt(at) == sign;
    }
}

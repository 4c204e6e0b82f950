package io.headscope.drawing;

import java.text.Bidi;

/// The order in which letters are seen, from left to right, where some of them run from right to left (the Unicode
/// bidirectional algorithm), Arabic letters joined.
final class SeenOrder {

    private static final String MIRRORED = "()[]{}<>«»‹›";

    private SeenOrder() {}

    /// Whether any of the text runs from right to left.
    static boolean isNeededFor(String text) {
        return Bidi.requiresBidi(text.toCharArray(), 0, text.length());
    }

    /// Whether the text as a whole runs from right to left: its first letter does.
    static boolean isRightToLeft(String text) {
        return isNeededFor(text) && !new Bidi(text, Bidi.DIRECTION_DEFAULT_LEFT_TO_RIGHT).baseIsLeftToRight();
    }

    static int[] of(String text) {
        if (!isNeededFor(text)) {
            return text.codePoints().toArray();
        }
        String joined = ArabicForms.joined(text);
        Bidi bidi = new Bidi(joined, Bidi.DIRECTION_DEFAULT_LEFT_TO_RIGHT);
        int runs = bidi.getRunCount();
        byte[] levels = new byte[runs];
        String[] parts = new String[runs];
        for (int run = 0; run < runs; run++) {
            levels[run] = (byte) bidi.getRunLevel(run);
            String part = joined.substring(bidi.getRunStart(run), bidi.getRunLimit(run));
            parts[run] = levels[run] % 2 == 0 ? part : turned(part);
        }
        Bidi.reorderVisually(levels, 0, parts, 0, runs);
        return String.join("", parts).codePoints().toArray();
    }

    /// From right to left; marks stay behind their letter, as fonts draw them over what was drawn before, and brackets open to
    /// the other side.
    private static String turned(String run) {
        StringBuilder turned = new StringBuilder();
        int end = run.length();
        while (end > 0) {
            int start = run.offsetByCodePoints(end, -1);
            while (start > 0 && Character.getType(run.codePointAt(start)) == Character.NON_SPACING_MARK) {
                start = run.offsetByCodePoints(start, -1);
            }
            run.substring(start, end).codePoints().map(SeenOrder::mirrored).forEach(turned::appendCodePoint);
            end = start;
        }
        return turned.toString();
    }

    private static int mirrored(int letter) {
        int at = MIRRORED.indexOf(letter);
        return at < 0 ? letter : MIRRORED.charAt(at ^ 1);
    }
}

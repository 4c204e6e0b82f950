package io.headscope.attention;

/// A stretch of a source text, in UTF-16 units as Java counts them.
///
/// @param start the first unit
/// @param end   the unit after the last
public record TokenSpan(int start, int end) {

    public TokenSpan {
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("span " + start + ".." + end);
        }
    }

    public int length() {
        return end - start;
    }
}

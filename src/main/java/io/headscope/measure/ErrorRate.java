package io.headscope.measure;

import java.util.List;

/// The error rate of recognised speech: what must be put in, left out or replaced to make what was said of what was
/// written, as a share of what was said (the word error rate; of digits, the digit error rate). More than 1 is possible.
public final class ErrorRate {

    private long errors;
    private long said;

    /// One transcript more.
    ///
    /// @param written what was understood, word by word
    /// @param right   what was said
    public void add(List<?> written, List<?> right) {
        errors += distance(written, right);
        said += right.size();
    }

    /// The fewest insertions, deletions and replacements that turn one into the other (Levenshtein, 1966).
    public static int distance(List<?> one, List<?> other) {
        int[] before = new int[other.size() + 1];
        for (int j = 0; j <= other.size(); j++) {
            before[j] = j;
        }
        for (int i = 1; i <= one.size(); i++) {
            int[] now = new int[other.size() + 1];
            now[0] = i;
            for (int j = 1; j <= other.size(); j++) {
                int replaced = before[j - 1] + (one.get(i - 1).equals(other.get(j - 1)) ? 0 : 1);
                now[j] = Math.min(replaced, 1 + Math.min(before[j], now[j - 1]));
            }
            before = now;
        }
        return before[other.size()];
    }

    /// The words that were wrong, left out or put in too many.
    public long errors() {
        return errors;
    }

    /// The words that were said.
    public long said() {
        return said;
    }

    /// Of all transcripts so far.
    ///
    /// @throws IllegalStateException if nothing was said
    public double value() {
        if (said == 0) {
            throw new IllegalStateException("nothing was said");
        }
        return errors / (double) said;
    }
}

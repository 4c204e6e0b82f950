package io.headscope.measure;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// BLEU (Papineni et al., 2002, section 2, <https://aclanthology.org/P02-1040>) over characters, as translations into
/// Chinese are judged: of a whole collection, not the mean over sentences.
///
/// ```
/// BLEU = BP · (p₁ · p₂ · p₃ · p₄)^¼
/// BP   = 1 if c > r, else e^(1 − r/c)
/// ```
///
/// where pₙ is the share of all n-grams of the hypotheses that are in the reference of their sentence, each no more often
/// than it is there; c is the length of all hypotheses, r that of all references. A character is a code point; white space
/// counts as none, everything else as it stands, punctuation and case among it. Every hypothesis has one reference. Nothing
/// is smoothed: where no n-gram of a length fits, BLEU is 0.
public final class Bleu {

    private static final int LONGEST = 4;

    private final long[] matches = new long[LONGEST];
    private final long[] possible = new long[LONGEST];
    private long hypothesisLength;
    private long referenceLength;

    /// One sentence more.
    ///
    /// @param hypothesis what was written
    /// @param reference  what should stand there
    public void add(String hypothesis, String reference) {
        List<Integer> written = characters(hypothesis);
        List<Integer> right = characters(reference);
        hypothesisLength += written.size();
        referenceLength += right.size();
        for (int n = 1; n <= LONGEST; n++) {
            Map<List<Integer>, Integer> left = counts(right, n);
            for (int at = 0; at + n <= written.size(); at++) {
                possible[n - 1]++;
                matches[n - 1] += left.merge(written.subList(at, at + n), -1, Integer::sum) >= 0 ? 1 : 0;
            }
        }
    }

    private static List<Integer> characters(String text) {
        return text.codePoints().filter(point -> !Character.isWhitespace(point) && !Character.isSpaceChar(point)).boxed().toList();
    }

    private static Map<List<Integer>, Integer> counts(List<Integer> text, int n) {
        Map<List<Integer>, Integer> counts = new HashMap<>();
        for (int at = 0; at + n <= text.size(); at++) {
            counts.merge(new ArrayList<>(text.subList(at, at + n)), 1, Integer::sum);
        }
        return counts;
    }

    /// Of all sentences so far, from 0 to 100.
    public double value() {
        double logarithms = 0;
        for (int n = 0; n < LONGEST; n++) {
            if (matches[n] == 0) {
                return 0;
            }
            logarithms += Math.log(matches[n] / (double) possible[n]) / LONGEST;
        }
        double brevity = Math.min(0, 1 - referenceLength / (double) hypothesisLength);
        return 100 * Math.exp(brevity + logarithms);
    }
}

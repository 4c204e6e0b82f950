package io.headscope.session;

import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A few tokens, chosen by their numbers: `1-4, 7`.
final class TokenChoice {

    private static final Pattern DASH = Pattern.compile("\\s*[-–—]\\s*");
    private static final Pattern PART = Pattern.compile("(\\d{1,7})(?:-(\\d{1,7}))?");

    private TokenChoice() {}

    /// @param text  counted from 1
    /// @param count how many there are
    /// @param most  how many may be chosen
    /// @return      positions from 0, rising; nothing where the text is blank
    /// @throws ProblemException if it chooses none of them, or too many
    static List<Integer> read(String text, int count, int most) {
        if (text.isBlank()) {
            return List.of();
        }
        TreeSet<Integer> chosen = new TreeSet<>();
        for (String part : DASH.matcher(text.strip()).replaceAll("-").split("[,，;；、\\s]+")) {
            Matcher range = PART.matcher(part.strip());
            if (!range.matches()) {
                throw refused(text, count, most);
            }
            int first = Integer.parseInt(range.group(1));
            int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
            if (first < 1 || last < first || last > count || last - first >= most) {
                throw refused(text, count, most);
            }
            for (int at = first; at <= last; at++) {
                chosen.add(at - 1);
            }
        }
        if (chosen.size() > most) {
            throw refused(text, count, most);
        }
        return List.copyOf(chosen);
    }

    private static ProblemException refused(String text, int count, int most) {
        return new ProblemException(Problem.LAB_TOKENS, text.strip(), most, count);
    }

    /// As it would be written: `1-4, 7`.
    static String written(List<Integer> positions) {
        List<int[]> ranges = new java.util.ArrayList<>();
        for (int at : positions) {
            if (!ranges.isEmpty() && ranges.getLast()[1] == at - 1) {
                ranges.getLast()[1] = at;
            } else {
                ranges.add(new int[] {at, at});
            }
        }
        return ranges.stream()
                .map(range -> range[0] == range[1] ? "" + (range[0] + 1) : (range[0] + 1) + "-" + (range[1] + 1))
                .collect(Collectors.joining(", "));
    }
}

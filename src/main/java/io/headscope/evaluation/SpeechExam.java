package io.headscope.evaluation;

import io.headscope.input.Medium;
import io.headscope.task.Cancellation;
import io.headscope.training.data.SpokenDigit;
import io.headscope.training.data.SpokenRow;
import io.headscope.measure.ErrorRate;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;

/// Which digits are said, one to four in a row, joined from single recordings.
final class SpeechExam implements Exam {

    private static final List<String> WORDS =
            List.of("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine");
    /// More tokens than any row of digits has.
    private static final int LONGEST = 16;

    private final Examinee examinee;
    private final List<SpokenRow> rows;
    private final ErrorRate errors = new ErrorRate();
    private int right;

    SpeechExam(Examinee examinee, Path data, Part part) {
        this.examinee = examinee;
        this.rows = SpokenRow.of(part.of(data, SpokenDigit::read, SpokenDigit::split));
    }

    @Override
    public int size() {
        return rows.size();
    }

    @Override
    public Answered ask(int which, Cancellation cancellation) {
        SpokenRow row = rows.get(which);
        List<String> said = row.labels().stream().map(WORDS::get).toList();
        String name = "#" + (which + 1);
        Question question = new Question(name, "", null, () -> new Medium.Sound(name, row.sound(), Optional.empty()));
        int limit = Math.min(LONGEST, examinee.network().positions() - 1);
        List<String> heard = words(examinee.write(examinee.encode(question), limit, cancellation));
        errors.add(heard, said);
        right += heard.equals(said) ? 1 : 0;
        return new Answered(
                question, String.join(" ", said), String.join(" ", heard), -1, -1, -ErrorRate.distance(heard, said));
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.toLowerCase(Locale.ROOT).split("[\\s\\p{Punct}]+")).filter(word -> !word.isEmpty()).toList();
    }

    @Override
    public SequencedMap<String, Double> measures(int answered) {
        SequencedMap<String, Double> measures = new LinkedHashMap<>();
        measures.put("digit_error_rate", errors.value());
        measures.put("exact_match", right / (double) answered);
        return measures;
    }
}

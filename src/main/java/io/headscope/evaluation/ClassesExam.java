package io.headscope.evaluation;

import io.headscope.attention.FloatTensor;
import io.headscope.attention.RgbImage;
import io.headscope.attention.Trace;
import io.headscope.input.Medium;
import io.headscope.measure.Confusion;
import io.headscope.task.Cancellation;
import io.headscope.training.data.Digit;
import io.headscope.training.data.Review;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/// Which class every example is of.
final class ClassesExam implements Exam {

    private final Examinee examinee;
    private final List<Labelled> examples;
    private Confusion confusion;

    /// @param right the place of its class
    private record Labelled(Question question, int right) {}

    private ClassesExam(Examinee examinee, List<String> labels, List<Labelled> examples) {
        this.examinee = examinee;
        this.examples = examples;
        this.confusion = Confusion.empty(labels);
    }

    /// @param labels two, that of complaint first
    static Exam reviews(Examinee examinee, List<String> labels, Path data, Part part) {
        return new ClassesExam(
                examinee,
                labels,
                part.of(data, Review::read, Review::split).stream()
                        .map(review -> new Labelled(Question.of(review.text()), review.label()))
                        .toList());
    }

    /// @param labels ten, in the order of the digits
    static Exam digits(Examinee examinee, List<String> labels, Path data, Part part) {
        List<Digit> digits = part.of(data, Digit::read, Digit::split);
        return new ClassesExam(
                examinee,
                labels,
                IntStream.range(0, digits.size())
                        .mapToObj(i -> new Labelled(drawn(digits.get(i), i), digits.get(i).label()))
                        .toList());
    }

    private static Question drawn(Digit digit, int which) {
        String name = "#" + (which + 1);
        return new Question(name, "", null, () -> new Medium.Picture(name, image(digit)));
    }

    private static RgbImage image(Digit digit) {
        byte[] rgb = new byte[digit.pixels().length * RgbImage.CHANNELS];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = digit.pixels()[i / RgbImage.CHANNELS];
        }
        return new RgbImage(Digit.SIDE, Digit.SIDE, rgb);
    }

    @Override
    public int size() {
        return examples.size();
    }

    @Override
    public Answered ask(int which, Cancellation cancellation) {
        Labelled example = examples.get(which);
        try (Trace trace = examinee.run(examinee.encode(example.question), LOGITS, cancellation)) {
            int given = largest(trace.tensor("logits"));
            confusion = confusion.with(example.right, given);
            List<String> labels = confusion.labels();
            return new Answered(
                    example.question, labels.get(example.right), labels.get(given), example.right, given, given == example.right ? 1 : 0);
        }
    }

    /// The first of the largest.
    private static int largest(FloatTensor logits) {
        int largest = 0;
        for (int i = 1; i < logits.size(); i++) {
            largest = logits.at(i) > logits.at(largest) ? i : largest;
        }
        return largest;
    }

    @Override
    public SequencedMap<String, Double> measures(int answered) {
        SequencedMap<String, Double> measures = new LinkedHashMap<>();
        measures.put("accuracy", confusion.accuracy());
        measures.put("macro_precision", confusion.macro(confusion::precision));
        measures.put("macro_recall", confusion.macro(confusion::recall));
        measures.put("macro_f1", confusion.macro(confusion::f1));
        return measures;
    }

    @Override
    public Optional<Confusion> confusion() {
        return Optional.of(confusion);
    }
}

package io.headscope.evaluation;

import io.headscope.message.Phrase;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.Answer;
import io.headscope.model.Network;
import io.headscope.task.Cancellation;
import io.headscope.task.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Asks a network all questions of a data set. What is asked follows from what the network answers ([Network#answer]) and
/// from how the data lies ([DataLayout]): each layout asks one thing, and a network that answers another is refused.
public final class Evaluation {

    private static final int DIGITS = 10;

    private Evaluation() {}

    /// @param data the folder
    /// @param part which part of it
    /// @throws ProblemException                                if the data is not as it should be, or the network does not fit it
    /// @throws java.util.concurrent.CancellationException if `cancellation` stopped it
    public static Report run(Examinee examinee, Path data, Part part, Progress progress, Cancellation cancellation) {
        DataLayout layout = DataLayout.of(data);
        Exam exam = exam(layout, examinee, data, part);
        List<Answered> answers = new ArrayList<>();
        int left = 0;
        for (int which = 0; which < exam.size(); which++) {
            cancellation.check();
            progress.report(which, exam.size());
            try {
                answers.add(exam.ask(which, cancellation));
            } catch (ProblemException tooLong) {
                if (tooLong.problem() != Problem.TEXT_TOO_LONG) {
                    throw tooLong;
                }
                left++;
            }
        }
        progress.report(exam.size(), exam.size());
        if (answers.isEmpty()) {
            throw unfit(examinee, data, "reason.nothing-to-ask");
        }
        return new Report(layout, part, exam.measures(answers.size()), exam.confusion().orElse(null), answers, left);
    }

    private static Exam exam(DataLayout layout, Examinee examinee, Path data, Part part) {
        Network network = examinee.network();
        return switch (layout) {
            case REVIEWS -> {
                require(network.takesText() && labels(network).size() == 2, examinee, data, "reason.want-two-classes");
                yield ClassesExam.reviews(examinee, labels(network), data, part);
            }
            case DIGITS -> {
                require(network.takesPicture() && labels(network).equals(digits()), examinee, data, "reason.want-ten-digits");
                yield ClassesExam.digits(examinee, digits(), data, part);
            }
            case MICROGRAPHS -> {
                boolean fits = network.takesPicture()
                        && network.answer() instanceof Answer.Segmentation(List<String> labels)
                        && labels.size() == 2;
                require(fits, examinee, data, "reason.want-two-places");
                yield new PlacesExam(examinee, 1, data, part);
            }
            case STORIES -> {
                require(network.answer() instanceof Answer.Span && network.takesTwoTexts(), examinee, data, "reason.want-spans");
                yield new SpanExam(examinee, data, part);
            }
            case FILMS -> {
                require(network.writes() && network.takesText(), examinee, data, "reason.want-writer");
                yield new FilmsExam(examinee, data, part);
            }
            case TRANSLATIONS -> {
                require(network.takesTarget() && network.takesText(), examinee, data, "reason.want-translator");
                yield new TranslationExam(examinee, data, part);
            }
            case SPOKEN -> {
                require(network.takesTarget() && network.takesSound(), examinee, data, "reason.want-listener");
                yield new SpeechExam(examinee, data, part);
            }
            case TEXT -> {
                require(network.writes() && network.takesText() && !network.takesTarget(), examinee, data, "reason.want-writer");
                yield new TextExam(examinee, data, part);
            }
        };
    }

    private static List<String> labels(Network network) {
        return network.answer() instanceof Answer.Classes(List<String> labels) ? labels : List.of();
    }

    private static List<String> digits() {
        return IntStream.range(0, DIGITS).mapToObj(Integer::toString).toList();
    }

    private static void require(boolean fits, Examinee examinee, Path data, String reason) {
        if (!fits) {
            throw unfit(examinee, data, reason);
        }
    }

    private static ProblemException unfit(Examinee examinee, Path data, String reason) {
        return new ProblemException(Problem.EVALUATION_UNFIT, examinee.folder(), data, Phrase.of(reason));
    }
}

package io.headscope.evaluation;

import io.headscope.attention.Trace;
import io.headscope.input.Medium;
import io.headscope.measure.ClassMap;
import io.headscope.measure.Overlap;
import io.headscope.task.Cancellation;
import io.headscope.training.data.Micrograph;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;

/// Where in every picture the nuclei are.
final class PlacesExam implements Exam {

    private final Examinee examinee;
    private final List<Micrograph> pictures;
    private final int nucleus;
    private double dice;
    private double union;

    /// @param nucleus the place of their class
    PlacesExam(Examinee examinee, int nucleus, Path data, Part part) {
        this.examinee = examinee;
        this.nucleus = nucleus;
        this.pictures = part.of(data, Micrograph::read, Micrograph::split);
    }

    @Override
    public int size() {
        return pictures.size();
    }

    @Override
    public Answered ask(int which, Cancellation cancellation) {
        Micrograph picture = pictures.get(which);
        Path file = picture.file();
        Question question = new Question(String.valueOf(file.getFileName()), "", null, () -> Medium.picture(file, false));
        try (Trace trace = examinee.run(examinee.encode(question), LOGITS, cancellation)) {
            ClassMap found = ClassMap.of(trace.tensor("logits"), 0, picture.image().height(), picture.image().width());
            Overlap overlap = Overlap.of(found.isClass(nucleus), picture.nuclei());
            dice += overlap.dice();
            union += overlap.intersectionOverUnion();
            double pixels = picture.nuclei().length;
            return new Answered(
                    question, percent(overlap.wanted() / pixels), percent(overlap.found() / pixels), -1, -1, overlap.dice());
        }
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    @Override
    public SequencedMap<String, Double> measures(int answered) {
        SequencedMap<String, Double> measures = new LinkedHashMap<>();
        measures.put("dice", dice / answered);
        measures.put("iou", union / answered);
        return measures;
    }
}

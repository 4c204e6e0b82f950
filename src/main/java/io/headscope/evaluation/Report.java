package io.headscope.evaluation;

import io.headscope.measure.Confusion;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// What came of an evaluation.
///
/// @param layout    of the data
/// @param measures  by their names, the one that cards state first; what they mean is in the documentation of the command line
/// @param confusion where the answer is one of classes
/// @param answers   one for every question, in the order of the data
/// @param left      questions that the network does not take, as they are too long for it
public record Report(
        DataLayout layout,
        Part part,
        SequencedMap<String, Double> measures,
        @Nullable Confusion confusion,
        List<Answered> answers,
        int left) {

    public Report {
        measures = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(measures));
        answers = List.copyOf(answers);
    }

    /// The answers in one cell of the confusion matrix.
    public List<Answered> of(int wantedClass, int givenClass) {
        return answers.stream()
                .filter(answer -> answer.wantedClass() == wantedClass && answer.givenClass() == givenClass)
                .toList();
    }
}

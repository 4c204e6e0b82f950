package io.headscope.evaluation;

import io.headscope.measure.Confusion;
import io.headscope.model.RunRequest;
import io.headscope.task.Cancellation;
import java.util.Optional;
import java.util.Set;
import java.util.SequencedMap;

/// One way of asking: it has the questions of a data set, asks them one by one, and counts.
interface Exam {

    /// Nothing but the answer: what is attended to is not looked at.
    RunRequest LOGITS = new RunRequest(Set.of("logits"), RunRequest.Keeping.RECOMPUTED);

    /// How many questions there are.
    int size();

    /// Asks a question. Called once for each, in their order.
    ///
    /// @throws io.headscope.message.ProblemException if the network does not take it
    Answered ask(int which, Cancellation cancellation);

    /// What all answers so far come to.
    ///
    /// @param answered how many there are
    SequencedMap<String, Double> measures(int answered);

    default Optional<Confusion> confusion() {
        return Optional.empty();
    }
}

package io.headscope.evaluation;

import io.headscope.attention.Token;
import io.headscope.attention.Trace;
import io.headscope.model.ModelInput;
import io.headscope.model.Network;
import io.headscope.model.RunRequest;
import io.headscope.task.Cancellation;
import java.nio.file.Path;
import java.util.List;

/// A network that is asked. The port that whoever opens models fills.
public interface Examinee {

    /// Where it was opened from.
    Path folder();

    Network network();

    /// @throws io.headscope.message.ProblemException if the network does not take it: too long, or nothing of the kind
    ModelInput encode(Question question);

    /// A text as its tokenizer cuts it, of any length.
    ///
    /// @throws io.headscope.message.ProblemException if it has no tokenizer
    List<Token> cut(String text);

    /// @throws java.util.concurrent.CancellationException if `cancellation` stopped it
    Trace run(ModelInput input, RunRequest request, Cancellation cancellation);

    /// Writes the likeliest text behind a beginning, up to its end.
    ///
    /// @param limit the most tokens
    String write(ModelInput beginning, int limit, Cancellation cancellation);
}

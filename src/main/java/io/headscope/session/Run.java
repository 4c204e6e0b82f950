package io.headscope.session;

import io.headscope.attention.Trace;
import io.headscope.model.ModelInput;
import io.headscope.model.RunRequest;
import io.headscope.task.Cancellation;
import org.jspecify.annotations.Nullable;

/// One run of a model over what was entered.
///
/// @param trace what it left behind; whoever holds the run closes it
record Run(Entered entered, Trace trace, LastRun facts) {

    private static final double NANOS_A_MILLI = 1e6;

    /// A text and, for networks that take two, a second one.
    record Entered(String text, @Nullable String pair) {}

    static Run of(OpenModel model, Entered entered, Cancellation cancellation) {
        long start = System.nanoTime();
        // Where the network takes one text, the second is out of sight.
        String pair = model.network().takesTwoTexts() ? entered.pair() : null;
        ModelInput input = model.encode(entered.text(), pair);
        cancellation.check();
        Trace trace = model.run(input, request(model), cancellation);
        double millis = (System.nanoTime() - start) / NANOS_A_MILLI;
        int tokens = input.tokens().values().stream().mapToInt(java.util.List::size).max().orElse(0);
        return new Run(entered, trace, new LastRun(millis, tokens));
    }

    static RunRequest request(OpenModel model) {
        return model.network().program().outputs().containsKey("logits") ? RunRequest.of("logits") : RunRequest.of();
    }
}

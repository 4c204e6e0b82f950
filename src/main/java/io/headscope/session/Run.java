package io.headscope.session;

import io.headscope.attention.Trace;
import io.headscope.input.Medium;
import io.headscope.model.ModelInput;
import io.headscope.model.Network;
import io.headscope.model.RunRequest;
import io.headscope.task.Cancellation;

/// One run of a model over what was entered.
///
/// @param trace what it left behind; whoever holds the run closes it
record Run(Entered entered, Trace trace, LastRun facts) {

    private static final double NANOS_A_MILLI = 1e6;

    static Run of(OpenModel model, Entered entered, Cancellation cancellation) {
        long start = System.nanoTime();
        ModelInput input = model.encode(inSight(entered, model));
        cancellation.check();
        Trace trace = model.run(input, request(model), cancellation);
        double millis = (System.nanoTime() - start) / NANOS_A_MILLI;
        int tokens = input.tokens().values().stream().mapToInt(java.util.List::size).max().orElse(0);
        return new Run(entered, trace, new LastRun(millis, tokens, input.remarks()));
    }

    /// What the network does not take has no field in the window, and what was once entered there does not count.
    private static Entered inSight(Entered entered, OpenModel model) {
        Network network = model.network();
        return new Entered(
                network.takesText() ? entered.text() : "",
                network.takesTwoTexts() ? entered.pair() : null,
                network.takesTarget() ? entered.target() : null,
                switch (entered.medium()) {
                    case Medium.Picture picture when network.takesPicture() -> picture;
                    case Medium.Sound sound when network.takesSound() -> sound;
                    case null, default -> null;
                });
    }

    static RunRequest request(OpenModel model) {
        return RunRequest.of(model.network().answer().outputs().toArray(String[]::new));
    }
}

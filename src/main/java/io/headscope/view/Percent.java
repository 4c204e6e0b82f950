package io.headscope.view;

import io.headscope.message.Messages;

/// Probabilities as people read them.
public final class Percent {

    private static final double LEAST = 0.0005;

    private Percent() {}

    /// One decimal, for the likeliest answers of a language model differ there: `12.3 %`, `< 0.1 %`.
    public static String of(double probability, Messages messages) {
        return probability > 0 && probability < LEAST
                ? "< 0.1 %"
                : String.format(messages.language().locale(), "%.1f %%", 100 * probability);
    }
}

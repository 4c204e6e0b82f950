package io.headscope.evaluation;

import io.headscope.input.Medium;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What a network is asked once, as a person could enter it.
///
/// @param name   what the example is called
/// @param text   what is read; may be empty
/// @param pair   a second text
/// @param medium brings what is seen or heard: read only when it is asked
public record Question(String name, String text, @Nullable String pair, @Nullable Supplier<Medium> medium) {

    /// A text alone, called by itself.
    static Question of(String text) {
        return new Question(text, text, null, null);
    }
}

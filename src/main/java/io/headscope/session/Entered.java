package io.headscope.session;

import io.headscope.input.Medium;
import org.jspecify.annotations.Nullable;

/// What a person has entered for a network to run on.
///
/// @param text   what it reads
/// @param pair   a second text, for networks that take two
/// @param target what it is to have written, for networks that read one text and write another
/// @param medium what it sees or hears, for networks that do
public record Entered(String text, @Nullable String pair, @Nullable String target, @Nullable Medium medium) {

    /// Texts alone.
    public Entered(String text, @Nullable String pair, @Nullable String target) {
        this(text, pair, target, null);
    }

    /// One text alone.
    public static Entered of(String text) {
        return new Entered(text, null, null);
    }
}

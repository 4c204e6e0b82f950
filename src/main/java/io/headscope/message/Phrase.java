package io.headscope.message;

import java.util.List;

/// Words within a sentence that are not the person's own: why, or what should be. Said in the language of the sentence
/// they stand in, which is known only when it is read.
///
/// @param key       of its text in the bundles
/// @param arguments what stands in the text's places; phrases may stand in phrases
public record Phrase(String key, List<Object> arguments) {

    public Phrase {
        arguments = List.copyOf(arguments);
    }

    public static Phrase of(String key, Object... arguments) {
        return new Phrase(key, List.of(arguments));
    }

    /// What it says in the language of `messages`.
    public String in(Messages messages) {
        return messages.format(key, arguments.toArray());
    }
}

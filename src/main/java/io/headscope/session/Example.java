package io.headscope.session;

import io.headscope.message.Messages;
import java.util.Map;

/// Something to enter that shows something, as it comes along with a model.
///
/// @param entered what to enter
/// @param notes   what to look at, in every language
public record Example(Entered entered, Map<Messages.Language, String> notes) {

    public Example {
        notes = Map.copyOf(notes);
    }

    /// What to look at.
    public String note(Messages.Language language) {
        return notes.getOrDefault(language, "");
    }
}

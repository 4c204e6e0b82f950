package io.headscope.session;

import io.headscope.training.Course;
import io.headscope.training.Training;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.function.Function;

/// What can be trained in the window, and who trains it.
///
/// @param courses  by name; each is opened on the folder of its data
/// @param trainers makes who learns
public record Trainable(SequencedMap<String, Function<Path, Course>> courses, Training.Trainers trainers) {

    /// Nothing.
    public static Trainable nothing() {
        return new Trainable(new LinkedHashMap<>(), (network, _, _) -> {
            throw new IllegalStateException("nobody trains " + network.family());
        });
    }
}

package io.headscope.lab.lesson;

import io.headscope.message.Messages.Language;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// The lessons that come along, in the order in which they are best held.
public final class Lessons {

    private static final List<String> IDS = List.of("attention", "scale", "masks", "heads", "encoder-decoder", "real-head");

    private Lessons() {}

    /// Their names in files and message keys.
    public static List<String> ids() {
        return IDS;
    }

    /// @param views the views there are
    public static Lesson read(String id, Language language, Set<String> views) {
        String name = "/lessons/" + folder(language) + "/" + id + ".md";
        try (InputStream stream = Objects.requireNonNull(Lessons.class.getResourceAsStream(name), name)) {
            return LessonReader.read(id + ".md", new String(stream.readAllBytes(), StandardCharsets.UTF_8), views);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String folder(Language language) {
        return switch (language) {
            case ENGLISH -> "en";
            case CHINESE -> "zh";
        };
    }
}

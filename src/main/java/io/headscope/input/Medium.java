package io.headscope.input;

import io.headscope.attention.RgbImage;
import io.headscope.attention.Waveform;
import io.headscope.input.image.ImageFile;
import io.headscope.input.sound.SoundFile;
import io.headscope.message.Phrase;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A picture or a sound that a person brought, decoded, and not yet made fit for any network.
public sealed interface Medium {

    /// What the person calls it: the name of its file.
    String name();

    /// @param image upright, in full size
    record Picture(String name, RgbImage image) implements Medium {}

    /// @param wave   of one channel, in full length, at its own rate
    /// @param remark what was wrong with its file and was mended, if anything
    record Sound(String name, Waveform wave, Optional<Phrase> remark) implements Medium {}

    /// What a file is, by its name.
    enum Kind {
        PICTURE(ImageFile.EXTENSIONS),
        SOUND(List.of("wav", "wave", "flac"));

        private final List<String> extensions;

        Kind(List<String> extensions) {
            this.extensions = extensions;
        }

        /// What names of its files end with, without the dot.
        public List<String> extensions() {
            return extensions;
        }
    }

    /// Nothing for names that are neither a picture's nor a sound's.
    static Optional<Kind> kind(Path file) {
        String name = name(file).toLowerCase(Locale.ROOT);
        for (Kind kind : Kind.values()) {
            if (kind.extensions().stream().anyMatch(extension -> name.endsWith("." + extension))) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /// Reads a picture.
    ///
    /// @param evenLarge whether to read one that takes much memory
    /// @throws ProblemException if it cannot be read; [Problem#IMAGE_LARGE] if it could, but should be asked about
    static Picture picture(Path file, boolean evenLarge) {
        ImageFile image = ImageFile.open(file);
        if (image.isLarge() && !evenLarge) {
            throw new ProblemException(Problem.IMAGE_LARGE, file, image.megapixels(), image.megabytes());
        }
        return new Picture(name(file), image.decode());
    }

    /// Reads a sound.
    ///
    /// @throws ProblemException if it cannot be read
    static Sound sound(Path file) {
        SoundFile sound = SoundFile.open(file);
        return new Sound(name(file), sound.sound(), sound.remark());
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}

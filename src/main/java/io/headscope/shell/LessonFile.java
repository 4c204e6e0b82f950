package io.headscope.shell;

import io.headscope.message.Phrase;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// The text of a lesson that someone wrote.
final class LessonFile {

    /// A lesson is a few pages.
    private static final long LARGEST = 1 << 20;

    private LessonFile() {}

    /// @throws ProblemException if it cannot be read, or is no text
    static String read(Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                throw new ProblemException(Problem.FILE_READ_FAILED, file, Phrase.of("reason.too-long"));
            }
            return Files.readString(file);
        } catch (NoSuchFileException missing) {
            throw new ProblemException(missing, Problem.FILE_MISSING, file);
        } catch (CharacterCodingException notText) {
            throw new ProblemException(notText, Problem.FILE_READ_FAILED, file, Phrase.of("reason.not-utf-8"));
        } catch (IOException failure) {
            throw new ProblemException(failure, Problem.FILE_UNREADABLE, file);
        }
    }
}

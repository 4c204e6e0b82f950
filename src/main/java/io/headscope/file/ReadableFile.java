package io.headscope.file;

import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file that exists and may be read, symbolic links followed.
///
/// @param shown the path as the person gave it, for messages
/// @param real  where it truly lies: Hugging Face's cache is made of links
public record ReadableFile(Path shown, Path real) {

    /// @throws ProblemException if there is no such file or it may not be read
    public static ReadableFile at(Path path) {
        if (!Files.exists(path)) {
            throw new ProblemException(Problem.FILE_MISSING, path);
        }
        if (!Files.isReadable(path)) {
            throw new ProblemException(Problem.FILE_UNREADABLE, path);
        }
        try {
            return new ReadableFile(path, path.toRealPath());
        } catch (IOException unreadable) {
            throw new ProblemException(unreadable, Problem.FILE_UNREADABLE, path);
        }
    }
}

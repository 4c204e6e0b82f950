package io.headscope.file;

import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// A file that exists and may be read, symbolic links followed.
///
/// @param shown the path as the person gave it, for messages
/// @param real  where it truly lies: Hugging Face's cache is made of links
public record ReadableFile(Path shown, Path real) {

    /// @throws ProblemException if there is no such file, it is a folder, or it may not be read
    public static ReadableFile at(Path path) {
        if (!Files.exists(path)) {
            throw new ProblemException(Problem.FILE_MISSING, path);
        }
        if (Files.isDirectory(path)) {
            throw new ProblemException(Problem.FILE_NOT_A_FILE, path);
        }
        if (!Files.isReadable(path)) {
            throw new ProblemException(Problem.FILE_UNREADABLE, path);
        }
        try {
            return new ReadableFile(path, path.toRealPath());
        } catch (IOException failure) {
            throw failed(path, failure);
        }
    }

    /// What to say where reading `path` broke off: a missing permission, a file that has gone meanwhile, and a disk that
    /// fails want different things done.
    public static ProblemException failed(Path path, IOException failure) {
        return switch (failure) {
            case AccessDeniedException _ -> new ProblemException(failure, Problem.FILE_UNREADABLE, path);
            case NoSuchFileException _ -> new ProblemException(failure, Problem.FILE_MISSING, path);
            default -> new ProblemException(failure, Problem.FILE_READ_FAILED, path, SystemReason.of(failure));
        };
    }
}

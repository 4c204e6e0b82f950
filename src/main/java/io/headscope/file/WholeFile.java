package io.headscope.file;

import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// Writes files that are there whole, or as they were before: what is not finished stands beside them under another name.
public final class WholeFile {

    /// What goes into a file.
    @FunctionalInterface
    public interface Content {
        void writeTo(FileChannel channel) throws IOException;
    }

    private WholeFile() {}

    /// @throws IOException if it could not be written; then nothing is left behind
    public static void write(Path file, Content content) throws IOException {
        Path target = file.toAbsolutePath();
        Path unfinished = target.resolveSibling("." + target.getFileName() + ".unfinished-" + ProcessHandle.current().pid());
        // Where the whole program is interrupted, nothing else would take it away.
        unfinished.toFile().deleteOnExit();
        try {
            try (FileChannel channel = FileChannel.open(
                    unfinished, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                content.writeTo(channel);
            }
            move(unfinished, target);
        } finally {
            remove(unfinished);
        }
    }

    /// What to say where writing failed.
    public static ProblemException notWritten(Path file, IOException failure) {
        return new ProblemException(failure, Problem.FILE_NOT_WRITTEN, file, SystemReason.of(failure));
    }

    private static void move(Path unfinished, Path target) throws IOException {
        try {
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException onSomeNetworkDrives) {
            Files.move(unfinished, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void remove(Path unfinished) {
        try {
            Files.deleteIfExists(unfinished);
        } catch (IOException failure) {
            // The failure that led here says more; the file is hidden and will be overwritten by the next try.
            System.getLogger(WholeFile.class.getName()).log(System.Logger.Level.WARNING, "left behind: " + unfinished, failure);
        }
    }
}

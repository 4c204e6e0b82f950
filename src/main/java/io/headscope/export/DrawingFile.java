package io.headscope.export;

import io.headscope.drawing.Drawing;
import io.headscope.drawing.Palette;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// Saves drawings: the file is there whole, or as it was before.
public final class DrawingFile {

    private DrawingFile() {}

    /// @throws ProblemException if it cannot be written
    public static void write(Path file, Drawing drawing, Palette palette, DrawingExporter exporter) {
        Path target = file.toAbsolutePath();
        Path unfinished = target.resolveSibling("." + target.getFileName() + ".unfinished-" + ProcessHandle.current().pid());
        // Where the whole program is interrupted, nothing else would take it away.
        unfinished.toFile().deleteOnExit();
        try {
            try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(unfinished))) {
                exporter.write(drawing, palette, stream);
            }
            move(unfinished, target);
        } catch (IOException failure) {
            throw notWritten(file, failure);
        } finally {
            remove(unfinished);
        }
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
            System.getLogger(DrawingFile.class.getName()).log(System.Logger.Level.WARNING, "left behind: " + unfinished, failure);
        }
    }

    static ProblemException notWritten(Path file, IOException failure) {
        return new ProblemException(failure, Problem.FILE_NOT_WRITTEN, file, reason(failure));
    }

    /// The system's own words are often only the file's name again.
    private static String reason(IOException failure) {
        return switch (failure) {
            case NoSuchFileException _ -> "no such folder";
            case AccessDeniedException _ -> "no permission";
            default -> String.valueOf(failure.getMessage());
        };
    }
}

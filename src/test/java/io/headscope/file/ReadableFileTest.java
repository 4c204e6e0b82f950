package io.headscope.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.headscope.message.ProblemException;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each thing that keeps a file from being read asks for something else to be done.
final class ReadableFileTest {

    @Test
    void aFolderInTheFilesPlaceIsCalledOne(@TempDir Path folder) {
        ProblemException problem = assertThrows(ProblemException.class, () -> JsonFile.read(folder));
        assertEquals(folder + " is a folder, but a file should be there. Check the path.", problem.getMessage());
    }

    @Test
    void onlyAMissingRightIsCalledOne() {
        assertEquals(
                "a may not be read. Change its permissions, or copy it to a folder of your own.", failed(new AccessDeniedException("a")));
        assertEquals("a does not exist. Check the path.", failed(new NoSuchFileException("a")));
        assertEquals(
                "a could not be read (Input/output error). Copy it to another disk, or download it again.",
                failed(new IOException("Input/output error")));
        assertEquals(
                "a could not be read (it is not UTF-8 text). Copy it to another disk, or download it again.",
                failed(new MalformedInputException(1)));
    }

    private static String failed(IOException failure) {
        return String.valueOf(ReadableFile.failed(Path.of("a"), failure).getMessage());
    }
}

package io.headscope.export;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.headscope.drawing.Drawing;
import io.headscope.drawing.Palette;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrawingFileTest {

    @Test
    void aFailureLeavesTheOldFileAndNothingElse(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("head.svg"), "old");
        ProblemException problem = assertThrows(
                ProblemException.class,
                () -> DrawingFile.write(file, ExampleDrawing.everyMark(), Palette.LIGHT, new FailingHalfway()));
        assertAll(
                () -> assertEquals(Problem.FILE_NOT_WRITTEN, problem.problem()),
                () -> assertEquals(file + " could not be written (disk full). Free some space or choose another folder.", problem.getMessage()),
                () -> assertEquals("old", Files.readString(file)),
                () -> assertEquals(List.of(file), contents(folder)));
    }

    @Test
    void aFileIsReplacedWhole(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("head.svg"), "old");
        DrawingFile.write(file, ExampleDrawing.everyMark(), Palette.LIGHT, new SvgExporter());
        assertAll(
                () -> assertEquals("<?xml version=\"1.0\" encoding=\"UTF-8\"?>", Files.readAllLines(file).getFirst()),
                () -> assertEquals(List.of(file), contents(folder)));
    }

    @Test
    void aMissingFolderIsNamed(@TempDir Path folder) {
        Path file = folder.resolve("missing").resolve("head.svg");
        ProblemException problem = assertThrows(
                ProblemException.class,
                () -> DrawingFile.write(file, ExampleDrawing.everyMark(), Palette.LIGHT, new SvgExporter()));
        assertEquals(file + " could not be written (no such folder). Free some space or choose another folder.", problem.getMessage());
    }

    private static List<Path> contents(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private record FailingHalfway() implements DrawingExporter {

        @Override
        public String extension() {
            return "svg";
        }

        @Override
        public void write(Drawing drawing, Palette palette, OutputStream into) throws IOException {
            into.write(new byte[100]);
            throw new IOException("disk full");
        }
    }
}

package io.headscope.export;

import io.headscope.drawing.Drawing;
import io.headscope.drawing.Palette;
import io.headscope.file.WholeFile;
import io.headscope.message.ProblemException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;

/// Saves drawings: the file is there whole, or as it was before.
public final class DrawingFile {

    private DrawingFile() {}

    /// @throws ProblemException if it cannot be written
    public static void write(Path file, Drawing drawing, Palette palette, DrawingExporter exporter) {
        try {
            WholeFile.write(file, channel -> {
                try (OutputStream stream = new BufferedOutputStream(Channels.newOutputStream(channel))) {
                    exporter.write(drawing, palette, stream);
                }
            });
        } catch (IOException failure) {
            throw WholeFile.notWritten(file, failure);
        }
    }
}

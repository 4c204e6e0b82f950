package io.headscope.export;

import io.headscope.drawing.Drawing;
import io.headscope.drawing.Palette;
import java.io.IOException;
import java.io.OutputStream;

/// A file format that drawings are saved in: the one class to register for it.
public interface DrawingExporter {

    /// What the names of its files end with, without the dot, in lower case: `svg`.
    String extension();

    /// Writes a whole file; the same drawing gives the same bytes. Leaves the stream open.
    void write(Drawing drawing, Palette palette, OutputStream into) throws IOException;
}

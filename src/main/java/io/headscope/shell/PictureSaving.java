package io.headscope.shell;

import io.headscope.drawing.Drawing;
import io.headscope.drawing.Palette;
import io.headscope.export.DrawingExporter;
import io.headscope.export.DrawingFile;
import io.headscope.session.Theme;
import io.headscope.task.Cancellation;
import io.headscope.task.Progress;
import io.headscope.task.Task;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;

/// Draws the picture of a view and writes it into a file.
///
/// @param whenFailed is told why there is no file
record PictureSaving(
        Function<Cancellation, Drawing> figure,
        Palette palette,
        DrawingExporter exporter,
        Path file,
        Consumer<Throwable> whenFailed)
        implements Task<Path> {

    /// @param file says by the end of its name which of `exporters` writes it; the first, if it says nothing
    static PictureSaving of(
            Function<Cancellation, Drawing> figure,
            Theme theme,
            Path file,
            List<DrawingExporter> exporters,
            Consumer<Throwable> whenFailed) {
        DrawingExporter exporter = exporters.stream()
                .filter(one -> hasExtension(file, one))
                .findFirst()
                .orElse(exporters.getFirst());
        Path named = hasExtension(file, exporter)
                ? file
                : file.resolveSibling(file.getFileName() + "." + exporter.extension());
        Palette palette = switch (theme) {
            case LIGHT -> Palette.LIGHT;
            case DARK -> Palette.DARK;
        };
        return new PictureSaving(figure, palette, exporter, named, whenFailed);
    }

    private static boolean hasExtension(Path file, DrawingExporter exporter) {
        return file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith("." + exporter.extension());
    }

    @Override
    public String name() {
        return "shell.saving";
    }

    @Override
    public String subject() {
        return file.getFileName().toString();
    }

    @Override
    public Path run(Cancellation cancellation, Progress progress) {
        Drawing drawing = figure.apply(cancellation);
        cancellation.check();
        DrawingFile.write(file, drawing, palette, exporter);
        return file;
    }

    /// The file is where the person wanted it.
    @Override
    public void succeeded(Path written) {}

    @Override
    public void failed(Throwable failure) {
        whenFailed.accept(failure);
    }
}

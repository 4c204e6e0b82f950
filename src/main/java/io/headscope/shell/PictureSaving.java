package io.headscope.shell;

import io.headscope.attention.HeadAddress;
import io.headscope.attention.Trace;
import io.headscope.drawing.Drawing;
import io.headscope.drawing.Palette;
import io.headscope.export.DrawingExporter;
import io.headscope.export.DrawingFile;
import io.headscope.session.Notices;
import io.headscope.session.Selection;
import io.headscope.session.ViewContext;
import io.headscope.task.Cancellation;
import io.headscope.task.Progress;
import io.headscope.task.Task;
import io.headscope.view.FigureRequest;
import io.headscope.view.Visualization;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/// Writes the picture of a view into a file: drawn at once, while its trace is there, and written in the background.
record PictureSaving(Drawing drawing, Palette palette, DrawingExporter exporter, Path file, Notices notices)
        implements Task<Path> {

    /// @param file says by the end of its name which of `exporters` writes it; the first, if it says nothing
    static PictureSaving of(
            Visualization view, Trace trace, ViewContext context, Path file, List<DrawingExporter> exporters, Notices notices) {
        DrawingExporter exporter = exporters.stream()
                .filter(one -> hasExtension(file, one))
                .findFirst()
                .orElse(exporters.getFirst());
        Path named = hasExtension(file, exporter)
                ? file
                : file.resolveSibling(file.getFileName() + "." + exporter.extension());
        Palette palette = switch (context.theme().getValue()) {
            case LIGHT -> Palette.LIGHT;
            case DARK -> Palette.DARK;
        };
        return new PictureSaving(view.draw(request(trace, context)), palette, exporter, named, notices);
    }

    private static FigureRequest request(Trace trace, ViewContext context) {
        Selection selection = context.selection();
        List<HeadAddress> heads = Stream.concat(
                        Stream.ofNullable(selection.focusedHead().getValue()), selection.chosenHeads().stream().sorted())
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        return new FigureRequest(
                trace, context.network().getValue(), context.vocabulary().getValue(), heads, context.messages().getValue());
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
        DrawingFile.write(file, drawing, palette, exporter);
        return file;
    }

    /// The file is where the person wanted it.
    @Override
    public void succeeded(Path written) {}

    @Override
    public void failed(Throwable failure) {
        notices.report(failure);
    }
}

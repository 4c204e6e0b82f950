package io.headscope.shell;

import io.headscope.export.DrawingExporter;
import io.headscope.session.HeadPortraits;
import io.headscope.view.Visualization;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;

/// What the application fits the window with.
///
/// @param views   the views of the middle, the overview first
/// @param panels  the views at the right
/// @param samples the folders of the models that came along
/// @param portraits their pictures
/// @param exporters the formats that pictures are saved in, the usual one first
/// @param chooser asks for places on the disk
/// @param memory  how many bytes the process holds just now
/// @param version what the about box says
/// @param quit    ends the application
public record Fittings(
        List<Visualization> views,
        List<Visualization> panels,
        List<Path> samples,
        HeadPortraits portraits,
        List<DrawingExporter> exporters,
        Chooser chooser,
        LongSupplier memory,
        String version,
        Runnable quit) {

    public Fittings {
        views = List.copyOf(views);
        panels = List.copyOf(panels);
        samples = List.copyOf(samples);
        exporters = List.copyOf(exporters);
    }
}

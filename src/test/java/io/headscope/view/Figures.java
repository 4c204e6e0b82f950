package io.headscope.view;

import io.headscope.drawing.Box;
import io.headscope.drawing.Drawing;
import io.headscope.drawing.Mark;
import io.headscope.drawing.Palette;
import io.headscope.drawing.TextMeasure;
import io.headscope.export.DrawingFile;
import io.headscope.export.PngExporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What tests of drawings share: pictures to look at, labels that must not overlap.
public final class Figures {

    private Figures() {}

    /// Leaves a drawing in both themes in `target/screenshots`, for people to look at.
    public static void save(String name, Drawing drawing) throws IOException {
        Path folder = Files.createDirectories(Path.of("target", "screenshots"));
        DrawingFile.write(folder.resolve("figure-" + name + "-light.png"), drawing, Palette.LIGHT, new PngExporter(2));
        DrawingFile.write(folder.resolve("figure-" + name + "-dark.png"), drawing, Palette.DARK, new PngExporter(2));
    }

    /// Every pair of labels whose letters share room, and every label that leaves the drawing.
    public static List<String> collisions(Drawing drawing) {
        List<Mark.Label> labels = drawing.labels();
        List<String> found = new ArrayList<>();
        Box page = new Box(0, 0, drawing.width(), drawing.height());
        for (int i = 0; i < labels.size(); i++) {
            Box box = bounds(labels.get(i));
            if (box.x() < page.x() || box.y() < page.y() || box.right() > page.right() || box.bottom() > page.bottom()) {
                found.add(labels.get(i) + " leaves the drawing");
            }
            for (int j = i + 1; j < labels.size(); j++) {
                if (box.overlaps(bounds(labels.get(j)))) {
                    found.add(labels.get(i) + " overlaps " + labels.get(j));
                }
            }
        }
        return found;
    }

    // What is almost touching is no collision: the measure includes a little air above the letters.
    private static Box bounds(Mark.Label label) {
        return TextMeasure.bundled().bounds(label).grown(-0.5);
    }
}
